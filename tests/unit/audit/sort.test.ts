import { describe, expect, it } from "vitest";
import { sortInPieces } from "../../../src-main/core/audit/sort.ts";
import { compareKeys, type Keyed, SortedRuns } from "../../../src-main/core/audit/sortedRuns.ts";
import type { AuditOrder, AuditSortColumn } from "../../../src-shared/contract/audit.ts";
import type { AuditEntry, AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import { auditHome } from "../../helpers/auditHome.ts";
import { indexed } from "../../helpers/indexedHome.ts";
import { fc } from "../../helpers/property.ts";
import { writeAuditLog } from "../../helpers/writeAuditLog.ts";

const never = new AbortController().signal;

/** What comes of entries in the order of a column, and what they were. */
async function sortedBy(
  entries: readonly Partial<AuditEntry>[],
  order: AuditOrder,
  query: { where?: string; upTo?: number } = {},
): Promise<{ found: AuditRecord[]; first: number[]; pieces: number }> {
  await using at = auditHome();
  await writeAuditLog(at.home, entries);
  const byNumber = new Map(at.records().map((record) => [record.seq, record]));
  return await indexed(at.home, async ({ survey }) => {
    const seqs: number[] = [];
    let first: number[] | null = null;
    let pieces = 0;
    for await (const piece of sortInPieces(survey, { upTo: entries.length, ...query, order }, never)) {
      first ??= piece.records.map(({ seq }) => seq);
      seqs.splice(piece.at, seqs.length, ...new Uint32Array(piece.bytes.buffer));
      pieces++;
    }
    return { found: seqs.map((seq) => byNumber.get(seq)!), first: first ?? [], pieces };
  });
}

const seqs = ({ found }: { found: AuditRecord[] }): number[] => found.map(({ seq }) => seq);

describe("records in the order of a column", () => {
  it("begin with the largest or the smallest, and end with what has no value either way", async () => {
    const entries = [5, null, 900, 70].map((duration_ms) => ({ duration_ms }) as Partial<AuditEntry>);
    expect(seqs(await sortedBy(entries, { by: "took", descending: true }))).toEqual([3, 4, 1, 2]);
    expect(seqs(await sortedBy(entries, { by: "took", descending: false }))).toEqual([1, 4, 3, 2]);
  });

  const one = { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  it.each<[AuditSortColumn, Partial<AuditEntry>[], number[]]>([
    ["time", [{}, {}, {}], [1, 2, 3]],
    ["verdict", [{ decision: "allow" }, { decision: "deny" }, { decision: "tunnel" }], [2, 3, 1]],
    ["session", [{ session_name: "b" }, { session_name: null }, { session_name: "a" }], [3, 1, 2]],
    ["method", [{ method: "POST" }, { method: "GET" }], [2, 1]],
    [
      "request",
      [
        { host: "b.test", path: "/" },
        { host: "a.test", path: "/2" },
        { host: "a.test", path: "/1" },
      ],
      [3, 2, 1],
    ],
    ["status", [{ response_code: 403 }, { response_code: 200 }, { response_code: null }], [2, 1, 3]],
    ["rule", [{ rule: "z" }, { rule: "a" }], [2, 1]],
    ["size", [{ response_bytes: 10 }, { response_bytes: 9 }], [2, 1]],
    [
      "tokens",
      [{ usage: { model: "m", ...one, output_tokens: 9 } }, { usage: { model: "m", ...one } }, { usage: null }],
      [2, 1, 3],
    ],
    ["cost", [{ cost_usd: 0.2 }, { cost_usd: null }, { cost_usd: 0.1 }], [3, 1, 2]],
    ["credential", [{ credential_id: null }, { credential_id: "github" }], [2, 1]],
  ])("know %s", async (by, entries, expected) => {
    expect(seqs(await sortedBy(entries, { by, descending: false }))).toEqual(expected);
  });

  it("put the newest first among equals, in every piece and across them", async () => {
    const entries = Array.from({ length: 5_000 }, (_, at) => ({ response_code: at % 3 === 0 ? 403 : 200 }));
    const { found, first, pieces } = await sortedBy(entries, { by: "status", descending: true });
    const expected = [403, 200].flatMap((code) =>
      entries.flatMap(({ response_code }, at) => (response_code === code ? [at + 1] : [])).toReversed(),
    );
    expect(found.map(({ seq }) => seq)).toEqual(expected);
    expect(first).toEqual(expected.slice(0, 60));
    expect(pieces).toBeGreaterThan(1);
  });

  it("are those of the filter, and none that came after the list was held", async () => {
    const entries = [3, 1, 2, 0].map((duration_ms, at) => ({ duration_ms, host: at === 1 ? "b.test" : "a.test" }));
    const order = { by: "took", descending: false } as const;
    expect(seqs(await sortedBy(entries, order, { where: 'host = "a.test"', upTo: 3 }))).toEqual([3, 1]);
  });

  it("are no longer looked for once nobody wants them", async () => {
    await using at = auditHome();
    await writeAuditLog(
      at.home,
      Array.from({ length: 200 }, () => ({})),
    );
    await indexed(at.home, async ({ survey }) => {
      const controller = new AbortController();
      const query = { order: { by: "took", descending: true }, upTo: 200 } as const;
      let pieces = 0;
      for await (const _ of sortInPieces(survey, query, controller.signal)) {
        pieces++;
        controller.abort();
      }
      expect(pieces).toBe(1);
    });
  });
});

describe("runs that are in order", () => {
  const key = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 9 }));
  it("give everything in order, whatever they are and however much is taken at once", () => {
    const runs = fc.array(fc.array(key, { maxLength: 20 }), { maxLength: 9 });
    fc.assert(
      fc.property(runs, fc.boolean(), fc.integer({ min: 1, max: 30 }), (all, descending, most) => {
        const order = (one: Keyed, other: Keyed): number => compareKeys(one, other, descending);
        let seq = 0;
        const keyed = all.map((run) => run.map((value): Keyed => [++seq, value]).sort(order));
        const merged = new SortedRuns(descending);
        for (const run of keyed) merged.add(run);
        const taken: number[] = [];
        for (let next = merged.take(most); next.length > 0; next = merged.take(most)) taken.push(...next);
        expect(taken).toEqual(
          keyed
            .flat()
            .sort(order)
            .map(([number]) => number),
        );
      }),
    );
  });
});
