import type { ServerResponse } from "node:http";
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import type { AttackWorld } from "./attackWorld.ts";
import type { Answer } from "./corpus/case.ts";
import { writeSecret } from "./secretForms.ts";
import { fill, travel } from "./travel.ts";

const encoders = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync, deflate: deflateSync };
const decoders = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync, deflate: inflateSync };
type Coding = keyof typeof encoders;

export interface Answered {
  /** Head and decoded body as the client has them. */
  readonly heard: string;
  readonly body: string;
  /** Body that the service wrote, before any coding. */
  readonly sent: string;
}

/** Has the service write the value that it was sent into its answer, and returns what of it came to the client. */
export async function answer(world: AttackWorld, how: Answer): Promise<Answered> {
  const token = world.real("github");
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const text = writeSecret(how.form, token, basic);
  const written = how.place === "event" ? `event: x\ndata: {"a":"${text}"}\n\nevent: y\ndata: 1\n\n` : `[${text}]\n`;
  const inBody = how.place === "body" || how.place === "event";
  const sent = inBody ? written : "ok";
  world.stubs.next = (_, response) => void writeAnswer(response, how, text, sent);
  const raw = await travel(world, {
    kind: "tunnel",
    to: "github.com:443",
    text: fill(
      world,
      "GET /acme/harbor.git/info/refs?service=git-upload-pack HTTP/1.1\r\nHost: github.com\r\nAuthorization: Basic {basic:github}\r\nTE: trailers\r\nConnection: close\r\n\r\n",
    ),
  });
  const { head, body } = decodeAnswer(raw);
  return { heard: `${head}\r\n\r\n${body}`, body, sent };
}

/** Writes `sent` as the body, and `text` where `how` wants it. */
export async function writeAnswer(response: ServerResponse, how: Answer, text: string, sent: string): Promise<void> {
  response.on("error", () => {});
  response.statusCode = how.status ?? 200;
  if (how.place === "status") response.statusMessage = text;
  if (how.place === "header") response.setHeader(how.status === 302 ? "location" : "x-echo", `https://x/?a=${text}`);
  response.setHeader("content-type", how.place === "event" ? "text/event-stream" : "text/plain");
  response.setHeader("etag", '"1"');
  if (how.coding) response.setHeader("content-encoding", how.coding);
  if (how.place === "trailer") response.setHeader("trailer", "x-echo");
  const codings = (how.coding?.split(", ") ?? []) as Coding[];
  const body = codings.reduce((bytes: Buffer, coding) => encoders[coding](bytes), Buffer.from(sent));
  const size = how.pieces ?? body.length;
  for (let at = 0; at < body.length; at += size) {
    response.write(body.subarray(at, at + size));
    // Each piece leaves on its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (how.place === "trailer") response.addTrailers({ "x-echo": text });
  response.end();
}

/** The answer as any client would read it: chunks joined, codings undone. */
export function decodeAnswer(raw: string): { readonly head: string; readonly body: string } {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, end);
  let bytes: Buffer = Buffer.from(raw.slice(end + 4), "latin1");
  if (/\r\ntransfer-encoding: chunked/i.test(head)) bytes = unchunk(bytes);
  const coding = /\r\ncontent-encoding: (.*)/i.exec(head)?.[1];
  for (const name of (coding?.split(",") ?? []).reverse()) bytes = Buffer.from(decoders[name.trim() as Coding](bytes));
  return { head: `${head}\r\n${trailersOf(raw)}`, body: bytes.toString("utf8") };
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf("\r\n", at);
    const size = line === -1 ? 0 : Number.parseInt(bytes.toString("latin1", at, line), 16);
    if (!size) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

const trailersOf = (raw: string): string => raw.slice(raw.lastIndexOf("0\r\n"));
