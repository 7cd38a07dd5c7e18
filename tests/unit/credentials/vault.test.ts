import { randomBytes } from "node:crypto";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../../src-main/core/config/readConfig.ts";
import { memoryKeychain } from "../../helpers/memoryKeychain.ts";
import { about, VaultWorld } from "../../helpers/vaultWorld.ts";

const random = (): string => randomBytes(12).toString("hex");
const oauth = (): string => `sk-ant-oat01-canary-${random()}`;

let world: VaultWorld;
beforeEach(() => {
  world = new VaultWorld();
});
afterEach(() => world.close());

describe("set and remove", () => {
  test("go to the keychain where one works", async () => {
    const keychain = memoryKeychain();
    const vault = await world.open("", { keychain });
    const token = oauth();
    expect(await vault.set("anthropic", ` ${token}\n`)).toMatchObject({ source: "keychain", health: "untested" });
    expect([...keychain.entries]).toEqual([["anthropic", token]]);
    expect(existsSync(join(world.home.secrets, "anthropic"))).toBe(false);
    expect(await vault.remove("anthropic")).toMatchObject({ source: null, health: "not_set" });
    expect(keychain.entries.size).toBe(0);
  });
  test("else to secrets/, which only its owner can read", async () => {
    const vault = await world.open("", { keychain: memoryKeychain({ broken: true }) });
    const token = oauth();
    expect((await vault.set("anthropic", token)).source).toBe("secrets/anthropic");
    const path = join(world.home.secrets, "anthropic");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(world.home.secrets).mode & 0o777).toBe(0o700);
    expect(vault.secrets()).toEqual({ anthropic: { token } });
    await vault.remove("anthropic");
    expect(existsSync(path)).toBe(false);
    expect(vault.secrets()).toEqual({});
  });
  test("tell those who listen", async () => {
    const vault = await world.open();
    const changes: boolean[] = [];
    vault.onChange(({ values }) => changes.push(values));
    await vault.set("github", random());
    expect(changes).toEqual([true]);
  });
  test("an unknown id is told with the near one", async () => {
    const vault = await world.open();
    await expect(vault.set("githb", "x")).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining('did you mean "github"?'),
    });
    await expect(vault.set("../x", "x")).rejects.toMatchObject({ code: "not_found" });
  });
});

test("the npm token goes to the registry of the user's own npm configuration", async () => {
  writeFileSync(join(world.root, "user", ".npmrc"), "registry=https://npm.corp.example/api/npm/\n");
  world.env.NPM_TOKEN = random();
  expect(about(await world.open(), "npm")?.hosts).toEqual(["npm.corp.example"]);
});

test("a changed config.toml is taken: credentials come and go", async () => {
  const vault = await world.open();
  world.env.ACME_TOKEN = "value";
  await vault.reconfigure(readConfig('[[credential]]\nid = "acme"\nsource = { env = "ACME_TOKEN" }'));
  expect(vault.secrets()).toEqual({ acme: { token: "value" } });
  await vault.reconfigure(readConfig(""));
  expect(vault.secrets()).toEqual({});
  expect(about(vault, "acme")).toBeUndefined();
});
