import { z } from "zod";
import { terminalEvent } from "../../../src-shared/contract/terminals.ts";
import { call, stream } from "../../../src-shared/rpc/contract.ts";

const size = { cols: z.number().int(), rows: z.number().int() };
const viewer = z.object({ viewerId: z.string() });

/** Calls from the core to the thread that holds the terminals. */
export const terminalThreadContract = {
  hub: {
    /**
     * Attaches to a container's terminal and keeps its screen. Before the container starts, or after a restart of
     * the daemon with the snapshot file that the last one saved.
     */
    open: call(
      z.object({
        sessionId: z.string(),
        containerId: z.string(),
        ...size,
        snapshotPath: z.string(),
        resumed: z.boolean(),
      }),
      z.null(),
    ),
    /** The container has ended: viewers get `exit`; the last screen stays readable until `forget`. */
    ended: call(z.object({ sessionId: z.string(), exitCode: z.number().int().nullable() }), z.null()),
    /** Shows the saved screen of a session that ended before this daemon began; nothing where one is held already. */
    recall: call(
      z.object({ sessionId: z.string(), snapshotPath: z.string(), exitCode: z.number().int().nullable() }),
      z.null(),
    ),
    forget: call(z.object({ sessionId: z.string() }), z.null()),
    /** The screen and scrollback as plain text lines. */
    text: call(z.object({ sessionId: z.string() }), z.object({ text: z.string() })),
    attach: stream(z.object({ sessionId: z.string(), ...size, raw: z.boolean() }), terminalEvent),
    exec: stream(
      z.object({
        containerId: z.string(),
        user: z.string(),
        workdir: z.string(),
        command: z.array(z.string()),
        tty: z.boolean(),
        ...size,
      }),
      z.union([terminalEvent, z.object({ type: z.literal("stderr"), bytes: z.instanceof(Uint8Array) })]),
    ),
    write: call(viewer.extend({ bytes: z.instanceof(Uint8Array) }), z.null()),
    type: call(z.object({ sessionId: z.string(), bytes: z.instanceof(Uint8Array) }), z.null()),
    closeInput: call(viewer, z.null()),
    resize: call(viewer.extend(size), z.null()),
    ack: call(viewer.extend({ bytesShown: z.number().int() }), z.null()),
    /** Saves every snapshot and lets go of the containers. */
    close: call(z.object({}), z.null()),
  },
};
