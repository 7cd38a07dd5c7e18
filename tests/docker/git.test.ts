import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitWorld, git, startGitWorld } from "../helpers/gitWorld.ts";

let world: GitWorld;

beforeAll(async () => {
  world = await startGitWorld();
});
afterAll(() => world?.dispose());

describe("git inside a session", () => {
  it("fetches, pushes its branch and clones over HTTPS, with the placeholder only", async () => {
    const script = [
      "set -e",
      "git remote get-url origin",
      "git fetch -q origin",
      "echo work > work.txt && git add work.txt",
      "git -c user.name=Agent -c user.email=agent@example.invalid commit -q -m work",
      "git push -q origin HEAD",
      "git clone -q git@github.com:acme/harbor.git /tmp/again && cat /tmp/again/README",
      "echo token $GH_TOKEN",
    ].join("\n");
    const args = [
      "create",
      "--agent",
      "shell",
      "--print",
      "--name",
      "pusher",
      "--repo",
      world.repository,
      "--prompt",
      script,
    ];
    const { code, stdout, stderr } = await world.daemon.cli(args);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("https://github.com/acme/harbor");
    expect(stdout).toContain("harbor\n");
    expect(stdout).toContain("token ghp_clauderonPlaceholder");
  });

  it("left the branch on the server, and every request with the real token", async () => {
    expect(git("-C", world.served, "log", "-1", "--format=%an %s", "clauderon/pusher")).toBe("Agent work");
    const real = `Basic ${Buffer.from(`x-access-token:${world.token}`).toString("base64")}`;
    expect(new Set(world.server.authorizations)).toEqual(new Set([real]));
  });

  it("is in the audit, injected", async () => {
    const client = await world.daemon.client();
    const { records } = await client.audit.query({
      session: "pusher",
      where: 'path ~ "git-receive-pack" and method = "POST"',
    });
    expect(records[0]).toMatchObject({
      host: "github.com",
      credential_id: "github",
      auth_injected: true,
      response_code: 200,
    });
  });

  it("has nothing unpushed: its session may be deleted", async () => {
    const { unsaved } = await (await world.daemon.client()).sessions.deletePreview({ session: "pusher" });
    expect(unsaved).toEqual([]);
    const { code } = await world.daemon.cli(["delete", "pusher"]);
    expect(code).toBe(0);
  });
});
