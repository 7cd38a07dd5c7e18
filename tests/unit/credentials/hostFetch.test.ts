import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostFetch } from "../../../src-main/core/credentials/fetchPort.ts";
import { createTestCa } from "../../helpers/testCa.ts";

const ca = createTestCa();
let server: Server;
let seen: { host: string | undefined; url: string | undefined; authorization: string | undefined; body: string }[];
beforeAll(async () => {
  server = createServer(ca.issue("api.service.example"), async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { host, authorization } = request.headers;
    seen.push({ host, url: request.url, authorization, body });
    response.writeHead(request.url === "/moved" ? 302 : 401, { location: "https://evil.example/" }).end("answer");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

const upstreams = (host: string, caPem: string | null) => [
  { host, port: 443, address: { host: "127.0.0.1", port: (server.address() as AddressInfo).port }, caPem },
];

describe("a request of the host's own", () => {
  test("goes where [[upstream]] sends it, with the original name", async () => {
    seen = [];
    const fetch = hostFetch(upstreams("api.service.example", ca.ca), null);
    const headers = { authorization: "Bearer t" };
    expect(await fetch("https://api.service.example/x?y=1", { method: "POST", headers, body: "b" })).toEqual({
      status: 401,
      body: "answer",
    });
    expect(seen).toEqual([{ host: "api.service.example", url: "/x?y=1", authorization: "Bearer t", body: "b" }]);
  });
  test("follows no redirect: a credential would go along", async () => {
    const fetch = hostFetch(upstreams("api.service.example", null), ca.ca);
    expect((await fetch("https://api.service.example/moved", { method: "GET", headers: {} })).status).toBe(302);
  });
  test("is not made where the certificate is for another name, or of an unknown authority", async () => {
    seen = [];
    const get = { method: "GET" as const, headers: {} };
    const otherName = hostFetch(upstreams("api.other.example", ca.ca), null);
    await expect(otherName("https://api.other.example/", get)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    const unknown = hostFetch(upstreams("api.service.example", null), null);
    await expect(unknown("https://api.service.example/", get)).rejects.toThrow();
    expect(seen).toEqual([]);
  });
});
