import { app } from "electron";
import { errorCodes, toWireError } from "../src-shared/rpc/errors.ts";
import { takeEnvironmentSecrets } from "./core/credentials/environment.ts";
import { runDesktop } from "./electron/desktopApp.ts";
import { canShowWindows, readLaunch } from "./electron/launch.ts";
import { programUrl } from "./electron/programFolder.ts";

const launch = readLaunch(process.argv, {
  isPackaged: app.isPackaged,
  canShowWindows: canShowWindows(process.platform, process.env),
});

if (launch.kind === "window") {
  // What a daemon that takes the core over needs to be started with, as this process was.
  const environment = { ...process.env };
  // Before anything else: no helper process, worker or child may inherit a secret.
  const secrets = takeEnvironmentSecrets(process.env);
  try {
    runDesktop({ words: launch.words, environment, secrets });
  } catch (error) {
    const { code, message, hint } = toWireError(error);
    process.stderr.write(`clauderon: ${message}${hint ? ` ${hint}` : ""}\n`);
    process.exit(errorCodes[code]);
  }
} else {
  app.dock?.hide();
  if (launch.kind === "daemon") {
    const { runDaemonProgram } = await import("./daemon.ts");
    await runDaemonProgram(launch.words);
  } else {
    const { runCommandLine } = await import("./cli/run.ts");
    process.exit(await runCommandLine(launch.words, programUrl));
  }
}
