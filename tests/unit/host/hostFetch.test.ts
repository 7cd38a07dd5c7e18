import { createServer as createProxy } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostFetch } from "../../../src-main/core/hostFetch.ts";
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

const noProxy = { https: null, http: null, no: null };
const fetchFrom = (to: ReturnType<typeof upstreams>, extraCaPem: string | null, https: string | null = null) =>
  hostFetch({ upstreams: to, environmentProxy: { ...noProxy, https }, extraCaPem });

describe("a request of the host's own", () => {
  test("goes where [[upstream]] sends it, with the original name", async () => {
    seen = [];
    const fetch = fetchFrom(upstreams("api.service.example", ca.ca), null);
    const headers = { authorization: "Bearer t" };
    expect(await fetch("https://api.service.example/x?y=1", { method: "POST", headers, body: "b" })).toEqual({
      status: 401,
      body: "answer",
      date: expect.any(Date),
    });
    expect(seen).toEqual([{ host: "api.service.example", url: "/x?y=1", authorization: "Bearer t", body: "b" }]);
  });
  test("follows no redirect: a credential would go along", async () => {
    const fetch = fetchFrom(upstreams("api.service.example", null), ca.ca);
    expect((await fetch("https://api.service.example/moved", { method: "GET", headers: {} })).status).toBe(302);
  });
  test("is not made where the certificate is for another name, or of an unknown authority", async () => {
    seen = [];
    const get = { method: "GET" as const, headers: {} };
    const otherName = fetchFrom(upstreams("api.other.example", ca.ca), null);
    await expect(otherName("https://api.other.example/", get)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    const unknown = fetchFrom(upstreams("api.service.example", null), null);
    await expect(unknown("https://api.service.example/", get)).rejects.toThrow();
    expect(seen).toEqual([]);
  });
  test("takes the proxy that the environment names, with its credentials", async () => {
    seen = [];
    const asked: string[] = [];
    const corporate = createProxy();
    corporate.on("connect", ({ url, headers }, socket) => {
      asked.push(`${url} ${headers["proxy-authorization"]}`);
      const far = connect((server.address() as AddressInfo).port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        far.pipe(socket).pipe(far);
      });
      for (const [one, other] of [
        [far, socket],
        [socket, far],
      ] as const) {
        one.on("error", () => {});
        one.once("close", () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => corporate.listen(0, "127.0.0.1", resolve));
    const { port } = corporate.address() as AddressInfo;
    const fetch = fetchFrom([], ca.ca, `http://corp:p%40ss@127.0.0.1:${port}`);
    const answer = await fetch("https://api.service.example/x", { method: "GET", headers: {} });
    expect(answer).toMatchObject({ status: 401, body: "answer" });
    expect(asked).toEqual([`api.service.example:443 Basic ${Buffer.from("corp:p@ss").toString("base64")}`]);
    corporate.close();
    await expect(fetch("https://api.service.example/x", { method: "GET", headers: {} })).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });
});
