import { z } from "zod";

export const noticeKindSchema = z.enum(["held", "waiting", "red", "failed", "ended"]);
/** `held`: a request waits. `red`: the network self-test stopped the start. `failed`: it ended, and not well. */
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** One thing that a person is told of. Its title and text are ours; the agent's words are apart. */
export const noticeSchema = z.object({
  key: z.string().max(200),
  kind: noticeKindSchema,
  /** When it began, ms since 1970. */
  at: z.number(),
  title: z.string().max(300),
  body: z.string().max(1000),
  /** From the container, not verified; null unless it said something. */
  words: z.string().max(1000).nullable(),
  /** The screen that opens it. */
  screen: z.string().startsWith("/").max(500),
  /** The request that can be denied from here. Nothing can be allowed from a notice. */
  approvalId: z.string().max(100).nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** Several that came together, told as one. */
export const togetherKey = "together";

/** What a notification outside the app says. */
export interface Told {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly screen: string;
  readonly approvalId: string | null;
}

export type NoticeEffect =
  | { readonly kind: "show"; readonly notice: Told }
  | { readonly kind: "withdraw"; readonly key: string };
