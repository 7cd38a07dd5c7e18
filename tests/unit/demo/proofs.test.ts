import { describe, expect, it } from "vitest";
import { placeholder, variable } from "../../../src-main/demo/demoFacts.ts";
import { evidenceOf, type Findings, proofsOf } from "../../../src-main/demo/proofs.ts";
import type { SeenRequest } from "../../../src-main/demo/stubServer.ts";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";

const token = "sk-demo-0123456789abcdef";
const asked = (authorization?: string): SeenRequest => ({
  method: "POST",
  path: "/v1/messages?beta=true",
  host: "api.anthropic.com",
  headers: authorization === undefined ? {} : { authorization },
  body: "",
});
const record: AuditRecord = { ...auditEntry(), seq: 4, prev_hash: "0".repeat(64), hash: "a".repeat(64) };
const clean = { found: false, bytes: 12_345_678 };
const good = {
  container: { Id: "1", Config: { Env: [`${variable}=${placeholder}`], Labels: {} }, Mounts: [] },
  stub: { requests: [asked(`Bearer ${token}`)], violations: [] as string[] },
  token,
  record: record as AuditRecord | null,
  fileSystem: async () => clean,
  home: async () => clean,
};

async function answers(change: Partial<typeof good> = {}): Promise<boolean[]> {
  const holds: boolean[] = [];
  for await (const proof of proofsOf({ ...good, ...change })) holds.push(proof.holds);
  return holds;
}

const only = (number: number): boolean[] => Array.from({ length: 6 }, (_, at) => at !== number);

describe("the proofs of the demonstration", () => {
  it("are six, and all hold where the token was never inside", async () => {
    expect(await answers()).toEqual([true, true, true, true, true, true]);
  });

  const container = (env: string[], labels = {}) => ({ ...good.container, Config: { Env: env, Labels: labels } });
  it.each<[string, number, Partial<typeof good>]>([
    ["the variable is not the placeholder", 0, { container: container([`${variable}=something`]) }],
    ["a label has the token", 1, { container: container([`${variable}=${placeholder}`], { note: token }) }],
    ["a file of the container has it", 2, { fileSystem: async () => ({ ...clean, found: true }) }],
    ["nothing of the file system was read", 2, { fileSystem: async () => ({ found: false, bytes: 0 }) }],
    ["a file of the home has it", 3, { home: async () => ({ ...clean, found: true }) }],
    ["the API saw another thing", 4, { stub: { ...good.stub, violations: ["POST /: another authorization"] } }],
    ["the API was not asked", 4, { stub: { requests: [], violations: [] } }],
    ["no record says who put it in", 5, { record: null }],
  ])("one does not hold where %s", async (_name, number, change) => {
    expect(await answers(change)).toEqual(only(number));
  });
});

describe("what the demonstration shows", () => {
  const show = (change: Partial<Findings> = {}) => evidenceOf({ ...good, ...change });

  it("is the placeholder, what the API was sent, and the record: the token itself nowhere", () => {
    expect(show()).toEqual({
      inside: { variable, value: placeholder },
      received: {
        requests: 1,
        method: "POST",
        url: "https://api.anthropic.com/v1/messages",
        authorization: "token",
      },
      recorded: { seq: 4, credential: "anthropic", injected: true, hash: "a".repeat(64) },
    });
    const leaking = show({ container: { ...good.container, Config: { Env: [`${variable}=x${token}`], Labels: {} } } });
    expect(JSON.stringify(leaking)).not.toContain(token);
  });

  it.each([
    [`Bearer ${placeholder}`, "placeholder"],
    ["Bearer other", "other"],
    [undefined, "none"],
  ])("says of %s that it is %s", (authorization, words) => {
    expect(show({ stub: { requests: [asked(authorization)], violations: [] } }).received.authorization).toBe(words);
  });
});
