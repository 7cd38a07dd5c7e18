import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectClient } from "../../src-shared/rpc/client.ts";
import { call, stream } from "../../src-shared/rpc/contract.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { serve } from "../../src-shared/rpc/server.ts";
import { type CarrierPair, carriers } from "../helpers/carriers.ts";

const contract = {
  echo: {
    shout: call(z.object({ text: z.string() }), z.object({ text: z.string() })),
    bytes: call(z.object({ bytes: z.instanceof(Uint8Array) }), z.object({ bytes: z.instanceof(Uint8Array) })),
    refuse: call(z.object({}), z.null()),
    count: stream(z.object({ to: z.number() }), z.object({ n: z.number() })),
  },
};

function serveEcho({ near, far }: CarrierPair) {
  const seen = { aborted: false };
  serve(
    far,
    contract,
    {
      echo: {
        shout: ({ text }) => ({ text: text.toUpperCase() }),
        bytes: ({ bytes }) => ({ bytes: bytes.toReversed() }),
        refuse: () => {
          throw new AppError("name_taken", "The name is taken.", "Choose another.");
        },
        count: async function* ({ to }, { signal }) {
          signal.addEventListener("abort", () => {
            seen.aborted = true;
          });
          for (let n = 1; n <= to && !signal.aborted; n++) {
            await setImmediate();
            yield { n };
          }
        },
      },
    },
    { caller: "test" },
  );
  return { client: connectClient(near, contract), near, far, seen };
}

describe.each(Object.entries(carriers))("the rpc over %s", (_name, open) => {
  let carrier: CarrierPair;
  beforeEach(async () => {
    carrier = await open();
  });
  afterEach(() => carrier.dispose());
  const pair = () => serveEcho(carrier);

  it("answers a call", async () => {
    expect(await pair().client.echo.shout({ text: "hi" })).toEqual({ text: "HI" });
  });

  it("carries bytes beside the JSON, empty ones too", async () => {
    const { client } = pair();
    expect(await client.echo.bytes({ bytes: Uint8Array.of(1, 0, 255) })).toEqual({ bytes: Uint8Array.of(255, 0, 1) });
    expect(await client.echo.bytes({ bytes: new Uint8Array(0) })).toEqual({ bytes: new Uint8Array(0) });
  });

  it("refuses an input that does not fit, naming the field", async () => {
    const wrong = { text: 5 } as unknown as { text: string };
    await expect(pair().client.echo.shout(wrong)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("echo.shout: text"),
    });
  });

  it("brings an error across with its code and hint", async () => {
    await expect(pair().client.echo.refuse({})).rejects.toMatchObject({ code: "name_taken", hint: "Choose another." });
  });

  it("delivers a stream in order and to its end", async () => {
    const seen: number[] = [];
    for await (const { n } of pair().client.echo.count({ to: 5 })) seen.push(n);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("tells the server when the reader leaves early", async () => {
    const { client, seen } = pair();
    for await (const { n } of client.echo.count({ to: Number.MAX_SAFE_INTEGER })) if (n === 3) break;
    await expect.poll(() => seen.aborted).toBe(true);
  });

  it("fails calls in flight when the carrier closes", async () => {
    const { client, far } = pair();
    const answer = client.echo.shout({ text: "late" });
    far.close();
    await expect(answer).rejects.toMatchObject({ code: "daemon_down" });
  });

  it("carries a message of several megabytes whole", async () => {
    const bytes = new Uint8Array(5_000_000).map((_, index) => index % 251);
    const answer = await pair().client.echo.bytes({ bytes });
    expect(Buffer.compare(answer.bytes, bytes.toReversed())).toBe(0);
  });

  it("closes on bytes that are no frame", async () => {
    const { near } = pair();
    const closed = new Promise<void>((resolve) => near.onClose(resolve));
    await near.send(new TextEncoder().encode("GET / HTTP/1.1"));
    await closed;
  });
});
