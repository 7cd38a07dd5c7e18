import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadOrCreateCa } from "../../../src-main/core/certs/caStore.ts";
import type { DoctorPorts } from "../../../src-main/core/doctor/ports.ts";
import { runDoctor } from "../../../src-main/core/doctor/runDoctor.ts";
import { ensureHome } from "../../../src-main/core/ensureHome.ts";
import { homePaths } from "../../../src-main/core/home.ts";
import type { DoctorCheck } from "../../../src-shared/contract/system.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "clauderon-doctor-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const engineDown = new AppError("engine_down", "The container engine does not answer.", "Start it.");

describe("doctor", () => {
  it("goes on after a check that throws, and gives that check the error's own next step", async () => {
    const home = homePaths({ CLAUDERON_HOME: root });
    ensureHome(home);
    await loadOrCreateCa(home);
    const down = async (): Promise<never> => {
      throw engineDown;
    };
    const ports: DoctorPorts = {
      home,
      engine: { info: down },
      images: { status: down },
      vault: { list: () => [], test: async () => [], keychain: { status: () => "off" } },
      proxySwitch: { status: down },
      policies: { fetch: down },
      sessions: {
        create: down,
        delete: down,
        output: () => ({ [Symbol.asyncIterator]: () => ({ next: down }) }),
      },
    };
    const rows: DoctorCheck[] = [];
    for await (const row of runDoctor(ports, new AbortController().signal)) rows.push(row);
    expect(Object.fromEntries(rows.map(({ id, status }) => [id, status]))).toMatchObject({
      node: "pass",
      permissions: "pass",
      ca: "pass",
      engine: "fail",
      clock: "skip",
      container: "fail",
    });
    expect(rows.find(({ id }) => id === "engine")).toMatchObject({ detail: engineDown.message, fix: "Start it." });
    expect(rows.find(({ id }) => id === "engine")).toMatchObject({ group: "engine", broken: false });
  });

  it("says of a check that could not be made that the check itself failed, and never that it passed", async () => {
    const home = homePaths({ CLAUDERON_HOME: root });
    ensureHome(home);
    const ports = {
      home,
      get engine(): never {
        throw new TypeError("x is not a function");
      },
    } as unknown as DoctorPorts;
    const rows: DoctorCheck[] = [];
    for await (const row of runDoctor(ports, new AbortController().signal)) rows.push(row);
    expect(rows.find(({ id }) => id === "engine")).toMatchObject({
      status: "fail",
      broken: true,
      detail: "x is not a function",
    });
  });
});
