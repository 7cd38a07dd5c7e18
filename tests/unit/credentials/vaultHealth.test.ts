import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Fetch, FetchRequest } from "../../../src-main/core/hostFetch.ts";
import { about, jwt, VaultWorld } from "../../helpers/vaultWorld.ts";

const random = (): string => randomBytes(12).toString("hex");
const oauth = (): string => `sk-ant-oat01-canary-${random()}`;

let world: VaultWorld;
beforeEach(() => {
  world = new VaultWorld();
});
afterEach(() => world.close());

describe("health", () => {
  test("follows what the services answer, and last use is kept over a restart", async () => {
    world.secretFile("github", random());
    const vault = await world.open();
    vault.noteUse("github", 200, "2026-01-01T00:00:00.000Z");
    expect(about(vault, "github")).toMatchObject({ health: "healthy", lastUsedAt: "2026-01-01T00:00:00.000Z" });
    vault.noteUse("github", 502, "2026-01-02T00:00:00.000Z");
    expect(about(vault, "github")?.health).toBe("healthy");
    vault.noteUse("github", 403, "2026-01-02T00:00:00.000Z");
    expect(about(vault, "github")?.health).toBe("healthy");
    vault.noteUse("github", 401, "2026-01-03T00:00:00.000Z");
    expect(about(vault, "github")).toMatchObject({
      health: "rejected",
      problem: expect.stringContaining("answered 401"),
    });
    vault.close();
    expect(about(await world.open(), "github")).toMatchObject({
      health: "untested",
      lastUsedAt: "2026-01-03T00:00:00.000Z",
    });
  });
  test("is told with its last test, the form it is sent in and what happened, and never with the value", async () => {
    const value = random();
    const vault = await world.open("", { fetch: async () => ({ status: 200, body: "" }) as never });
    await vault.set("github", value);
    await vault.test("github");
    vault.noteUse("github", 401, "2026-01-03T00:00:00.000Z");
    await vault.remove("github");
    const told = about(vault, "github");
    expect(told).toMatchObject({ kind: "token", lastTest: null, expiresAt: null, health: "not_set" });
    expect(told?.sentAs).toContainEqual({
      host: "api.github.com",
      header: "authorization",
      form: "Bearer …",
      removes: [],
    });
    expect(vault.log("github").map(({ event }) => event)).toEqual(["removed", "rejected", "accepted", "stored"]);
    expect(JSON.stringify([told, vault.log("github")])).not.toContain(value);
    expect(() => vault.log("nothing")).toThrow("There is no credential");
  });
  test("a rejected value is read again: its file may have been replaced", async () => {
    const path = world.secretFile("github", "old-value");
    const vault = await world.open();
    writeFileSync(path, "new-value");
    vault.noteUse("github", 401, "2026-01-01T00:00:00.000Z");
    await expect.poll(() => vault.secrets().github?.token).toBe("new-value");
    expect(about(vault, "github")?.health).toBe("untested");
  });
  test.each([
    [200, "", "healthy"],
    [404, "", "healthy"],
    [401, "", "rejected"],
    [403, "OAuth token has been revoked", "rejected"],
    [403, "OAuth token does not meet scope requirement", "healthy"],
    [500, "", "untested"],
  ])("a test answered with %i %s makes it %s", async (status, body, health) => {
    const requests: [string, FetchRequest][] = [];
    const fetch: Fetch = async (url, request) => {
      requests.push([url, request]);
      return { status, body, date: null };
    };
    const token = oauth();
    world.env.CLAUDE_CODE_OAUTH_TOKEN = token;
    const vault = await world.open("", { fetch });
    expect(await vault.test()).toMatchObject([{ id: "anthropic", health }]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.[0]).toMatch(/^https:\/\/api\.anthropic\.com\//);
    expect(requests[0]?.[1].headers.authorization).toBe(`Bearer ${token}`);
    expect(JSON.stringify(vault.list())).not.toContain(token);
  });
  test("a service that cannot be reached says nothing about the credential", async () => {
    world.secretFile("github", random());
    const [github] = await (await world.open()).test("github");
    expect(github).toMatchObject({ health: "untested", problem: "api.github.com could not be reached." });
  });
});

describe("the ChatGPT login is renewed on the host", () => {
  const now = new Date("2026-06-01T00:00:00Z");
  const soon = now.getTime() / 1000 + 60;
  const later = now.getTime() / 1000 + 86_400;
  test("before it ends, keeping what else Codex wrote", async () => {
    const path = world.codexLogin({ access_token: jwt(soon), refresh_token: "r1", account_id: "acc-1" });
    const bodies: string[] = [];
    const fetch: Fetch = async (url, { body }) => {
      expect(url).toBe("https://auth.openai.com/oauth/token");
      bodies.push(body ?? "");
      return { status: 200, body: JSON.stringify({ access_token: jwt(later), refresh_token: "r2" }), date: null };
    };
    const vault = await world.open("", { fetch, now: () => now });
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({ grant_type: "refresh_token", refresh_token: "r1" });
    expect(bodies).toHaveLength(1);
    expect(vault.secrets().chatgpt).toEqual({ token: jwt(later), account_id: "acc-1" });
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      note: "kept",
      tokens: { access_token: jwt(later), refresh_token: "r2", account_id: "acc-1" },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
  test("and a login that cannot be renewed is expired, with the next step", async () => {
    world.codexLogin({ access_token: jwt(soon), refresh_token: "r1", account_id: "acc-1" });
    const vault = await world.open("", {
      fetch: async () => ({ status: 400, body: "{}", date: null }),
      now: () => now,
    });
    expect(about(vault, "chatgpt")).toMatchObject({
      health: "expired",
      problem: expect.stringContaining("codex login"),
    });
  });
});
