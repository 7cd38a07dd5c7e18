import { type Check, pass, warn } from "./ports.ts";

export const checkImage: Check = {
  id: "image",
  group: "engine",
  title: "Agent image",
  async run({ images }) {
    const { tags, agent, relay } = await images.status();
    if (agent && relay) return pass(tags.agent);
    const missing = [agent ? null : tags.agent, relay ? null : tags.relay].filter((tag) => tag !== null).join(" and ");
    return warn(`${missing} is not built yet; the first session would wait for it.`, "Run `clauderon image build`.");
  },
};
