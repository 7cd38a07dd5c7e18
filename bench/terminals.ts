import { parseArgs } from "node:util";
import { removeContainers } from "../tests/helpers/agentWorld.ts";
import { DaemonProcess } from "../tests/helpers/daemonProcess.ts";
import { appRows, inTheApp } from "./terminalApp.ts";
import { crowd } from "./terminalCrowd.ts";
import { echoes, echoScript, floodScript, percentile, throughput } from "./terminalMeasures.ts";
import { BareTerminals, hubTerminal } from "./terminalWorld.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    crowd: { type: "string", default: "20" },
    app: { type: "boolean", default: true },
    help: { type: "boolean", short: "h", default: false },
  },
  allowNegative: true,
});
if (values.help) {
  console.log(`usage: node bench/terminals.ts [--rounds N] [--crowd SESSIONS] [--no-app]

Measures terminals through the built daemon beside the engine's own attach read by a bare client, in turns; then many
sessions at once (--crowd 0: none), and the app in Chromium. Needs the engine and the agent image.`);
  process.exit(0);
}
const rounds = Number(values.rounds);
const sessions = Number(values.crowd);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const daemon = new DaemonProcess();
const bare = new BareTerminals();
process.once("SIGTERM", () => void tidyUp().finally(() => process.exit(1)));
process.once("SIGINT", () => void tidyUp().finally(() => process.exit(1)));
try {
  await daemon.start();
  const client = await daemon.client();
  say("starting");
  const floods = [
    await bare.run(floodScript, "ready to flood"),
    await hubTerminal(client, "flood", floodScript, "ready to flood"),
  ] as const;
  const speeds: [number[], number[]] = [[], []];
  // The first round only warms up.
  for (let round = 0; round <= rounds; round++)
    for (const side of [0, 1] as const) {
      const speed = await throughput(floods[side], `round ${round}`);
      say(`${side === 0 ? "engine" : "hub"}: ${speed.toFixed(1)} MiB/s`);
      if (round > 0) speeds[side].push(speed);
    }
  for (const line of floods) line.close();

  const hands = [
    await bare.run(echoScript, "ready to echo"),
    await hubTerminal(client, "echo", echoScript, "ready to echo"),
  ] as const;
  const delays: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++)
    for (const side of [0, 1] as const) delays[side].push(...(await echoes(hands[side], 100)));
  for (const line of hands) line.close();

  const [fast, slow] = [percentile(speeds[0], 0.5), percentile(speeds[1], 0.5)];
  const rows = [`| flood, MiB/s | ${fast.toFixed(1)} | ${slow.toFixed(1)} | ${(slow / fast).toFixed(2)} of it |`];
  for (const share of [0.5, 0.99]) {
    const [direct, through] = [percentile(delays[0], share), percentile(delays[1], share)];
    const added = `${(through - direct).toFixed(2)} added`;
    rows.push(`| echo p${share * 100}, ms | ${direct.toFixed(2)} | ${through.toFixed(2)} | ${added} |`);
  }
  console.log(["| | engine's attach | through the hub | |", "| --- | --- | --- | --- |", ...rows, ""].join("\n"));

  if (values.app) console.log(appRows(await inTheApp(client, "echo", "flood")).join("\n"));
  if (sessions > 0) {
    const { peakMiB, dropped } = await crowd(client, daemon.pid, sessions, say);
    console.log(`${sessions} sessions with live terminals: daemon at most ${peakMiB} MiB, ${dropped} words dropped`);
  }
} finally {
  await tidyUp();
}
process.exit(0);

async function tidyUp(): Promise<void> {
  await daemon.dispose();
  removeContainers(daemon.home);
  await bare.dispose();
}
