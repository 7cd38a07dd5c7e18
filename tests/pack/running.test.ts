import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractAll } from "@electron/asar";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { pagelessSwitches } from "../../src-main/ownCommand.ts";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { run } from "../helpers/run.ts";
import { createTestCa } from "../helpers/testCa.ts";

/*
 * The packed programs run by Node, since the stand-in for Electron's binary cannot: the archive is laid out as a folder
 * of its name, so that every path is as it is in the installed app.
 */
let folder: string;
let programs: string;
let upstream: Server;
let daemon: DaemonProcess;
let client: ClauderonClient;
const arrived: (string | undefined)[] = [];
const host = "api.anthropic.com";
const value = ["sk-ant", "oat01", crypto.randomUUID().repeat(2)].join("-");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-packed-"));
  const resources = join(folder, "resources");
  mkdirSync(resources);
  for (const name of ["assets", "bin"])
    cpSync(join(inject("packed"), "resources", name), join(resources, name), { recursive: true });
  extractAll(join(inject("packed"), "resources", "app.asar"), join(resources, "app.asar"));
  programs = join(resources, "app.asar", "out", "main");

  const authority = createTestCa();
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  upstream = createServer(authority.issue(host), (request, response) => {
    arrived.push(request.headers.authorization);
    response.end("from the upstream");
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  daemon = new DaemonProcess({
    programs,
    env: { CLAUDE_CODE_OAUTH_TOKEN: value },
    config: `
[[rule]]
host = "refused.example"
action = "deny"
reason = "not this one"
[[upstream]]
host = "${host}"
address = "127.0.0.1:${port}"
ca = "${join(folder, "ca.pem")}"
`,
  });
  await daemon.start();
  client = await daemon.client();
});
afterAll(async () => {
  await daemon?.dispose();
  upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the packed daemon", () => {
  it("answers the packed command line over its socket", async () => {
    const status = await daemon.cli(["proxy", "status", "--json"]);
    expect(status).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(status.stdout)).toMatchObject({ port: daemon.ready.proxy.port });
    expect((await daemon.cli(["--version"])).stdout.trim()).toBe(daemon.ready.version);
  });

  it("puts the value where the placeholder came, refuses what a rule denies, and has both on record", async () => {
    const session = await client.sessions.env({ session: "packed", create: true });
    const ask = async (url: string): Promise<string> => {
      const through = ["-s", "-m", "20", "-x", session.proxy_url_host, "--cacert", session.ca];
      const header = `authorization: Bearer ${session.env.CLAUDE_CODE_OAUTH_TOKEN}`;
      return (await run("curl", [...through, "-X", "POST", "-H", header, "-w", "\n%{http_code}", url])).stdout;
    };
    expect(await ask(`https://${host}/v1/messages`)).toBe("from the upstream\n200");
    expect(arrived).toEqual([`Bearer ${value}`]);
    expect(await ask("https://refused.example/")).toMatch(/not this one[\s\S]*\n403$/);
    await expect
      .poll(async () => (await client.audit.query({ session: "packed" })).records.map((it) => it.response_code).sort())
      .toEqual([200, 403]);
  });

  it("serves the packed app to a browser", async () => {
    const page = await fetch(new URL("/", (await client.system.web({})).url));
    expect(page.status).toBe(200);
    const script = /src="([^"]+\.js)"/.exec(await page.text())![1]!;
    expect((await fetch(new URL(script, page.url))).headers.get("content-type")).toContain("javascript");
  });

  it("has the demonstration with it, which needs an engine and says so", async () => {
    const env = { ...daemon.env, DOCKER_HOST: `unix://${join(folder, "nobody.sock")}` };
    const { code, stderr } = await daemon.cli(["demo", "--json"], { env });
    expect([code, stderr]).toEqual([4, expect.stringContaining('"code":"engine_down"')]);
  });

  it("finds the recipes of its images beside the archive", async () => {
    for await (const check of client.system.doctor({}))
      if (check.id === "image") {
        expect(`${check.status} ${check.detail}`).toMatch(/^(pass|warn) clauderon-agent:[0-9a-f]{12}/);
        return;
      }
    expect.unreachable("the doctor said nothing of the image");
  });
});

describe("the packed command", () => {
  /** As this user, for the command's own look at who runs it. */
  const as = (user: string, screen: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
    const tools = join(folder, `user-${user}`);
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, "id"), `#!/bin/sh\necho ${user}\n`, { mode: 0o755 });
    return { PATH: `${tools}:${process.env.PATH}`, ...screen };
  };

  it("is executable, and hands its words to the app's own binary, through links too", async () => {
    expect(statSync(join(folder, "resources/bin/clauderon")).mode & 0o111).toBe(0o111);
    const binary = join(folder, "clauderon-desktop");
    writeFileSync(binary, '#!/bin/sh\nprintf "%s|" "$0" "$@"\n');
    chmodSync(binary, 0o755);
    const elsewhere = join(folder, "a folder");
    mkdirSync(elsewhere);
    symlinkSync("../resources/bin/clauderon", join(elsewhere, "relative"));
    symlinkSync(join(elsewhere, "relative"), join(elsewhere, "clauderon"));
    const { stdout, code } = await run(join(elsewhere, "clauderon"), ["exec", "two words", "--", "$x"]);
    const switches = pagelessSwitches.join("|");
    expect({ stdout, code }).toEqual({
      stdout: `${folder}/resources/../clauderon-desktop|${switches}|--cli|exec|two words|--|$x|`,
      code: 0,
    });
  });

  it.each([
    ["opens the window where there is a screen", { DISPLAY: ":0" }, "1000", "--cli|"],
    ["prints help where there is none", {}, "1000", `${pagelessSwitches.join("|")}|--cli|`],
    ["prints help to root too", {}, "0", `${pagelessSwitches.join("|")}|--cli|`],
  ])("without words %s", async (_what, screen, user, words) => {
    const { stdout, code } = await run(join(folder, "resources/bin/clauderon"), [], { env: as(user, screen) });
    expect({ stdout, code }).toEqual({ stdout: `${folder}/resources/../clauderon-desktop|${words}`, code: 0 });
  });

  it("opens no window for root, and says why in a sentence", async () => {
    const env = as("0", { WAYLAND_DISPLAY: "wayland-0" });
    const { stdout, stderr, code } = await run(join(folder, "resources/bin/clauderon"), [], { env });
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(/^clauderon: the window does not open for root, .* `clauderon daemon`\.\n$/);
  });

  it("says what to do where the app is missing", async () => {
    const lonely = join(folder, "elsewhere", "resources", "bin");
    cpSync(join(folder, "resources/bin"), lonely, { recursive: true });
    const { stderr, code } = await run(join(lonely, "clauderon"), ["list"]);
    expect({ stderr, code }).toEqual({ stderr: expect.stringContaining("Install Clauderon again."), code: 1 });
  });
});
