import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Check, fail, pass } from "./ports.ts";

/** Everything that holds or guards a secret is this user's alone. */
export const checkPermissions: Check = {
  id: "permissions",
  group: "host",
  title: "Permissions of the home and its secrets",
  async run({ home }) {
    const files = (await readdir(home.secrets)).map((name) => join(home.secrets, name));
    for (const path of [home.root, home.secrets, home.caKey, home.socket, ...files]) {
      const problem = await problemOf(path);
      if (problem) return problem;
    }
    return pass(`${home.root} and ${files.length} stored secrets are yours alone.`);
  },
};

async function problemOf(path: string): Promise<ReturnType<typeof fail> | null> {
  const stat = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!stat) return null;
  if (stat.isSymbolicLink()) return fail(`${path} is a link.`, "Put the real file or folder in its place.");
  if (process.getuid && stat.uid !== process.getuid())
    return fail(`${path} belongs to user ${stat.uid}.`, `Run \`chown $(id -u) '${path}'\`.`);
  if ((stat.mode & 0o077) === 0) return null;
  const mode = (stat.mode & 0o777).toString(8);
  return fail(`${path} is open to others (mode ${mode}).`, `Run \`chmod go= '${path}'\`.`);
}
