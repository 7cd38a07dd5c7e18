import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { run } from "../../helpers/run.ts";

const isHere = (program: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
const hasKeyring = ["gnome-keyring-daemon", "dbus-run-session", "gdbus"].every(isHere);
const session = new URL("../../helpers/keyringSession.ts", import.meta.url).pathname;

it.skipIf(!hasKeyring)("a real keyring is told locked, is not gone around, and works once it is unlocked", async () => {
  const home = mkdtempSync(join(tmpdir(), "cld-keyring-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, "data"));
  const { stdout, stderr } = await run("dbus-run-session", ["--", process.execPath, session, home], {
    // Without a screen no prompt can be shown, and none is waited for.
    env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, "data") },
    timeoutMs: 40_000,
  });
  expect(stderr).not.toContain("Error:");
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual({
    stored: true,
    wasLocked: true,
    read: "keychain_locked",
    status: "locked",
    unlocked: "keychain_locked",
    written: "keychain_locked",
    again: "done",
    value: "kept in the keyring",
    after: "works",
  });
});
