import { join } from "node:path";

/** The folder of the built programs, from a program or from code that programs share. */
export const programFolder = import.meta.dirname.endsWith("chunks")
  ? join(import.meta.dirname, "..")
  : import.meta.dirname;

/**
 * For a process that shows no page, on Linux: Chromium would want a display before any code of ours runs, lose it with
 * the graphical session, and refuse root. Without pages there is nothing for its sandbox to hold. `assets/cli/clauderon`
 * passes the same.
 */
export const pagelessSwitches: readonly string[] = [
  "--no-sandbox",
  "--ozone-platform=headless",
  "--disable-gpu",
  "--log-level=3",
];

/** How this program was started: by Node, or by the app's own binary, which cannot run scripts as Node does. */
export interface OwnRuntime {
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
  /** Version of Electron. */
  readonly electron: string | undefined;
  /** The binary is Electron's own, which has to be told where the app is. */
  readonly isUnpacked: boolean;
}

const thisRuntime = (): OwnRuntime => ({
  execPath: process.execPath,
  platform: process.platform,
  electron: process.versions.electron,
  isUnpacked: (process as { defaultApp?: boolean }).defaultApp === true,
});

/** What starts the command line of this very version. */
export function ownCommand(
  words: readonly string[],
  { execPath, platform, electron, isUnpacked }: OwnRuntime = thisRuntime(),
): { readonly command: string; readonly args: readonly string[] } {
  if (electron === undefined) return { command: execPath, args: [join(programFolder, "cli.js"), ...words] };
  const app = isUnpacked ? [join(programFolder, "..", "..")] : [];
  const switches = platform === "linux" ? pagelessSwitches : [];
  return { command: execPath, args: [...app, ...switches, "--cli", ...words] };
}
