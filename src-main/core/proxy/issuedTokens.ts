import { randomBytes } from "node:crypto";
import type { Refusal } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import type { BodyPlace } from "./scrub/answerBody.ts";

const mark = "clauderon-issued-";
const issuedToken = /clauderon-issued-[0-9a-f]{40}/;
/** A registry gives one for each repository, good for minutes. */
const mostTokens = 256;
/** Longer than any answer with a token in it. */
const mostBytes = 64 * 1024;
const tokenFields = ["token", "access_token", "refresh_token"];

/** Tokens that a service issued to one session's requests: they stay here, and the session holds stand-ins. */
export class IssuedTokens {
  readonly #tokens = new Map<string, { readonly credentialId: string; readonly token: string }>();

  standIn(credentialId: string, token: string): string {
    const name = `${mark}${randomBytes(20).toString("hex")}`;
    this.#tokens.set(name, { credentialId, token });
    if (this.#tokens.size > mostTokens) this.#tokens.delete(this.#tokens.keys().next().value as string);
    return name;
  }

  /** The token, at a host that has the credential for which it was issued. */
  real(name: string, credentialIds: ReadonlySet<string>): string | null {
    const known = this.#tokens.get(name);
    return known && credentialIds.has(known.credentialId) ? known.token : null;
  }
}

/** Puts the real tokens in place of stand-ins, in names and values in turn. */
export function putIssued(
  headers: readonly string[],
  issued: IssuedTokens,
  credentialIds: ReadonlySet<string>,
): { readonly headers: string[] } | { readonly refusal: Refusal } {
  const real = [...headers];
  for (const [at, text] of headers.entries()) {
    if (!text.includes(mark)) continue;
    const token = issued.real(issuedToken.exec(text)?.[0] ?? "", credentialIds);
    if (token === null || headers[at - 1]?.toLowerCase() !== "authorization") return { refusal: stray };
    real[at] = text.replace(issuedToken, () => token);
  }
  return { headers: real };
}

const stray = refusal(
  403,
  "issued-elsewhere",
  "The stand-in for a token that a service issued is not known, or does not belong to this host.",
  "Ask the service for a new one; it is good for that service alone.",
);

/** A place that gets an answer's tokens replaced by stand-ins, once all of it is there. */
export function withStandIns(place: BodyPlace, issued: IssuedTokens, credentialId: string): BodyPlace {
  const pieces: Buffer[] = [];
  let bytes = 0;
  return {
    ...place,
    deliver(piece) {
      bytes += piece.length;
      if (bytes <= mostBytes) pieces.push(piece);
      return true;
    },
    done() {
      const answer = bytes <= mostBytes ? replaceTokens(Buffer.concat(pieces), issued, credentialId) : null;
      if (answer === null) {
        place.failed(new Error("The answer with a token could not be read, so it is kept."));
        return;
      }
      place.deliver(answer);
      place.done();
    },
  };
}

function replaceTokens(body: Buffer, issued: IssuedTokens, credentialId: string): Buffer | null {
  try {
    const fields = JSON.parse(body.toString("utf8")) as unknown;
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return null;
    const names = new Map<string, string>();
    const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => {
      if (!tokenFields.includes(name) || typeof value !== "string" || value === "") return [name, value];
      const standIn = names.get(value) ?? issued.standIn(credentialId, value);
      names.set(value, standIn);
      return [name, standIn];
    });
    return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  } catch {
    return null;
  }
}
