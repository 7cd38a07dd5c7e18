import { afterEach, describe, expect, it } from "vitest";
import type { OutputEvent } from "../../src-shared/contract/sessions.ts";
import { runCli, startCli } from "../helpers/builtCli.ts";
import { type FakeDaemon, type FakeHandlers, startFakeDaemon } from "../helpers/fakeDaemon.ts";
import { makeSession } from "../helpers/session.ts";

let daemon: FakeDaemon | null = null;
const start = async (handlers: FakeHandlers): Promise<FakeDaemon> => {
  daemon = await startFakeDaemon(handlers);
  return daemon;
};
afterEach(async () => {
  await daemon?.close();
  daemon = null;
});

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const report = { keeps: ["the audit log"], destroys: ["the clone"], unsaved: [], push: null };

async function* events<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}

describe("list and show", () => {
  it("lists sessions as an aligned table without colour in a pipe", async () => {
    const { home } = await start({ sessions: { list: () => [makeSession()] } });
    const { code, stdout } = await runCli(home, ["list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NAME +STATE +AGENT/);
    expect(stdout).toMatch(/^fix-retry +running, working +claude/m);
    expect(stdout).not.toContain("\u001b");
  });

  it("prints the sessions as JSON with --json", async () => {
    const session = makeSession();
    const { home } = await start({ sessions: { list: () => [session] } });
    expect(JSON.parse((await runCli(home, ["list", "--json"])).stdout)).toEqual([session]);
  });

  it("escapes control, C1 and bidi characters that a session carries", async () => {
    const hostile = "\u001b]0;owned\u0007\u009b2J\u202egnp.exe\r\n";
    const detail = {
      ...makeSession({ prompt: hostile }),
      mounts: [],
      containerEnv: { X: hostile },
      home: "/h",
      uploads: "/u",
      secretMadeAt: null,
    };
    const { home } = await start({
      sessions: { get: () => detail },
      approvals: { list: () => ({ waiting: [], refused: [], decided: [] }) },
    });
    for (const args of [
      ["show", "fix"],
      ["show", "fix", "--json"],
    ]) {
      const { stdout } = await runCli(home, args);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(stdout).toContain("gnp.exe");
    }
  });
});

describe("create", () => {
  it("passes every flag on", async () => {
    const { home, calls } = await start({
      sessions: {
        createWithProgress: () =>
          events({ type: "step" as const, step: "cloning" }, { type: "created" as const, session: makeSession() }),
      },
    });
    const { code, stdout, stderr } = await runCli(
      home,
      [
        "create",
        "--name",
        "fix-retry",
        "--prompt",
        "-",
        "--agent",
        "codex",
        "--image",
        "img",
        "--repo",
        "/src/harbor",
        "--access-mode",
        "read",
        "--network",
        "open",
        "--cpus",
        "1.5",
        "--memory",
        "512m",
        "--env",
        "A=b=c",
        "--env",
        "E=",
      ],
      { input: "--dashes and 'quotes'\n" },
    );
    expect(code).toBe(0);
    expect(stdout).toBe("fix-retry\n");
    expect(stderr).toContain("cloning");
    expect(calls.at(-1)?.input).toMatchObject({
      name: "fix-retry",
      prompt: "--dashes and 'quotes'",
      agent: "codex",
      image: "img",
      repositoryPath: "/src/harbor",
      accessMode: "read",
      network: "open",
      limits: { cpus: 1.5, memoryBytes: 512 * 1024 ** 2 },
      env: { A: "b=c", E: "" },
      mode: "interactive",
    });
  });

  it("streams a print session's output and passes on its exit code", async () => {
    const { home, calls } = await start({
      sessions: {
        createWithProgress: () => events({ type: "created" as const, session: makeSession({ mode: "print" }) }),
        output: () =>
          events<OutputEvent>(
            { type: "output", stream: "stdout", bytes: bytes("answer\n") },
            { type: "output", stream: "stderr", bytes: bytes("warning\n") },
            { type: "exit", exitCode: 7 },
          ),
        delete: () => ({ ...report, deleted: null }),
      },
    });
    const { code, stdout, stderr } = await runCli(home, ["create", "--print", "--rm", "--prompt", "hello"]);
    expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: "answer\n", stderr: "warning\n" });
    expect(calls.at(-1)).toEqual({
      method: "sessions.delete",
      input: { session: "fix-retry", force: false, purge: true },
    });
  });

  it("stops the session on Ctrl-C and exits with 130", async () => {
    let stop = (): void => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const { home, calls } = await start({
      sessions: {
        createWithProgress: () => events({ type: "created" as const, session: makeSession({ mode: "print" }) }),
        output: async function* () {
          yield { type: "output" as const, stream: "stdout" as const, bytes: bytes("started\n") };
          await stopped;
          yield { type: "exit" as const, exitCode: 143 };
        },
        stop: () => {
          stop();
          return makeSession({ state: "stopped" });
        },
      },
    });
    const cli = startCli(home, ["create", "--print", "--prompt", "x"]);
    await expect.poll(cli.stdout).toContain("started");
    cli.signal("SIGINT");
    expect((await cli.finished).code).toBe(130);
    expect(calls.map(({ method }) => method)).toContain("sessions.stop");
  });
});

