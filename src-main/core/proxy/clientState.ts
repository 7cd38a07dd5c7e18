import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Refusal } from "./exchange.ts";
import type { RequestRecord } from "./record.ts";
import type { SessionState } from "./sessionState.ts";

/** One connection of a container, from accept to close. */
export interface Client {
  readonly socket: Socket;
  /** The session whose own socket this came in on; null on TCP. */
  readonly socketSession: SessionState | null;
  /** For records of those who did not say who they are. */
  readonly source: string;
  /** Known once credentials were checked. */
  session: SessionState | null;
  tunnel: Tunnel | null;
  /** The last answer is on its way: what still comes in is read by nobody. */
  closing: boolean;
  /** The request whose head came last. What goes wrong while its body comes in belongs to its record. */
  latest: OpenRequest | null;
}

export interface OpenRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: RequestRecord;
}

/** What a CONNECT opened. */
export interface Tunnel {
  readonly session: SessionState;
  readonly host: string;
  readonly port: number;
  /** The client speaks TLS inside. */
  secure: boolean;
  /** Server name of the client's hello; null when absent. */
  sni: string | null;
  /** Something came in besides a handshake. */
  used: boolean;
  /** Answer to everything in this tunnel; null where each request is decided on its own. */
  readonly refusal: Refusal | null;
}

const clients = new WeakMap<Duplex, Client>();

/** Also finds the client of a decrypted stream, once that was bound to it. */
export function clientOf(socket: Duplex): Client | undefined {
  return clients.get(socket);
}

export function bindClient(socket: Duplex, client: Client): void {
  clients.set(socket, client);
}

/** Ends a connection so that nobody can take what was sent for the whole of it. */
export function resetClient(client: Client): void {
  // A reset exists in TCP only; on a Unix socket the unfinished framing has to tell.
  try {
    client.socket.resetAndDestroy();
  } catch {
    client.socket.destroy();
  }
}
