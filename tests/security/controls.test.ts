import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceIds } from "../helpers/services.ts";
import { decodeAnswer, writeAnswer } from "./answering.ts";
import { AttackWorld } from "./attackWorld.ts";
import { benignCases } from "./corpus/benign.ts";
import { type AttackCase, attackClasses, type BenignCase, secretForms } from "./corpus/case.ts";
import { attacks } from "./corpus/index.ts";
import { insideCases } from "./corpus/inside.ts";
import { harmDone } from "./judge.ts";
import { findSecret, writeSecret } from "./secretForms.ts";
import { foreignKey } from "./travel.ts";

/*
 * The detector on trial: what it would say if the proxy let things through. Here requests go past the proxy, straight
 * to the servers that play the services, carrying what must never be there.
 */
let world: AttackWorld;
beforeAll(async () => {
  world = await AttackWorld.start();
}, 240_000);
afterAll(() => world?.close());

const refused: AttackCase = {
  class: "access",
  title: "a control",
  attack: { kind: "raw", text: "" },
  outcome: "refused",
};
const defused: AttackCase = { ...refused, outcome: "defused" };

/** One request straight to the services' server, as `host`. */
async function straight(host: string, text: string): Promise<string> {
  world.stubs.arrivals.length = 0;
  const socket = connect({ port: world.ports.tls, host: "127.0.0.1", servername: host, rejectUnauthorized: false });
  const chunks: Buffer[] = [];
  socket.write(text);
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("latin1");
}
const get = (host: string, line: string, target = "/"): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${line}Connection: close\r\n\r\n`;

async function harm(attack: AttackCase, host: string, text: string): Promise<string[]> {
  const heard = await straight(host, text);
  return harmDone(world, attack, { arrivals: [...world.stubs.arrivals], heard });
}

describe("the detector sees", () => {
  it.each(secretForms)("a value written %s", (form) => {
    const token = world.real("github");
    const header = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    expect(findSecret(writeSecret(form, token, header), token)).not.toBeNull();
    expect(findSecret(writeSecret(form, "another-value-of-the-same-kind-0123", "Basic x"), token)).toBeNull();
  });

  it.each([
    ["in chunks", undefined],
    ["in gzip", "gzip"],
    ["in br", "br"],
    ["in zstd", "zstd"],
    ["in deflate", "deflate"],
    ["in two codings", "gzip, br"],
  ] as const)("an answer that carries the value %s", async (_, coding) => {
    const how = { form: "raw", place: "body", pieces: 3, ...(coding ? { coding } : {}) } as const;
    world.stubs.next = (_request, response) =>
      void writeAnswer(response, how, world.real("github"), world.real("github"));
    const { head, body } = decodeAnswer(await straight("api.github.com", get("api.github.com", "")));
    expect(harmDone(world, defused, { arrivals: [], heard: `${head}\r\n\r\n${body}` })).toHaveLength(1);
  });

  it("a request that should not have arrived, and an answer that should not have come", async () => {
    expect(await harm(refused, "free.example", get("free.example", ""))).toHaveLength(2);
    expect(await harm(defused, "free.example", get("free.example", ""))).toEqual([]);
  });

  it.each(serviceIds)("the value of %s at another host, in another header, in the URL, and twice", async (id) => {
    const value = world.real(id);
    const own = { gemini: "x-goog-api-key", acme: "x-api-key" }[id as string] ?? "authorization";
    const host = { github: "api.github.com", docker: "auth.docker.io" }[id as string] ?? hostOf(id);
    expect(await harm(defused, "free.example", get("free.example", `${own}: ${value}\r\n`))).not.toEqual([]);
    expect(await harm(defused, host, get(host, `x-note: ${value}\r\n`))).not.toEqual([]);
    expect(await harm(defused, host, get(host, "", `/?a=${encodeURIComponent(value)}`))).not.toEqual([]);
    expect(await harm(defused, host, get(host, `${own}: ${value}\r\nx-api-key: ${value}\r\n`))).not.toEqual([]);
    expect(await harm(defused, host, get(host, `${own}: ${value}\r\n`))).toEqual([]);
  });

  it("a placeholder that arrives, in every way that a server understands", async () => {
    const placeholder = world.placeholder("github");
    const basic = Buffer.from(`x-access-token:${placeholder}`).toString("base64");
    for (const line of [`x-a: ${placeholder}\r\n`, `Authorization: Basic ${basic}\r\n`]) {
      expect(await harm(defused, "free.example", get("free.example", line))).not.toEqual([]);
    }
  });

  it("an attacker's key at a host of ours, and none at a free one", async () => {
    const line = `Authorization: Bearer ${foreignKey}\r\n`;
    expect(await harm(defused, "api.github.com", get("api.github.com", line))).toHaveLength(1);
    expect(await harm(defused, "free.example", get("free.example", line))).toEqual([]);
  });
});

it("the corpus has the size that is promised, and no case twice", () => {
  const keys = attacks.map(({ class: name, title, attack }) => `${name} ${title} ${JSON.stringify(attack)}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(attacks.length).toBeGreaterThanOrEqual(250);
  const urls = benignCases.map(({ method, url, title }: BenignCase) => `${method} ${url} ${title}`);
  expect(new Set(urls).size).toBeGreaterThanOrEqual(100);
});

it("SECURITY.md gives the size of each class as it is", () => {
  const text = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
  const rows = new Map(
    [...text.matchAll(/^\| ([a-z ]+) \| [^|]+ \| (\d+) \|$/gm)].map(([, name, count]) => [name, Number(count)]),
  );
  const sizes = attackClasses.map((name) => [name, attacks.filter((attack) => attack.class === name).length] as const);
  expect(rows).toEqual(new Map([...sizes, ["inside", insideCases.length]]));
});

function hostOf(id: string): string {
  const hosts: Readonly<Record<string, string>> = {
    anthropic: "api.anthropic.com",
    openai: "api.openai.com",
    gemini: "generativelanguage.googleapis.com",
    npm: "packages.example",
    sentry: "sentry.io",
    pagerduty: "api.pagerduty.com",
    grafana: "grafana.example",
    acme: "eu.acme.example",
  };
  return hosts[id] as string;
}
