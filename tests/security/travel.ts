import { connect as connectTls } from "node:tls";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openClient, openTunnel, proxyAuthorization, RawClient } from "../helpers/rawClient.ts";
import { type ServiceId, serviceIds } from "../helpers/services.ts";
import type { AttackWorld } from "./attackWorld.ts";
import type { Attack } from "./corpus/case.ts";
import { linesOf } from "./secretForms.ts";

/** A key of an attacker's own. */
export const foreignKey = "foreign-key-0123456789abcdef0123456789abcdef";
const patienceMs = 40_000;

/** Sends an attack's bytes and returns everything that the client heard, decrypted. */
export async function travel(world: AttackWorld, attack: Exclude<Attack, { kind: "answer" }>): Promise<string> {
  const port = world.ports.proxy as number;
  if (attack.kind === "raw") {
    const client = await openClient({ port });
    client.write(bytesOf(fill(world, attack.text)));
    return hear(client);
  }
  const client = await openClient({ port });
  const session = world.session(attack.session ?? "main");
  const to = fill(world, attack.to);
  const answer = await openTunnel(client, to, proxyAuthorization(session.session_id, session.secret));
  if (!answer.startsWith("HTTP/1.1 200")) {
    client.destroy();
    return answer;
  }
  const text = bytesOf(fill(world, attack.text));
  if (attack.plain) {
    client.write(text);
    return hear(client);
  }
  const servername =
    attack.sni ??
    to
      .replace(/:\d+$/, "")
      .replace(/^\[|\]$/g, "")
      .replace(/\.$/, "")
      .toLowerCase();
  const secure = await startSecure(client, servername);
  if (!secure) return "";
  secure.write(text);
  const heard = await hear(secure);
  client.destroy();
  return heard;
}

/** TLS as an attacker's client begins it: whatever certificate comes. Null when the proxy ends the handshake. */
function startSecure(client: RawClient, servername: string): Promise<RawClient | null> {
  client.socket.removeAllListeners("data");
  return new Promise((resolve) => {
    const isName = /[a-z]/i.test(servername) && !servername.includes(":");
    const tls = connectTls({
      socket: client.socket,
      rejectUnauthorized: false,
      ...(isName ? { servername } : {}),
    });
    tls.once("error", () => resolve(null));
    tls.once("close", () => resolve(null));
    tls.once("secureConnect", () => resolve(new RawClient(tls)));
  });
}

/** All that comes until the connection ends or its first answer is whole. */
async function hear(client: RawClient): Promise<string> {
  const whole = { test: isWhole } as unknown as RegExp;
  const text = await client.until(whole, patienceMs);
  client.destroy();
  return text;
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1 || /^HTTP\/1\.1 (?:1\d\d|200 Connection)/.test(text))
    return end !== -1 && /^HTTP\/1\.1 200 C/.test(text);
  const head = text.slice(0, end).toLowerCase();
  if (head.includes("connection: close")) return false;
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return head.includes("transfer-encoding: chunked") ? text.endsWith("0\r\n\r\n") : true;
}

function bytesOf(text: string): Buffer {
  const fits = [...text].every((character) => (character.codePointAt(0) as number) <= 0xff);
  return Buffer.from(text, fits ? "latin1" : "utf8");
}

/** Puts the world's own values into a template. */
export function fill(world: AttackWorld, text: string): string {
  return text.replace(/\{([a-z][a-z :-]*)\}/g, (_, name: string) => value(world, name));
}

function value(world: AttackWorld, name: string): string {
  const [kind, argument = ""] = name.split(":") as [string, string?];
  const main = world.session("main");
  const text = (): string => (argument === "foreign" ? foreignKey : world.placeholder(argument as ServiceId));
  if ((serviceIds as readonly string[]).includes(name)) return world.placeholder(name as ServiceId);
  switch (kind) {
    case "foreign":
      return foreignKey;
    case "auth":
      return authorization(world, argument);
    case "secret":
      return main.secret;
    case "id":
      return main.session_id;
    case "plain":
      return `${main.session_id}:${main.secret}`;
    case "basic":
      return Buffer.from(`x-access-token:${text()}`).toString("base64");
    case "basic-user":
      return Buffer.from(`${text()}:x`).toString("base64");
    case "percent":
      return [...text()].map((it) => `%${it.charCodeAt(0).toString(16)}`).join("");
    case "half":
      return [...text()].map((it, at) => (at % 2 ? it : `%${it.charCodeAt(0).toString(16)}`)).join("");
    case "gzip":
      return chunk(gzipSync(text()));
    case "zstd":
      return chunk(zstdCompressSync(text()));
    case "lines":
      return chunk(Buffer.from(linesOf(Buffer.from(`{"env":{"GH_TOKEN":"${text()}"}}`).toString("base64")).join("\n")));
    case "length":
      return String(text().length);
    case "port":
      return String(world.ports[argument]);
    default:
      throw new Error(`A template names {${name}}, which is nothing.`);
  }
}

/** A whole body of one chunk. */
function chunk(bytes: Buffer): string {
  return `${bytes.length.toString(16)}\r\n${bytes.toString("latin1")}\r\n0\r\n\r\n`;
}

function authorization(world: AttackWorld, whose: string): string {
  const { session_id: id, secret } = world.session(whose.split(" ")[0] || "main");
  const secrets: Readonly<Record<string, string>> = {
    "with the secret of reader": world.session("reader").secret,
    "one short": secret.slice(0, -1),
    "one long": `${secret}a`,
    "upper case": secret.toUpperCase() === secret ? secret.toLowerCase() : secret.toUpperCase(),
  };
  return proxyAuthorization(id, secrets[whose.split(" ").slice(1).join(" ")] ?? secret);
}
