import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { Progress } from "../output/progress.ts";

/** Lines of the build's own output that are shown when it fails. */
const tailLines = 20;

const build: CommandSpec = {
  name: "build",
  summary: "build the image that agents run in, and the relay's",
  options: [{ name: "base", value: "image", summary: "base image to build from" }],
  json: true,
  examples: ["clauderon image build", "clauderon image build --base debian:bookworm-slim"],
  async run({ options, json, output, connect }) {
    const base = options.text("base");
    const client = await connect();
    const progress = new Progress(output);
    const tail: string[] = [];
    try {
      for await (const event of client.system.buildImage(base === undefined ? {} : { base })) {
        if (event.type === "progress") await progress.step(event.step, event.fraction);
        else if (event.type === "log") tail.push(event.line);
        else {
          await progress.clear();
          const { image, imageId, relayImage } = event;
          if (json) await output.json({ image, imageId, relayImage });
          else await output.line(escapeLine(image));
          return 0;
        }
        if (tail.length > tailLines) tail.shift();
      }
    } catch (error) {
      await progress.clear();
      for (const line of tail) await output.note(escapeLine(line));
      throw error;
    }
    throw new AppError(
      "image_build_failed",
      "The build ended without a result.",
      "`clauderon logs --daemon` says why.",
    );
  },
};

export const imageCommand: CommandSpec = {
  name: "image",
  summary: "the agent image",
  examples: ["clauderon image build"],
  subcommands: [build],
};
