import { afterAll, beforeAll, expect, it } from "vitest";
import { fc } from "../helpers/property.ts";
import { AttackWorld } from "./attackWorld.ts";
import type { AttackCase } from "./corpus/case.ts";
import { harmDone } from "./judge.ts";
import { fill, travel } from "./travel.ts";

let world: AttackWorld;

beforeAll(async () => {
  world = await AttackWorld.start();
}, 240_000);
afterAll(() => world?.close());

// A failure prints its seed and path; fc.assert(…, { seed, path }) plays it again.
const rounds = { numRuns: 150 };

const spice = fc.constantFrom(
  "\r",
  "\n",
  "\r\n",
  "\0",
  "\t",
  " ",
  ":",
  ",",
  ";",
  "\x7f",
  "\xff",
  "%0a",
  "\\",
  "@",
  "#",
);
const name = fc.constantFrom(
  ...["Host", "host", "Content-Length", "Transfer-Encoding", "Connection", "Authorization", "X-Api-Key", "Upgrade"],
  ...["Expect", "TE", "Trailer", "Cookie", "X-A", "Proxy-Authorization", "Range", "Accept-Encoding"],
);
const worth = fc.oneof(
  fc.constantFrom("api.github.com", "evil.example", "0", "3", "chunked", "close", "keep-alive", "authorization", "h2c"),
  fc.constantFrom("Bearer {github}", "token {github}", "Basic {basic:github}", "Bearer {foreign}", "{anthropic}", ""),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[{}]/g, "")),
);
const line = fc.tuple(name, fc.constantFrom(": ", ":", " : ", ":\t"), worth).map((parts) => parts.join(""));
const bend = fc.option(fc.tuple(fc.nat(30), spice));
/** Lines as they should be, and some that anything may have happened to. */
const bent = fc.tuple(line, bend);
const bentText = ([text, change]: [string, [number, string] | null]): string => bending(fill(world, text), change);

function bending(text: string, change: [number, string] | null): string {
  return change === null ? text : `${text.slice(0, change[0])}${change[1]}${text.slice(change[0])}`;
}

/** Harm that bytes did, whatever they were. Requests may go on: what counts is where the secrets are. */
async function harmBy(attack: AttackCase["attack"] & { kind: "raw" | "tunnel" }): Promise<string[]> {
  world.stubs.arrivals.length = 0;
  const heard = await travel(world, attack);
  await world.stubs.settle();
  const judged: AttackCase = { class: "smuggling", title: "fuzzed", attack, outcome: "defused" };
  return harmDone(world, judged, { arrivals: [...world.stubs.arrivals], heard });
}

async function stillServes(): Promise<void> {
  const text = "GET /alive HTTP/1.1\r\nHost: free.example\r\nConnection: close\r\n\r\n";
  expect(await travel(world, { kind: "tunnel", to: "free.example:443", text })).toMatch(/^HTTP\/1\.1 200 /);
}

it("whatever headers come to a host with a secret, the secret is in its own header at that host or nowhere", async () => {
  const request = fc.tuple(
    fc.constantFrom("GET", "POST", "get", "CONNECT", "PUT"),
    fc.constantFrom(
      "/user",
      "/graphql",
      "//user",
      "/../user",
      "*",
      "https://api.github.com/user",
      "http://evil.example/",
    ),
    fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", ""),
    fc.array(bent, { maxLength: 6 }),
    fc.constantFrom(
      "",
      "abc",
      "0\r\n\r\n",
      "3\r\nabc\r\n0\r\n\r\n",
      "GET /smuggled HTTP/1.1\r\nHost: api.github.com\r\n\r\n",
    ),
  );
  await fc.assert(
    fc.asyncProperty(request, async ([method, target, version, lines, body]) => {
      const head = `${method} ${target} ${version}\r\nHost: api.github.com\r\nConnection: close\r\n`;
      const text = `${head}${lines.map((it) => `${bentText(it)}\r\n`).join("")}\r\n${body}`;
      const harm = await harmBy({ kind: "tunnel", to: "api.github.com:443", text });
      // A second request of the same client is a request of its own, decided on like any other.
      expect(harm.filter((it) => !it.startsWith("a hidden request"))).toEqual([]);
    }),
    rounds,
  );
  await stillServes();
}, 120_000);

it("whatever target CONNECT names, no service of this machine is reached and no tunnel leads past the rules", async () => {
  const host = fc.oneof(
    fc.constantFrom("127.0.0.1", "localhost", "[::1]", "0", "0x7f000001", "127.1", "api.github.com", "free.example"),
    fc.ipV4(),
    fc.ipV6().map((it) => `[${it}]`),
    fc.string({ maxLength: 20 }),
  );
  const port = fc.constantFrom("443", "80", "{port:service}", "{port:web}", "{port:proxy}", "0", "65536", "", "4 43");
  await fc.assert(
    fc.asyncProperty(host, port, bend, async (at, on, change) => {
      const target = fill(world, `${at.replace(/[{}]/g, "")}:${on}`);
      const to = bending(target, change);
      const text = `CONNECT ${to} HTTP/1.1\r\nHost: x\r\n{auth}\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n`;
      expect(await harmBy({ kind: "raw", text })).toEqual([]);
    }),
    rounds,
  );
  await stillServes();
}, 120_000);

it("whatever bytes come to the proxy's port, it goes on serving and lets nobody in", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((it) => Buffer.from(it).toString("latin1").replace(/[{}]/g, "")),
    fc.array(fc.oneof(name, spice), { maxLength: 12 }).map((parts) => `GET / HTTP/1.1\r\n${parts.join("")}\r\n`),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (text) => {
      // An end to the request, so that the proxy need not wait for more.
      const harm = await harmBy({ kind: "raw", text: `${text}\r\n\r\n\0` });
      expect(harm).toEqual([]);
      expect(world.stubs.arrivals).toEqual([]);
    }),
    rounds,
  );
  await stillServes();
}, 120_000);
