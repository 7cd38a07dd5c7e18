import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { systemKeychain } from "../../src-main/core/credentials/keychain.ts";
import { KeychainKeeper } from "../../src-main/core/credentials/keychainKeeper.ts";

/*
 * Runs on a message bus of its own (`dbus-run-session -- node keyringSession.ts HOME`), with no screen for a prompt: a real
 * keyring is filled, locked, and opened anew under the keeper. Prints what was seen as one line of JSON.
 */
const home = process.argv[2] ?? "";
const password = "only for this run";
const bus = "org.freedesktop.DBus";
const secrets = "org.freedesktop.secrets";
const collection = "/org/freedesktop/secrets/collection/login";

/** Starts the daemon, which reads the password from its standard input. */
function startKeyring(): void {
  execFileSync("gnome-keyring-daemon", ["--unlock", "--components=secrets"], {
    input: password,
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** Whoever has the name now; the bus starts its service with the first question. */
async function endKeyring(): Promise<void> {
  const pid = Number(/ (\d+)/.exec(call(bus, "/", `${bus}.GetConnectionUnixProcessID`, secrets))?.[1]);
  process.kill(pid);
  while (call(bus, "/", `${bus}.NameHasOwner`, secrets).includes("true")) await setTimeout(20);
}

function call(to: string, path: string, method: string, ...args: string[]): string {
  const words = ["call", "--session", "--dest", to, "--object-path", path, "--method", method, ...args];
  return execFileSync("gdbus", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "done",
    (error: { code?: string }) => error.code ?? "no code",
  );

const newKeeper = (): KeychainKeeper =>
  new KeychainKeeper(systemKeychain(home, process.env), { get: () => false, set: () => {} });

startKeyring();
const stored = await newKeeper().set("github", "kept in the keyring");
call(secrets, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", `['${collection}']`);
const isLocked = call(secrets, collection, `${bus}.Properties.Get`, "org.freedesktop.Secret.Collection", "Locked");
const keeper = newKeeper();
const read = await codeOf(keeper.get("github"));
const status = keeper.status();
const unlocked = await codeOf(keeper.unlock());
const written = await codeOf(keeper.set("sentry", "x"));
await endKeyring();
startKeyring();
const again = await codeOf(keeper.unlock());
const value = await keeper.get("github");
await endKeyring();
const wasLocked = isLocked.includes("true");
console.log(
  JSON.stringify({ stored, wasLocked, read, status, unlocked, written, again, value, after: keeper.status() }),
);
