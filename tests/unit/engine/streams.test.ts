import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { resolveEngineConnection } from "../../../src-main/core/engine/connection.ts";
import { demultiplex, FrameReader } from "../../../src-main/core/engine/demultiplex.ts";
import { engineError } from "../../../src-main/core/engine/engineErrors.ts";
import { jsonLines } from "../../../src-main/core/engine/jsonLines.ts";
import { bridgeGateway, containerStats } from "../../../src-main/core/engine/readings.ts";

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const framed = Buffer.concat([frame(1, "out"), frame(2, "error"), frame(1, ""), frame(1, "more")]);

test.each([1, 2, 3, 7, 8, 9, 1000])("frames are read from chunks of %i bytes", (size) => {
  const reader = new FrameReader();
  const text = { stdout: "", stderr: "" };
  for (let start = 0; start < framed.length; start += size) {
    for (const { stream, bytes } of reader.push(framed.subarray(start, start + size))) text[stream] += bytes;
  }
  expect(text).toEqual({ stdout: "outmore", stderr: "error" });
});

test("a stream is split in two that end with it", async () => {
  const { stdout, stderr } = demultiplex(Readable.from([framed]));
  const read = async (stream: Readable): Promise<string> => (await stream.toArray()).join("");
  expect(await Promise.all([read(stdout), read(stderr)])).toEqual(["outmore", "error"]);
});

test("JSON lines survive cuts inside a character", async () => {
  const bytes = Buffer.from('{"a":"ä"}\n{"a":"ö"}\n{"a":"end"}');
  const chunks = [...bytes].map((byte) => Buffer.from([byte]));
  const found: unknown[] = [];
  for await (const line of jsonLines(Readable.from(chunks))) found.push(line);
  expect(found).toEqual([{ a: "ä" }, { a: "ö" }, { a: "end" }]);
});

const connection = resolveEngineConnection({ DOCKER_HOST: "unix:///run/x.sock" });

test.each([
  [{ code: "ECONNREFUSED" }, "engine_down"],
  [{ code: "EACCES" }, "engine_down"],
  [{ statusCode: 404, json: { message: "No such image: x:1" } }, "image_missing"],
  [{ statusCode: 404, json: { message: "No such container: x" } }, "not_found"],
  [{ statusCode: 409, json: { message: "Conflict." } }, "conflict"],
  [{ statusCode: 500, json: { message: "write /x: no space left on device" } }, "disk_full"],
  [{ statusCode: 500, json: { message: "odd" } }, "engine_failed"],
])("%j becomes %s", (error, code) => {
  expect(engineError(error, "testing", connection).code).toBe(code);
});

test.each([
  ["told by the engine", { IPAM: { Config: [{ Subnet: "10.1.0.0/16", Gateway: "10.1.0.254" }] } }, "10.1.0.254"],
  ["only the subnet is known", { IPAM: { Config: [{ Subnet: "172.17.0.0/16" }] } }, "172.17.0.1"],
  ["IPv6 first", { IPAM: { Config: [{ Subnet: "fd00::/64" }, { Subnet: "172.18.0.0/16" }] } }, "172.18.0.1"],
  ["no bridge", { IPAM: { Config: [] } }, null],
])("the bridge's address: %s", (_what, network, expected) => {
  expect(bridgeGateway(network)).toBe(expected);
});

test("processor time is the share between two samples; the first one has none", () => {
  const cpu = (used: number, system: number) => ({
    cpu_usage: { total_usage: used },
    system_cpu_usage: system,
    online_cpus: 4,
  });
  const memory = { usage: 300, limit: 1000, stats: { inactive_file: 100 } };
  const raw = { read: "now", cpu_stats: cpu(300, 2000), precpu_stats: cpu(100, 1000), memory_stats: memory };
  expect(containerStats(raw)).toMatchObject({ cpuCores: 0.8, memoryBytes: 200, memoryLimitBytes: 1000 });
  expect(containerStats({ read: "now", cpu_stats: cpu(300, 2000), precpu_stats: {} })).toBeNull();
});
