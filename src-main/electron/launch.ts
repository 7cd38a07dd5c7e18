import { pagelessSwitches } from "../ownCommand.ts";
import { parsePort } from "../parsePort.ts";

/** What this process is asked to be. */
export type Launch =
  | { readonly kind: "window"; readonly words: readonly string[] }
  /** The core without a window: how the app hands its core over, since it cannot run scripts as Node does. */
  | { readonly kind: "daemon"; readonly words: readonly string[] }
  /** The command line of the installed app. */
  | { readonly kind: "cli"; readonly words: readonly string[] };

export interface LaunchPlace {
  /** Started from its sources the program's own folder is the first argument. */
  readonly isPackaged: boolean;
  readonly canShowWindows: boolean;
}

/** Reads the command line of the app's binary. Only the first word chooses: later ones belong to what it chose. */
export function readLaunch(argv: readonly string[], place: LaunchPlace): Launch {
  const words = argv.slice(place.isPackaged ? 1 : 2);
  while (words[0] !== undefined && pagelessSwitches.includes(words[0])) words.shift();
  const [first, ...rest] = words;
  if (first === "--daemon") return { kind: "daemon", words: rest };
  // `clauderon` without a command opens the app where it can, else it prints help.
  if (first === "--cli" && (rest.length > 0 || !place.canShowWindows)) return { kind: "cli", words: rest };
  return { kind: "window", words: first === undefined || first === "--cli" ? rest : [first, ...rest] };
}

/** `--port N`: the proxy's port while the app hosts the core; absent takes config.toml's. */
export function portAmong(words: readonly string[]): number | undefined {
  const at = words.indexOf("--port");
  return at < 0 ? undefined : parsePort("--port", words[at + 1] ?? "");
}

export function canShowWindows(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
