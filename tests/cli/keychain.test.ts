import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { runCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";

let daemon: FakeDaemon | null = null;
const start = async (credentials: NonNullable<FakeHandlers["credentials"]>): Promise<FakeDaemon> => {
  daemon = await startFakeDaemon({ credentials });
  return daemon;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const sentence =
  /The system keychain is locked\. .*`clauderon credentials unlock`.*0600.*`clauderon credentials keep-in files`/;

describe("a locked keychain on the command line", () => {
  it("is told under the list of credentials, with both ways; what a program reads stays as it is", async () => {
    const { home } = await start({ list: () => [], keychain: () => "locked" });
    expect((await runCli(home, ["credentials", "list"])).stderr).toMatch(sentence);
    expect(JSON.parse((await runCli(home, ["credentials", "list", "--json"])).stdout)).toEqual([]);
  });

  it("is not spoken of where it works", async () => {
    const { home } = await start({ list: () => [], keychain: () => "works" });
    expect((await runCli(home, ["credentials", "list"])).stderr).toBe("");
  });

  it("is unlocked by the core's own prompt, and says when that failed", async () => {
    const { home } = await start({ unlock: () => "works" });
    expect(await runCli(home, ["credentials", "unlock"])).toMatchObject({
      code: 0,
      stdout: "Values that you store go into the system keychain.\n",
    });
    await daemon?.close();
    const failing = await start({
      unlock: () => {
        throw new AppError("keychain_locked", "The system keychain is still locked.", "Try again.");
      },
    });
    const { code, stderr } = await runCli(failing.home, ["credentials", "unlock", "--json"]);
    expect(code).toBe(1);
    expect(stderr).toContain('"code":"keychain_locked"');
  });

  it("is left for files by a word, and by no other", async () => {
    const { home, calls } = await start({ keepIn: ({ place }) => (place === "files" ? "files" : "works") });
    const { stdout } = await runCli(home, ["credentials", "keep-in", "files"]);
    expect(stdout).toBe("Values that you store go into files that only you can read (mode 0600).\n");
    expect(calls.at(-1)).toEqual({ method: "credentials.keepIn", input: { place: "files" } });
    const { stdout: json } = await runCli(home, ["credentials", "keep-in", "keychain", "--json"]);
    expect(JSON.parse(json)).toEqual({ keychain: "works" });
    const { code, stderr } = await runCli(home, ["credentials", "keep-in", "drawer"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Say keychain or files.")]);
  });
});
