import { type App, dialog, type Session, shell, type WebContents } from "electron";
import { linkQuestion } from "./outsideLinks.ts";
import { isPermitted } from "./permissions.ts";
import { appPath, isAppAddress } from "./senderCheck.ts";

/** Every page of this process, whoever made it, stays where it is, opens nothing, and embeds nothing. */
export function lockDownPages(app: App, onOwnLink: (path: string) => void): void {
  app.on("web-contents-created", (_event, contents) => lockDown(contents, onOwnLink));
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isPermitted(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin));
  session.setDevicePermissionHandler(() => false);
}

function lockDown(contents: WebContents, onOwnLink: (path: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    const path = appPath(url);
    if (path !== null) onOwnLink(path);
    else void askAndOpen(url);
    return { action: "deny" };
  });
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isAppAddress(event.url)) event.preventDefault();
  };
  contents.on("will-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-frame-navigate", (event) => {
    // The app has no frames.
    if (!event.isMainFrame || !isAppAddress(event.url)) event.preventDefault();
  });
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

async function askAndOpen(address: string): Promise<void> {
  const question = linkQuestion(address);
  if (question === null) return;
  const { message, detail, open } = question;
  const { response } = await dialog.showMessageBox({
    type: "question",
    message,
    detail,
    buttons: ["Cancel", open],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) await shell.openExternal(question.address);
}