describe("create, interrupted early", () => {
  it("stops a print session that was not yet created when Ctrl-C came", async () => {
    let proceed = (): void => {};
    const asked = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const { home, calls } = await start({
      sessions: {
        createWithProgress: async function* () {
          yield { type: "step" as const, step: "building" };
          await asked;
          yield { type: "created" as const, session: makeSession({ mode: "print" }) };
        },
        output: () => events<OutputEvent>({ type: "exit", exitCode: 143 }),
        stop: () => makeSession({ state: "stopped" }),
      },
    });
    const cli = startCli(home, ["create", "--print", "--prompt", "x"]);
    await expect.poll(cli.stderr).toContain("building");
    cli.signal("SIGINT");
    await expect.poll(cli.stderr).toContain("Stopping");
    proceed();
    expect((await cli.finished).code).toBe(130);
    expect(calls.map(({ method }) => method)).toContain("sessions.stop");
  });
});

describe("exec and logs", () => {
  it("feeds standard input to a command and passes on outputs and exit code", async () => {
    const typed: string[] = [];
    let close = (): void => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const { home, calls } = await start({
      terminals: {
        exec: async function* () {
          yield { type: "opened" as const, viewerId: "v1", cols: 80, rows: 24 };
          await closed;
          yield { type: "data" as const, bytes: bytes(typed.join("").toUpperCase()) };
          yield { type: "stderr" as const, bytes: bytes("oops") };
          yield { type: "exit" as const, exitCode: 3 };
        },
        write: (input) => {
          typed.push(new TextDecoder().decode(input.bytes));
          return null;
        },
        closeInput: () => {
          close();
          return null;
        },
      },
    });
    const result = await runCli(home, ["exec", "fix", "--", "tr", "-d", "--json"], { input: "hello" });
    expect(result).toEqual({ code: 3, stdout: "HELLO", stderr: "oops" });
    expect(calls.find(({ method }) => method === "terminals.exec")?.input).toMatchObject({
      session: "fix",
      command: ["tr", "-d", "--json"],
      tty: false,
    });
  });

  it("prints the daemon's log exactly", async () => {
    const { home } = await start({ system: { logs: () => events({ bytes: bytes('{"msg":"Ready"}\n') }) } });
    expect((await runCli(home, ["logs", "--daemon"])).stdout).toBe('{"msg":"Ready"}\n');
  });
});

describe("env", () => {
  const env = {
    session_id: "k3x9q2m7p4va",
    secret: "s",
    proxy_url: "http://a:b@host.docker.internal:1",
    proxy_url_host: "http://a:b@127.0.0.1:1",
    ca: "/ca.pem",
    env: { HTTPS_PROXY: "http://a:b@h:1", ODD: "it's" },
    docker_args: ["--env", "ODD=it's", "--env", "A=b"],
  };
  const forms = {
    sh: "export HTTPS_PROXY=http://a:b@h:1\nexport ODD='it'\\''s'\n",
    docker: "--env 'ODD=it'\\''s' --env A=b\n",
    json: `${JSON.stringify(env)}\n`,
  };
  it.each(Object.entries(forms))("prints the form %s", async (form, expected) => {
    const { home, calls } = await start({ sessions: { env: () => env } });
    expect((await runCli(home, ["env", "try", "--create", "--format", form])).stdout).toBe(expected);
    expect(calls.at(-1)?.input).toEqual({ session: "try", create: true });
  });
});
