import type { DemoEvent, DemoStep } from "../../../src-shared/model/demo.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { CommandSpec } from "../command.ts";
import { escapeLine, escapeText } from "../output/escape.ts";
import type { Output } from "../output/output.ts";
import { Progress } from "../output/progress.ts";

interface DemoModule {
  runDemo(options: { readonly emit: (event: DemoEvent) => void; readonly signal: AbortSignal }): Promise<boolean>;
}

const headlines: Readonly<Record<DemoStep, string>> = {
  api: "A stand-in for the API on this machine, and a token that was made for it",
  core: "A core in a private home",
  image: "The agent image",
  agent: "The real Claude Code, in a container",
  proofs: "Where the token was",
  cleaning: "Cleaning up",
};

export const demoCommand: CommandSpec = {
  name: "demo",
  summary: "show one session end to end, without a token: where the token is, and where it never was",
  options: [{ name: "until-eof", summary: "end early, and clean up, when standard input ends" }],
  json: true,
  examples: ["clauderon demo", "clauderon demo --json"],
  async run({ options, json, output, programUrl }) {
    const stopped = new AbortController();
    const stop = (): void =>
      stopped.abort(new AppError("aborted", "Ended early; what the demonstration made is gone."));
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
    if (options.flag("until-eof")) process.stdin.on("end", stop).on("error", stop).resume();
    // A program of its own beside this one, as the daemon is: no other command pulls the core in.
    const address = new URL(programUrl.endsWith(".ts") ? "demo/demo.ts" : "demo.js", programUrl);
    const module = (await import(/* @vite-ignore */ address.href)) as DemoModule;
    const tell = json ? (event: DemoEvent) => output.json(event) : inWords(output);
    // In their order, each when the one before is written.
    let written = Promise.resolve();
    const emit = (event: DemoEvent): void => {
      written = written.then(() => tell(event));
    };
    try {
      return (await module.runDemo({ emit, signal: stopped.signal })) ? 0 : 1;
    } finally {
      await written;
    }
  },
};

/** For a person; what the agent says is the container's, and escaped. */
function inWords(output: Output): (event: DemoEvent) => Promise<void> {
  const progress = new Progress(output);
  return async (event) => {
    if (event.type === "progress") return progress.step(event.text, event.fraction);
    await progress.clear();
    switch (event.type) {
      case "step":
        return output.line(`\n== ${headlines[event.step]}`);
      case "said":
        return output.line(escapeText(event.text).trimEnd());
      case "evidence": {
        const { inside, received, recorded } = event.evidence;
        await output.line(escapeLine(`  inside:   ${inside.variable}=${inside.value ?? "(not there)"}`));
        const sent = received.authorization === "token" ? "Bearer, with the token" : received.authorization;
        await output.line(escapeLine(`  received: ${received.method} ${received.url}, authorization: ${sent}`));
        const words = recorded ? `#${recorded.seq}, credential ${recorded.credential ?? "none"} put in` : "nothing";
        return output.line(`${escapeLine(`  recorded: ${words}`)}\n`);
      }
      case "proof":
        return output.line(escapeLine(`  ${event.proof.holds ? "yes" : "NO "}  ${event.proof.statement}`));
      case "end":
        return output.line(
          event.holds ? "\nThe token was never inside." : "\nNot everything held: read what says NO above.",
        );
    }
  };
}
