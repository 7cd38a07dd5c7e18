import { AppError } from "../src-shared/rpc/errors.ts";

/** The value of an option that takes a TCP port; 0 is a free one. Throws `usage` naming the option. */
export function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new AppError("usage", `${option} takes a number from 0 to 65535, not "${text}".`);
}
