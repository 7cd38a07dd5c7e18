import { statfs } from "node:fs/promises";
import { freeSpaceProblem } from "../audit/diskSpace.ts";
import { type Check, fail, pass } from "./ports.ts";

export const checkDisk: Check = {
  id: "disk",
  group: "host",
  title: "Disk space for the audit log",
  async run({ home }) {
    const problem = freeSpaceProblem(home);
    if (problem) return fail(problem.message, problem.hint ?? "Free some space.");
    const disk = await statfs(home.root);
    return pass(`${Math.floor((disk.bavail * disk.bsize) / 1024 ** 2)} MiB free`);
  },
};
