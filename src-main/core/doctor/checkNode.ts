import { type Check, fail, pass } from "./ports.ts";

const least = [22, 19] as const;

export const checkNode: Check = {
  id: "node",
  group: "host",
  title: "Node version",
  run: async () => nodeFinding(process.versions.node),
};

export function nodeFinding(version: string): ReturnType<typeof pass> {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return pass(`Node ${version}`);
  return fail(`Node ${version} is too old.`, `Use Node ${least.join(".")} or newer; \`./dev setup\` brings one.`);
}
