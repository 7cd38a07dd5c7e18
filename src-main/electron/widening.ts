import type { z } from "zod";
import { type ClauderonContract, contract } from "../../src-shared/contract/index.ts";
import type { MethodSpec } from "../../src-shared/rpc/contract.ts";
import type { PageCall } from "./guardedChannel.ts";

/** What a person is asked outside the page. The answer that changes nothing is the default. */
export interface WideningQuestion {
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
}

type Judge<M extends MethodSpec> = (input: z.output<M["input"]>) => WideningQuestion | null;
type Table<C> = {
  readonly [S in keyof C]?: { readonly [M in keyof C[S]]?: C[S][M] extends MethodSpec ? Judge<C[S][M]> : never };
};

/** Calls that widen what a session may do. A page that was taken over must not be able to make one by itself. */
const table: Table<ClauderonContract> = {
  sessions: {
    create: ({ network, name }) =>
      network === "open"
        ? {
            message: `Start ${name ?? "a session"} with an open network?`,
            detail:
              "Its container can reach everything that this machine can, also without the proxy. There is still no credential inside.",
            yes: "Start with open network",
          }
        : null,
  },
};

/** The question that a page's call needs answered first; null for all that widen nothing. */
export function wideningQuestion({ service, method, payload }: PageCall): WideningQuestion | null {
  const judge = pick(pick(table, service), method) as Judge<MethodSpec> | undefined;
  const spec = pick(pick(contract, service), method) as MethodSpec | undefined;
  if (!judge || !spec) return null;
  const input = spec.input.safeParse(payload);
  // What is no input is refused by the core, in its own words.
  return input.success ? judge(input.data) : null;
}

function pick(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;
}
