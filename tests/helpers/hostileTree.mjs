// Runs inside a container: fills the folder of its first argument with everything that a host could trip over.
import { spawnSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";

const [, , folder, outside] = process.argv;
const attempt = (action) => {
  try {
    action();
    return 1;
  } catch {
    return 0;
  }
};
process.chdir(folder);
symlinkSync(outside, "to-folder");
symlinkSync(`${outside}/canary`, "to-file");
symlinkSync(`${outside}/pipe`, "to-pipe");
symlinkSync("/", "to-root");
symlinkSync("../../../../../../../../etc", "to-above");
symlinkSync("/proc/self/root", "to-process");
symlinkSync("itself", "itself");
mkdirSync("parent");
symlinkSync("../to-folder", "parent/child");
spawnSync("mkfifo", ["pipe"]);
writeFileSync("file", "x");
linkSync("file", "file-too");
writeFileSync(Buffer.from([0x62, 0xff, 0xfe]), "no text");
mkdirSync(Buffer.from([0x64, 0xff]));
writeFileSync(Buffer.from([0x64, 0xff, 0x2f, 0xfe]), "no text");
for (const name of ["-rf", "--", "..\\..", "a\nb", "\x1b]0;title\x07", "$(touch ran)", "*"]) writeFileSync(name, "x");
mkdirSync("wide");
for (let at = 0; at < 3000; at++) writeFileSync(`wide/${at}`, "");
mkdirSync("closed/within", { recursive: true });
writeFileSync("closed/within/file", "x");
chmodSync("closed/within", 0);
chmodSync("closed", 0);
const devices = ["c 1 5", "c 1 3", "b 8 0", "c 5 1"].map((device, at) => {
  const made = spawnSync("mknod", [`device-${at}`, ...device.split(" ")]);
  return made.status === 0 ? 1 : 0;
});
const owned = attempt(() => {
  writeFileSync("setuid", "x");
  chmodSync("setuid", 0o6777);
});
// Deeper than any path can be written.
for (let at = 0; at < 60; at++) {
  mkdirSync("d".repeat(200));
  process.chdir("d".repeat(200));
}
writeFileSync("bottom", "x");
symlinkSync(outside, "to-folder");
console.log(JSON.stringify({ devices: devices.reduce((sum, one) => sum + one, 0), owned }));
