import { z } from "zod";
import { call, stream } from "../rpc/contract.ts";
import { sessionRef } from "./sessions.ts";

const size = { cols: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) };
const viewer = z.object({ viewerId: z.string() });

/**
 * What a viewer of a terminal hears. First `opened`, then `snapshot` (draws the whole screen, also after the viewer
 * fell behind: reset the terminal before writing it), then `data` as the program writes it, last `exit`. In a flood,
 * snapshots with little or nothing of what scrolled out follow one another until it is over; the last one has it.
 */
export const terminalEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("opened"), viewerId: z.string(), ...size }),
  z.object({ type: z.literal("snapshot"), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal("data"), bytes: z.instanceof(Uint8Array) }),
  /** Another viewer changed the size. */
  z.object({ type: z.literal("resized"), ...size }),
  z.object({ type: z.literal("exit"), exitCode: z.number().int().nullable() }),
]);
export type TerminalEvent = z.infer<typeof terminalEvent>;

export const terminalsContract = {
  /** Attaches to the agent's terminal. `raw` passes terminal queries, OSC 52 and the like unfiltered. */
  attach: stream(sessionRef.extend({ ...size, raw: z.boolean().default(false) }), terminalEvent),
  /** Runs a command in the session's container as the agent's user; with `tty` it behaves as attach. */
  exec: stream(
    sessionRef.extend({ ...size, command: z.array(z.string()).min(1), tty: z.boolean().default(false) }),
    z.union([terminalEvent, z.object({ type: z.literal("stderr"), bytes: z.instanceof(Uint8Array) })]),
  ),
  /** Types bytes. At most 64 KiB a call; resolves when the container's terminal took them. */
  write: call(viewer.extend({ bytes: z.instanceof(Uint8Array) }), z.null()),
  /** Types into the agent's terminal without watching it: nobody's size changes. At most 64 KiB a call. */
  type: call(sessionRef.extend({ bytes: z.instanceof(Uint8Array) }), z.null()),
  /** Ends the standard input of an exec without a terminal. */
  closeInput: call(viewer, z.null()),
  resize: call(viewer.extend(size), z.null()),
  /** Tells how many bytes of snapshot and data the viewer has shown since its last ack; needed every 64 KiB. */
  ack: call(viewer.extend({ bytesShown: z.number().int().nonnegative() }), z.null()),
};
