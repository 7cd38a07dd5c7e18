import type { ClauderonClient } from "../src-shared/contract/index.ts";
import { residentBytes } from "./processes.ts";
import { echoScript } from "./terminalMeasures.ts";
import { hubTerminal, type Line, until } from "./terminalWorld.ts";

const wordsEach = 200;

export interface CrowdFigures {
  readonly peakMiB: number;
  /** Of all words typed into all terminals, those that did not come back. */
  readonly dropped: number;
}

/** Many sessions, each with a live terminal into which somebody types, all at the same time. */
export async function crowd(
  client: ClauderonClient,
  pid: number,
  sessions: number,
  say: (text: string) => void,
): Promise<CrowdFigures> {
  const lines: Line[] = [];
  for (let number = 1; number <= sessions; number++) {
    say(`session ${number} of ${sessions}`);
    lines.push(await hubTerminal(client, `crowd-${number}`, echoScript, "ready to echo"));
  }
  let peak = residentBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 50);
  const missing = await Promise.all(lines.map((line, at) => typeWords(line, at)));
  clearInterval(timer);
  for (const line of lines) line.close();
  return { peakMiB: Math.round(peak / 1024 ** 2), dropped: missing.reduce((sum, each) => sum + each, 0) };
}

/** Types words without waiting for their echo, and counts those that are missing from what came back. */
async function typeWords(line: Line, terminal: number): Promise<number> {
  const words = Array.from({ length: wordsEach }, (_, number) => `<${terminal}.${number}>`);
  let echoed = "";
  const isOver = until(line, "<over>");
  const watch = line.onOutput;
  line.onOutput = (bytes) => {
    echoed += Buffer.from(bytes).toString("latin1");
    watch(bytes);
  };
  for (const word of words) {
    line.type(word);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  line.type("<over>");
  await isOver;
  return words.filter((word) => !echoed.includes(word)).length;
}
