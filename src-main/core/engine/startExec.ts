import { type Duplex, PassThrough } from "node:stream";
import type { EngineConnection } from "./connection.ts";
import { demultiplex } from "./demultiplex.ts";
import type { ExecHandle, ExecOptions } from "./engine.ts";
import { firstResize, tolerate } from "./engineCalls.ts";
import { engineError } from "./engineErrors.ts";

const exitPollMs = 20;
/** The engine's own keys (Ctrl-P Ctrl-Q) would hold back Ctrl-P and could cut our stream; nobody types these. */
export const detachKeys = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? "ctrl-^" : "ctrl-_")).join(",");

/** What is needed of a container of the engine's client. */
interface ExecContainer {
  exec(options: object): Promise<{
    start(options: object): Promise<Duplex>;
    resize(size: { w: number; h: number }): Promise<unknown>;
    inspect(): Promise<{ Running: boolean; ExitCode: number | null }>;
  }>;
}

/** Starts a command in a container and hands out its streams. */
export async function startExec(
  container: ExecContainer,
  options: ExecOptions,
  connection: EngineConnection,
): Promise<ExecHandle> {
  const exec = await container.exec({
    Cmd: [...options.command],
    User: options.user,
    ...(options.workdir === undefined ? {} : { WorkingDir: options.workdir }),
    Env: Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Tty: options.tty,
    DetachKeys: detachKeys,
    AttachStdin: options.stdin,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream: Duplex = await exec.start({ hijack: true, stdin: options.stdin, Tty: options.tty });
  const resize = async (cols: number, rows: number): Promise<void> => {
    // 201 is Podman's word for yes; the others mean that the command has ended.
    await tolerate([201, 404, 409, 500], () => exec.resize({ w: cols, h: rows }));
  };
  if (options.tty && options.size) await firstResize(exec, options.size);
  const outputs = options.tty ? { stdout: stream.pipe(new PassThrough()), stderr: null } : demultiplex(stream);
  const ended = new Promise<void>((resolve) => stream.once("close", resolve).once("end", resolve));
  ended.catch(() => {});
  return {
    stdin: stream,
    stdout: outputs.stdout,
    stderr: outputs.stderr,
    resize,
    async exitCode() {
      await ended;
      // The output can end a moment before the engine has noted the exit.
      for (;;) {
        const state = await exec.inspect().catch((error: unknown) => {
          throw engineError(error, "asking for an exit code", connection);
        });
        if (!state.Running && state.ExitCode !== null) return state.ExitCode;
        await new Promise((resolve) => setTimeout(resolve, exitPollMs));
      }
    },
  };
}
