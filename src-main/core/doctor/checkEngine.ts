import { type Check, pass, warn } from "./ports.ts";

/** An engine that does not answer throws an AppError with its own next step. */
export const checkEngine: Check = {
  id: "engine",
  group: "engine",
  title: "Container engine",
  async run({ engine }) {
    const info = await engine.info();
    const found = `engine ${info.version} (${info.operatingSystem}, ${info.storageDriver})`;
    if (info.lock !== null) return pass(found);
    return warn(
      `${found} cannot share a socket of this host: ${info.sharesHostSocketsReason ?? "reason unknown"}`,
      "Create sessions with `--network open`, or use an engine on this machine.",
    );
  },
};
