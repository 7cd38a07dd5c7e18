import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { EventStream } from "../../src-shared/rpc/contract.ts";
import { useConnection } from "./connection.ts";

const retryMs = 1000;

export interface FeedOptions<E> {
  readonly open: (client: ClauderonClient) => EventStream<E>;
  readonly onEvent: (event: E) => void;
  /** A stream that was refused, with the reason; it is tried again while the feed runs. */
  readonly onError?: (error: Error) => void;
  /** A stream that ends by itself is over, and is opened again only with a new connection. */
  readonly mayEnd?: boolean;
}

/** A stream that is opened again whenever the core is back. Returns what ends it. */
export function startFeed<E>({ open, onEvent, onError, mayEnd = false }: FeedOptions<E>): () => void {
  let stream: EventStream<E> | null = null;
  let current: ClauderonClient | null = null;
  let ended = false;

  const run = async (client: ClauderonClient): Promise<void> => {
    while (!ended && client === current) {
      try {
        stream = open(client);
        for await (const event of stream) {
          if (ended || client !== current) return;
          onEvent(event);
        }
        if (mayEnd) return;
      } catch (error) {
        if (!ended && client === current) onError?.(error as Error);
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  const follow = (): void => {
    const { client } = useConnection.getState();
    if (client === current) return;
    stream?.cancel();
    current = client;
    if (client) void run(client);
  };
  const unsubscribe = useConnection.subscribe(follow);
  follow();
  return () => {
    ended = true;
    unsubscribe();
    stream?.cancel();
  };
}
