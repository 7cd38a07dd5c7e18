/*
 * The parts of Electron that the app's main process uses, over a real Chromium: pages are real, the preload script runs
 * in a true isolated world, and what the system would draw (tray, menus, dialogs, notifications) is recorded and can be
 * used from the test. docs/desktop.md says what this proves and what it cannot.
 */
import { app } from "./app.ts";
import { BrowserWindow, screen } from "./browserWindow.ts";
import { answerControl } from "./control.ts";
import { ipcMain } from "./ipc.ts";
import { dialog, Menu, Notification, nativeImage, nativeTheme, shell, Tray } from "./native.ts";
import { protocol, session } from "./pages.ts";

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  Tray,
};
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  Tray,
};

answerControl();
