import type { IncomingMessage, ServerResponse } from "node:http";
import { expect } from "vitest";
import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";
import { type ProxyBefore, proxyBefore } from "./proxyBefore.ts";
import { apiHost, injection, placeholder } from "./proxyUnderTest.ts";

export const gitHost = "git.example";
const injections = [injection(), injection({ host: gitHost, template: "Basic {basic:x-access-token}" })];

export interface MirroringProxy extends ProxyBefore {
  /** How the upstream answers a request that brought it the real credential. */
  mirror(answer: (response: ServerResponse, incoming: IncomingMessage) => void): void;
  /** The newest record. */
  last(): AuditEntry | undefined;
}

/** A proxy before hosts that give back what they got, of which one has no credential. */
export async function mirroringProxy(): Promise<MirroringProxy> {
  const before = await proxyBefore([apiHost, gitHost, "free.example"], { injections });
  return {
    ...before,
    mirror: (answer) =>
      before.upstream.on("/mirror", (incoming, response) => {
        expect(incoming.headers.authorization).toMatch(/canary|^Basic /);
        answer(response, incoming);
      }),
    last: () => before.proxy.audit.entries.at(-1),
  };
}

/** A request with the placeholder, which the upstream sees with the real one. */
export const head = (method = "GET", host = apiHost): string =>
  `${method} /mirror HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${placeholder}\r\n`;

/** What stands in the place of a value. */
export const stars = (length: number): string => "*".repeat(length);
