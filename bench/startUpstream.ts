import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestCa } from "../tests/helpers/testCa.ts";
import { strangerHosts, unsearchedHost } from "./contestants.ts";
import { apiHost } from "./tunnel.ts";

/** The API in a process of its own, which ends with this one. */
export function startUpstream(authority: TestCa, token: string): { port: Promise<number>; stop(): void } {
  const { key, cert } = authority.issue(apiHost, strangerHosts, unsearchedHost);
  const fold = (pem: string): string => pem.replaceAll("\n", "|");
  const script = new URL("./upstream.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, fold(key), fold(cert), token], { stdio: ["pipe", "pipe", "inherit"] });
  const port = once(createInterface({ input: child.stdout }), "line").then(([line]) => Number(line));
  return { port, stop: () => child.stdin.end() };
}
