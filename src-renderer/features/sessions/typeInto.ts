import { client } from "../../connection/connection.ts";

/** Types text into an agent's terminal as a person would: the text, then Enter, in two strokes. */
export async function typeInto(session: string, text: string): Promise<void> {
  const { terminals } = client();
  const encoder = new TextEncoder();
  await terminals.type({ session, bytes: encoder.encode(text) });
  // An agent takes a line break that comes with its text for a pasted one.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await terminals.type({ session, bytes: encoder.encode("\r") });
}
