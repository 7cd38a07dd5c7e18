import { type Line, until } from "./terminalWorld.ts";

const floodLines = 500_000;
/** As builds and tests write: colours, a number, words. `ESC` stands for the escape character, `&` for the number. */
const pattern = "ESC[32m✓ESC[0m ESC[1mtest &ESC[22m of the suite passed in ESC[33m12 msESC[39m, after many steps";

/** What a terminal receives of it: the escape character is one byte, and a line ends with two. */
export const floodMiB =
  Array.from({ length: floodLines }, (_, at) => pattern.replaceAll("ESC", "\x1b").replace("&", String(at + 1))).reduce(
    (sum, line) => sum + Buffer.byteLength(line) + 2,
    0,
  ) /
  1024 ** 2;

/** Waits for a word, writes the flood and the word, and waits again. */
export const floodScript = `stty -echo
seq 1 ${floodLines} | sed "s/.*/${pattern}/; s/ESC/$(printf '\\033')/g" >/tmp/flood
echo ready to flood
while read -r word; do cat /tmp/flood; echo "over: $word"; done`;

export const echoScript = `stty raw -echo; printf 'ready to echo'; exec cat`;

/** MiB a second from the word until the end of the flood is seen. */
export async function throughput(line: Line, word: string): Promise<number> {
  const over = until(line, `over: ${word}`);
  const startedAt = performance.now();
  line.type(`${word}\n`);
  await over;
  return (floodMiB / (performance.now() - startedAt)) * 1000;
}

/** Milliseconds from each keystroke until its echo; keystrokes come one by one, as from a fast hand. */
export async function echoes(line: Line, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let number = 0; number < count; number++) {
    const letter = String.fromCharCode(97 + (number % 26));
    const echoed = until(line, letter);
    const startedAt = performance.now();
    line.type(letter);
    await echoed;
    all.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  return all;
}

export function percentile(all: readonly number[], share: number): number {
  return all.toSorted((one, other) => one - other)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0;
}
