import { createTerminal } from "./createTerminal.ts";

const sample = new TextEncoder().encode("\x1b[1;32m✓\x1b[m ready \x1b[38;5;208m│\x1b[m\r\n".repeat(40));
let warm: Promise<void> | null = null;

/**
 * Makes a terminal where nobody sees it, draws in it and lets it go. The first terminal of a page takes several times
 * as long as the next ones; with this the one that a person waits for is no longer the first.
 */
export function warmUp(): Promise<void> {
  warm ??= draw();
  return warm;
}

async function draw(): Promise<void> {
  const host = document.createElement("div");
  host.inert = true;
  host.ariaHidden = "true";
  host.className = "invisible fixed -left-[2000px] h-[480px] w-[960px]";
  document.body.append(host);
  const live = createTerminal(host, () => {});
  await new Promise<void>((resolve) => live.terminal.write(sample, resolve));
  live.dispose();
  host.remove();
}
