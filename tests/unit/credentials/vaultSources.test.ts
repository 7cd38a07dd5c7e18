import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { containsKnownSecret } from "../../../src-main/core/credentials/containerEnv.ts";
import { memoryKeychain } from "../../helpers/memoryKeychain.ts";
import { about, jwt, VaultWorld } from "../../helpers/vaultWorld.ts";

const random = (): string => randomBytes(12).toString("hex");
const oauth = (): string => `sk-ant-oat01-canary-${random()}`;

let world: VaultWorld;
beforeEach(() => {
  world = new VaultWorld();
});
afterEach(() => world.close());

describe("where a value comes from", () => {
  test("the environment, which is emptied of it", async () => {
    const token = oauth();
    world.env.CLAUDE_CODE_OAUTH_TOKEN = token;
    world.env.GITHUB_TOKEN = "second";
    world.env.GH_TOKEN = "first";
    world.env.UNRELATED = "stays";
    const vault = await world.open();
    expect(world.env).toEqual({ HOME: world.env.HOME, CLAUDERON_HOME: world.env.CLAUDERON_HOME, UNRELATED: "stays" });
    expect(vault.secrets()).toEqual({ anthropic: { token }, github: { token: "first" } });
    expect(about(vault, "anthropic")).toMatchObject({
      source: "environment CLAUDE_CODE_OAUTH_TOKEN",
      health: "untested",
    });
    expect(about(vault, "github")?.source).toBe("environment GH_TOKEN");
  });
  test("environment before config.toml before keychain before secrets/", async () => {
    const keychain = memoryKeychain();
    const file = join(world.root, "token");
    writeFileSync(file, "from-file\n", { mode: 0o600 });
    const toml = `[[credential]]\nid = "sentry"\nsource = { file = "${file}" }`;
    keychain.entries.set("sentry", "from-keychain");
    world.secretFile("sentry", "from-secrets");
    world.env.SENTRY_AUTH_TOKEN = "from-environment";
    const vault = await world.open(toml, { keychain });
    expect(vault.secrets().sentry).toEqual({ token: "from-environment" });
    expect((await world.open(toml, { keychain })).secrets().sentry).toEqual({ token: "from-file" });
    expect((await world.open("", { keychain })).secrets().sentry).toEqual({ token: "from-keychain" });
    keychain.entries.clear();
    expect((await world.open("", { keychain })).secrets().sentry).toEqual({ token: "from-secrets" });
    expect((await world.open("", { keychain: memoryKeychain({ broken: true }) })).secrets().sentry).toEqual({
      token: "from-secrets",
    });
  });
  test("a variable, a command and a keychain entry that config.toml names", async () => {
    const keychain = memoryKeychain();
    keychain.entries.set("work/acme", "k-value");
    world.env.ACME_TOKEN = "e-value";
    world.env.PATH = process.env.PATH ?? "";
    const vault = await world.open(
      `[[credential]]
id = "a"
source = { env = "ACME_TOKEN" }
[[credential]]
id = "b"
source = { command = ["printf", "%s\\n\\n", "$(c-value)"] }
[[credential]]
id = "c"
source = { keychain = "work/acme" }
env = "C_TOKEN"
[[inject]]
host = "c.example"
credential = "c"
`,
      { keychain },
    );
    expect(vault.secrets()).toEqual({ a: { token: "e-value" }, b: { token: "$(c-value)" }, c: { token: "k-value" } });
    expect(world.env.ACME_TOKEN).toBeUndefined();
    expect(about(vault, "c")).toMatchObject({
      builtIn: false,
      hosts: ["c.example"],
      env: ["C_TOKEN"],
      placeholder: "clauderon-c-placeholder",
    });
    expect(about(vault, "b")?.source).toBe("command printf");
  });
  test("the host's own Codex login, with the account", async () => {
    world.codexLogin({ access_token: jwt(4_000_000_000), account_id: "acc-1" });
    const vault = await world.open();
    expect(vault.secrets().chatgpt).toEqual({ token: jwt(4_000_000_000), account_id: "acc-1" });
    expect(containsKnownSecret(`x ${jwt(4_000_000_000)}`, vault.knownSecrets())).toBe("chatgpt");
  });
  test("a Codex login by API key is no ChatGPT login, and nobody's mistake", async () => {
    world.codexLogin(null);
    expect(about(await world.open(), "chatgpt")?.health).toBe("not_set");
    expect(world.warnings).toEqual([]);
  });
});

