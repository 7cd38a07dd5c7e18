import { client } from "../../connection/connection.ts";

const size = { cols: 120, rows: 40 };

/** Types one line into an agent's terminal as a person would: the text, then Enter, in two strokes. */
export async function typeInto(session: string, text: string): Promise<void> {
  const { terminals } = client();
  const encoder = new TextEncoder();
  const stream = terminals.attach({ session, ...size });
  for await (const event of stream) {
    if (event.type !== "opened") continue;
    const { viewerId } = event;
    await terminals.write({ viewerId, bytes: encoder.encode(text) });
    // An agent takes a line break that comes with its text for a pasted one.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await terminals.write({ viewerId, bytes: encoder.encode("\r") });
    stream.cancel();
    return;
  }
}
