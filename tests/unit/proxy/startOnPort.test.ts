import { expect, it } from "vitest";
import { startOnPort } from "../../../src-main/core/proxy/startOnPort.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const taken = new AppError("port_taken", "Port 4711 is taken by another program.");

it.each<[what: string, wanted: number, lastTime: number | null, takenPorts: number[], tried: number[]]>([
  ["a port that is asked for is the only one", 80, 4711, [], [80]],
  ["any port is the one of last time", 0, 4711, [], [4711]],
  ["any port is another one where that is taken", 0, 4711, [4711], [4711, 0]],
  ["any port is any port the first time", 0, null, [], [0]],
])("%s", async (_, wanted, lastTime, takenPorts, tried) => {
  const asked: number[] = [];
  const start = async (port: number): Promise<number> => {
    asked.push(port);
    if (takenPorts.includes(port)) throw taken;
    return port;
  };
  expect(await startOnPort(wanted, lastTime, start)).toBe(tried.at(-1));
  expect(asked).toEqual(tried);
});

it("a port that was asked for and is taken, and any other failure, is told", async () => {
  const fail = (error: Error) => async (): Promise<number> => Promise.reject(error);
  await expect(startOnPort(80, 4711, fail(taken))).rejects.toBe(taken);
  const other = new AppError("audit_broken", "The audit log cannot be continued.");
  await expect(startOnPort(0, 4711, fail(other))).rejects.toBe(other);
});