describe("a source that cannot be read is told, and no other stands in for it", () => {
  test("a secret file that others can read", async () => {
    const path = world.secretFile("github", "value", 0o644);
    const vault = await world.open();
    expect(about(vault, "github")).toMatchObject({ health: "unreadable", source: null });
    expect(about(vault, "github")?.problem).toBe(`${path} can be read by other users (mode 644). chmod 600 '${path}'`);
    expect(vault.secrets()).toEqual({});
    expect(world.warnings[0]).toContain(path);
  });
  test("a secret file that is a symbolic link", async () => {
    const real = join(world.root, "elsewhere");
    writeFileSync(real, "value", { mode: 0o600 });
    mkdirSync(world.home.secrets, { recursive: true });
    symlinkSync(real, join(world.home.secrets, "github"));
    expect(about(await world.open(), "github")?.problem).toContain("symbolic link");
  });
  test.each<[string, string, string]>([
    ["a missing file", '{ file = "/nonexistent/x" }', "The file /nonexistent/x does not exist."],
    ["a relative file", '{ file = "x" }', "not an absolute path"],
    ["a missing variable", '{ env = "NOT_THERE" }', "The variable NOT_THERE is not set."],
    ["a missing keychain entry", '{ keychain = "x" }', "The keychain has no entry x"],
    [
      "a missing command",
      '{ command = ["/nonexistent/op", "read", "SECRET-REFERENCE"] }',
      "The command /nonexistent/op was not found.",
    ],
    [
      "a failing command",
      '{ command = ["/bin/sh", "-c", "echo LEAKED >&2; exit 3"] }',
      "The command /bin/sh failed with exit code 3.",
    ],
    ["a silent command", '{ command = ["/bin/true"] }', "The command /bin/true printed nothing."],
  ])("%s", async (_, source, problem) => {
    world.secretFile("github", "stand-in");
    const vault = await world.open(`[[credential]]\nid = "github"\nsource = ${source}`);
    expect(about(vault, "github")).toMatchObject({ health: "unreadable", problem: expect.stringContaining(problem) });
    expect(vault.isSet("github")).toBe(false);
    expect(vault.problems().get("github")).toContain(problem);
    expect(JSON.stringify([vault.list(), world.warnings])).not.toMatch(/LEAKED|SECRET-REFERENCE|stand-in/);
  });
});

describe("a value of the wrong kind is never handed out", () => {
  test("an Anthropic API key gives a warning that explains itself", async () => {
    const key = `sk-ant-api03-${random()}`;
    world.env.CLAUDE_CODE_OAUTH_TOKEN = key;
    const vault = await world.open();
    expect(vault.secrets()).toEqual({});
    expect(about(vault, "anthropic")?.health).toBe("wrong_kind");
    expect(world.warnings.join()).toContain("OAuth authentication is currently not supported");
    expect(world.warnings.join()).toContain("claude setup-token");
    expect(vault.problems().get("anthropic")).toContain("an API key (sk-ant-api…)");
    expect(JSON.stringify([vault.list(), world.warnings, [...vault.problems()]])).not.toContain(key);
  });
  test("an ANTHROPIC_API_KEY alone is taken out of the environment, explained, and known as a secret", async () => {
    const key = `sk-ant-api03-${random()}`;
    world.env.ANTHROPIC_API_KEY = key;
    const vault = await world.open();
    expect(world.env.ANTHROPIC_API_KEY).toBeUndefined();
    expect(about(vault, "anthropic")).toMatchObject({ health: "wrong_kind", source: null });
    expect(world.warnings.join()).toContain("ANTHROPIC_API_KEY is set, which is not used");
    expect(vault.secrets()).toEqual({});
    expect(containsKnownSecret(key, vault.knownSecrets())).toBe("ANTHROPIC_API_KEY");
  });
  test.each([
    ["the placeholder itself", "github", "ghp_clauderonPlaceholder"],
    ["several lines", "github", "a\nb"],
    ["spaces", "openai", "a b"],
    ["another text for Anthropic", "anthropic", "hello"],
    ["a bare token for ChatGPT", "chatgpt", "hello"],
  ])("%s", async (_, id, value) => {
    world.secretFile(id, value);
    const vault = await world.open();
    expect(about(vault, id)?.health).toBe("wrong_kind");
    expect(vault.secrets()).toEqual({});
    await expect(vault.set(id, value)).rejects.toMatchObject({ code: "credential_rejected" });
  });
});
