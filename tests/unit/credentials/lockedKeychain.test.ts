import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { faultOf } from "../../../src-main/core/credentials/keychainFault.ts";
import { credentialFinding } from "../../../src-main/core/doctor/checkCredentials.ts";
import { keychainFinding } from "../../../src-main/core/doctor/checkKeychain.ts";
import { memoryKeychain } from "../../helpers/memoryKeychain.ts";
import { about, VaultWorld } from "../../helpers/vaultWorld.ts";

const random = (): string => randomBytes(12).toString("hex");
const locked = { code: "keychain_locked", message: "The system keychain is locked." };

let world: VaultWorld;
/** What the person does when the system's prompt comes. */
let answers: boolean;
beforeEach(() => {
  world = new VaultWorld();
  answers = false;
});
afterEach(() => world.close());

/** A vault over a keychain that has a token of GitHub's, and is locked. */
async function lockedVault() {
  const value = random();
  const keychain = memoryKeychain({ onPrompt: () => answers });
  keychain.entries.set("github", value);
  keychain.lock();
  return { value, keychain, vault: await world.open("", { keychain }) };
}
const fileOf = (id: string): string => join(world.home.secrets, id);

describe("a locked keychain", () => {
  it("is told of what is in it, to the person and to whom a request is refused", async () => {
    const { vault } = await lockedVault();
    expect(vault.keychain.status()).toBe("locked");
    expect(about(vault, "github")).toMatchObject({ health: "unreadable", source: null });
    expect(about(vault, "github")?.problem).toMatch(
      /^The system keychain is locked\. .*credentials unlock.*keep-in files/,
    );
    expect(vault.problems().get("github")).toContain("The system keychain is locked.");
    expect(about(vault, "sentry")?.health).toBe("not_set");
    expect(vault.secrets()).toEqual({});
  });

  it("is not gone around: a value is not put into a file that nobody chose", async () => {
    const { vault } = await lockedVault();
    await expect(vault.set("sentry", random())).rejects.toMatchObject(locked);
    expect(existsSync(fileOf("sentry"))).toBe(false);
    await expect(vault.remove("github")).rejects.toMatchObject(locked);
  });

  it("is unlocked by its own prompt, and what is in it is used at once", async () => {
    const { vault, keychain, value } = await lockedVault();
    answers = true;
    const before = keychain.prompts();
    await vault.keychain.unlock();
    await vault.askAgain();
    expect(keychain.prompts()).toBe(before + 1);
    expect(vault.keychain.status()).toBe("works");
    expect(vault.secrets()).toEqual({ github: { token: value } });
    expect([...keychain.entries.keys()]).toEqual(["github"]);
  });

  it("that stays locked says why and what else there is", async () => {
    const { vault } = await lockedVault();
    await expect(vault.keychain.unlock()).rejects.toMatchObject({
      code: "keychain_locked",
      message: expect.stringContaining("its prompt was closed, or cannot be shown"),
      hint: expect.stringContaining("keep-in files"),
    });
    expect(vault.keychain.status()).toBe("locked");
  });

  it("asks the person who stores a value, and takes it when they unlock it", async () => {
    const { vault, keychain } = await lockedVault();
    answers = true;
    expect((await vault.set("sentry", "s-value")).source).toBe("keychain");
    expect(keychain.entries.get("sentry")).toBe("s-value");
    expect(vault.keychain.status()).toBe("works");
  });
});

describe("files instead of the keychain", () => {
  it("are a choice that is remembered, with mode 0600, and no prompt comes any more", async () => {
    const { vault, keychain } = await lockedVault();
    await vault.keepIn("files");
    const before = keychain.prompts();
    const value = random();
    expect((await vault.set("github", value)).source).toBe("secrets/github");
    expect(statSync(fileOf("github")).mode & 0o777).toBe(0o600);
    expect(readFileSync(fileOf("github"), "utf8")).toBe(value);
    expect(readdirSync(world.home.secrets)).toEqual(["github"]);
    const next = await world.open("", { keychain });
    expect([next.keychain.status(), next.secrets()]).toEqual(["files", { github: { token: value } }]);
    expect(keychain.prompts()).toBe(before);
    expect(keychain.entries.get("github")).not.toBe(value);
  });

  it("leave an entry that config.toml names where it is", async () => {
    const keychain = memoryKeychain();
    keychain.entries.set("work/acme", "a-value");
    world.inFiles = true;
    const vault = await world.open('[[credential]]\nid = "a"\nsource = { keychain = "work/acme" }', { keychain });
    expect(vault.secrets()).toEqual({ a: { token: "a-value" } });
  });

  it("are left again: the keychain is asked first, then what is in files", async () => {
    const { vault, value } = await lockedVault();
    await vault.keepIn("files");
    await vault.set("sentry", "s-value");
    answers = true;
    await vault.keepIn("keychain");
    expect(vault.keychain.status()).toBe("works");
    expect(vault.secrets()).toEqual({ github: { token: value }, sentry: { token: "s-value" } });
  });

  it("are used unasked where there is no keychain at all, which is no fault", async () => {
    const vault = await world.open("", { keychain: memoryKeychain({ broken: true }) });
    expect((await vault.set("sentry", "s-value")).source).toBe("secrets/sentry");
    expect(vault.keychain.status()).toBe("absent");
    expect((await world.open()).keychain.status()).toBe("off");
  });
});

describe("what a keychain says", () => {
  it.each([
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", "locked"],
    ["the keychain did not answer", "locked"],
    ["Platform failure: User interaction is not allowed.", "locked"],
    ["Platform failure: User canceled the operation.", "locked"],
    ["Platform failure: DBus error: set your DBUS_SESSION_BUS_ADDRESS instead", "absent"],
    ["Couldn't access platform storage: Secret Service: no result found", "absent"],
  ])("%s: %s", (words, fault) => expect(faultOf(new Error(words))).toBe(fault));

  it("is why a credential in it cannot be read, and the doctor sends nobody to config.toml for that", async () => {
    const { vault } = await lockedVault();
    const finding = credentialFinding(about(vault, "github")!);
    expect(finding).toMatchObject({ status: "fail", fix: "See the row System keychain." });
  });

  it("is a row of the doctor, with both ways on where it is locked", () => {
    expect(keychainFinding("locked")).toEqual({
      status: "warn",
      detail: "The system keychain is locked.",
      fix: expect.stringMatching(/credentials unlock.*0600.*credentials keep-in files/),
    });
    expect(["works", "files", "absent", "off"].map((one) => keychainFinding(one as "works").status)).toEqual([
      ...["pass", "pass", "skip", "skip"],
    ]);
  });
});
