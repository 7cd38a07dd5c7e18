import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceId } from "../helpers/services.ts";
import { answer } from "./answering.ts";
import { AttackWorld } from "./attackWorld.ts";
import { benignCases } from "./corpus/benign.ts";
import { type Answer, type AttackCase, attackClasses, type BenignCase } from "./corpus/case.ts";
import { attacks } from "./corpus/index.ts";
import { harmDone } from "./judge.ts";
import { travel } from "./travel.ts";

let world: AttackWorld;
const tally = new Map(attackClasses.map((name) => [name, { cases: 0, blocked: 0, leaked: 0 }]));
let falseAlarms = 0;

beforeAll(async () => {
  world = await AttackWorld.start();
}, 240_000);

afterAll(async () => {
  await world?.close();
  console.log(table());
});

/** Runs one attack and returns the harm that it did. */
async function run(attack: AttackCase): Promise<string[]> {
  world.stubs.arrivals.length = 0;
  const { attack: how } = attack;
  const heard = how.kind === "answer" ? await hearAnswer(how.answer) : await travel(world, how);
  await world.stubs.settle();
  return harmDone(world, attack, { arrivals: [...world.stubs.arrivals], heard });
}

/** What takes the value's place is as long as it was, and the record says that it was found. */
async function hearAnswer(how: Answer): Promise<string> {
  const newest = async () => (await world.client.audit.query({ session: "main", limit: 1 })).records[0];
  const before = (await newest())?.seq ?? 0;
  const { heard, body, sent } = await answer(world, how);
  expect(Buffer.byteLength(body)).toBe(Buffer.byteLength(sent));
  await expect.poll(async () => (await newest())?.seq ?? 0).toBeGreaterThan(before);
  const record = await newest();
  expect(record).toMatchObject({ host: "github.com", credential_id: "github" });
  expect(record?.scrubbed).toBeGreaterThan(0);
  return heard;
}

describe.each(attackClasses.filter((name) => attacks.some((attack) => attack.class === name)))("%s", (name) => {
  const cases = attacks.filter((attack) => attack.class === name);
  it.each(cases.map((attack) => [attack.title, attack] as const))("%s", async (_, attack) => {
    const row = tally.get(name)!;
    row.cases++;
    const harm = await run(attack).catch((error: unknown) => [`the attack could not be judged: ${error}`]);
    if (harm.length > 0) row.leaked++;
    else row.blocked++;
    expect(harm).toEqual([]);
  });
});

describe("everyday traffic passes", () => {
  it.each(benignCases.map((benign) => [benign.title, benign] as const))("A session %s", async (_, benign) => {
    falseAlarms++;
    world.stubs.arrivals.length = 0;
    const heard = await travel(world, asAttack(benign));
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    const [arrival] = world.stubs.arrivals;
    expect(arrival).toMatchObject({ method: benign.method, body: benign.body ?? "" });
    const { pathname, search } = splitTarget(benign.url);
    expect(arrival?.target).toBe(`${pathname}${search}`);
    if (benign.credential)
      expect(arrival?.headers.join("\n")).toContain(written(benign.credential as ServiceId, new URL(benign.url).host));
    falseAlarms--;
  });
});

/** The request as its tool sends it, placeholder included. */
function asAttack(benign: BenignCase): Parameters<typeof travel>[1] {
  const { scheme, authority, pathname, search } = splitTarget(benign.url);
  const credential = benign.credential as ServiceId | undefined;
  const lines = [
    `${benign.method} ${scheme === "http" ? `http://${authority}` : ""}${pathname}${search} HTTP/1.1`,
    `Host: ${authority}`,
    ...(credential ? [placeholderLine(credential, authority)] : []),
    ...(benign.headers ?? []).map(([name, text]) => `${name}: ${text}`),
    ...(benign.body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(benign.body)}`]),
    ...((benign.headers ?? []).some(([name]) => name === "Connection") ? [] : ["Connection: close"]),
  ];
  const end = `\r\n\r\n${benign.body ?? ""}`;
  if (scheme === "http") return { kind: "raw", text: `${lines.join("\r\n")}\r\n{auth}${end.slice(2)}` };
  return { kind: "tunnel", to: `${authority}:443`, text: lines.join("\r\n") + end, session: benign.session ?? "main" };
}

function splitTarget(url: string): { scheme: string; authority: string; pathname: string; search: string } {
  const [, scheme = "", authority = "", pathname = "", search = ""] =
    /^(https?):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return { scheme, authority, pathname, search };
}

function placeholderLine(id: ServiceId, host: string): string {
  if (host === "github.com") return "Authorization: Basic {basic:github}";
  const header = { gemini: "X-Goog-Api-Key: ", acme: "X-Api-Key: ", pagerduty: "Authorization: Token token=" };
  return `${(header as Record<string, string>)[id] ?? "Authorization: Bearer "}{${id}}`;
}

function written(id: ServiceId, host: string): string {
  const token = world.real(id);
  return host === "github.com" ? Buffer.from(`x-access-token:${token}`).toString("base64") : token;
}

function table(): string {
  const rows = [...tally].filter(([, { cases }]) => cases > 0);
  const sum = (what: "cases" | "blocked" | "leaked"): number => rows.reduce((total, [, row]) => total + row[what], 0);
  const line = (...cells: (string | number)[]): string =>
    cells.map((cell, at) => (at === 0 ? String(cell).padEnd(14) : String(cell).padStart(8))).join(" ");
  return [
    line("class", "cases", "blocked", "leaked"),
    ...rows.map(([name, { cases, blocked, leaked }]) => line(name, cases, blocked, leaked)),
    line("all", sum("cases"), sum("blocked"), sum("leaked")),
    `everyday requests: ${benignCases.length}, false alarms: ${falseAlarms}`,
  ].join("\n");
}
