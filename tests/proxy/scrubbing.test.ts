import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EchoUpstream } from "../helpers/echoUpstream.ts";
import { gitHost, head, type MirroringProxy, mirroringProxy, stars } from "../helpers/mirroringProxy.ts";
import { apiHost, type ProxyUnderTest, placeholder } from "../helpers/proxyUnderTest.ts";
import { parseAnswer } from "../helpers/rawClient.ts";

let upstream: EchoUpstream;
let proxy: ProxyUnderTest;
let mirror: MirroringProxy["mirror"];
let last: MirroringProxy["last"];
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ upstream, proxy, mirror, last, stop } = await mirroringProxy());
});
afterEach(() => stop());

describe("An answer that holds the injected value", () => {
  it("loses it from its body, byte for byte, and the record and an event say so", async () => {
    const body = `{"you":"Bearer ${proxy.token}","again":"${Buffer.from(proxy.token).toString("base64")}"}`;
    mirror((response) => response.writeHead(200, { "content-length": body.length }).end(body));
    const answer = await proxy.get(head());
    expect(answer.headers["content-length"]).toBe(String(body.length));
    expect(answer.body.length).toBe(body.length);
    expect(answer.body).toContain(`"Bearer ${stars(proxy.token.length)}"`);
    expect(JSON.parse(answer.body).again).toMatch(/^\*{90,}\S?=*$/);
    expect(last()).toMatchObject({ decision: "allow", scrubbed: 2, response_code: 200, error: null });
    expect(last()?.reason).toMatch(/held the value of a credential \(anthropic\)/);
    expect(proxy.events).toContainEqual({
      type: "scrubbed",
      sessionId: proxy.session.id,
      host: apiHost,
      credentialIds: ["anthropic"],
      count: 2,
    });
  });

  it("loses it from its status line, its header names and values, its early hints and its trailers", async () => {
    mirror((response) => {
      const { socket } = response;
      socket?.write(`HTTP/1.1 103 Early\r\nLink: <${proxy.token}>\r\n\r\n`);
      socket?.write(
        `HTTP/1.1 200 ${proxy.token}\r\nX-${proxy.token}: a\r\nX-B: Bearer ${proxy.token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      socket?.end(`1\r\nx\r\n0\r\nX-C: ${Buffer.from(proxy.token).toString("hex")}\r\n\r\n`);
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}Connection: close\r\n\r\n`);
    const text = await client.until("end");
    const filler = stars(proxy.token.length);
    expect(text).toMatch(/^HTTP\/1.1 103 /);
    expect(text).toContain(`Link: <${filler}>\r\n`);
    expect(text).toContain(`HTTP/1.1 200 ${filler}\r\n`);
    expect(text).toContain(`X-${filler}: a\r\n`);
    expect(text).toContain(`X-B: Bearer ${filler}\r\n`);
    expect(text).toContain(`X-C: ${stars(proxy.token.length * 2)}\r\n`);
    expect(text).not.toContain(proxy.token.slice(-20));
    expect(last()?.scrubbed).toBe(5);
  });

  it("loses its cookies, which would be a credential that works without the proxy; other hosts' stay", async () => {
    upstream.on("/kept", (_, response) => response.setHeader("Set-Cookie", ["user_session=abc", "a=b"]).end("ok"));
    const cookiesOf = async (host: string) => {
      const request = `GET /kept HTTP/1.1\r\nHost: ${host}\r\n`;
      const answer = await proxy.get(request, { authority: `${host}:443` });
      return [answer.status, /set-cookie: user_session/i.test(answer.head)];
    };
    expect(await cookiesOf(apiHost)).toEqual([200, false]);
    expect(await cookiesOf("free.example")).toEqual([200, true]);
  });

  it("loses the whole value of a Basic credential, the user's name included", async () => {
    mirror((response, incoming) => response.end(`<${incoming.headers.authorization}>`));
    const answer = await proxy.get(head("GET", gitHost), { authority: `${gitHost}:443` });
    const basic = Buffer.from(`x-access-token:${proxy.token}`).toString("base64");
    expect(answer.body).toBe(`<Basic ${stars(basic.length)}>`);
  });

  it("loses it however its pieces and events are cut, while the rest goes on at once", async () => {
    let stream: ServerResponse | undefined;
    mirror((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      stream = response;
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    await client.until(/\r\n\r\n/);
    const middle = proxy.token.length / 2;
    stream?.write('data: {"text":"one"}\n\n');
    await client.until(/"one"\}\n\n/);
    stream?.write(`data: {"text":"two ${proxy.token.slice(0, middle)}`);
    await client.until(/"two /);
    stream?.write(`${proxy.token.slice(middle)}"}\n\n`);
    await client.until(/\*"\}\n\n/);
    for (const byte of `data: {"text":"three ${proxy.token}"}\n\n`) stream?.write(byte);
    stream?.end();
    const { body } = parseAnswer(await client.until(/0\r\n\r\n$/));
    const scrubbed = stars(proxy.token.length);
    expect(body).toBe(
      ["one", `two ${scrubbed}`, `three ${scrubbed}`].map((it) => `data: {"text":"${it}"}\n\n`).join(""),
    );
    await expect.poll(() => last()).toMatchObject({ scrubbed: 2 });
  });

  it("loses it on a request that carried none, since an earlier one may have brought it", async () => {
    upstream.on("/kept", (_, response) => void response.end(proxy.token));
    const answer = await proxy.get(`GET /kept HTTP/1.1\r\nHost: ${apiHost}\r\n`);
    expect(answer.body).toBe(stars(proxy.token.length));
    expect(last()).toMatchObject({ auth_injected: false, scrubbed: 1 });
  });

  it("is told from one that only resembles it, and a host without credentials is left alone", async () => {
    const near = `${proxy.token.slice(0, -1)}! c2stYW50LW9hdDAx ${placeholder}`;
    mirror((response) => response.end(near));
    expect((await proxy.get(head())).body).toBe(near);
    expect(last()).toMatchObject({ scrubbed: 0, reason: null });
    const zipped = gzipSync("free");
    upstream.on("/free", (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(zipped));
    const answer = await proxy.get("GET /free HTTP/1.1\r\nHost: free.example\r\n", { authority: "free.example:443" });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(Buffer.from(answer.body, "latin1").equals(zipped)).toBe(true);
  });
});

describe("An answer that breaks off", () => {
  it("while a value is under way tells none of it", async () => {
    let breakOff = (): void => {};
    mirror((response) => {
      response.writeHead(200).write(`hello ${proxy.token.slice(0, -1)}`);
      breakOff = () => void response.socket?.destroy();
    });
    const client = await proxy.secureTunnel();
    client.write(`${head()}\r\n`);
    await client.until(/hello /);
    breakOff();
    const text = await client.until("end");
    expect(text).not.toContain("canary");
    expect(last()).toMatchObject({ error: "upstream_reset" });
  });

  it("at its proper end in the middle of a value tells none of that either", async () => {
    mirror((response) => response.end(`hello ${proxy.token.slice(0, -1)}`));
    const answer = await proxy.get(head());
    expect(answer.body).toBe(`hello ${stars(proxy.token.length - 1)}`);
    expect(last()).toMatchObject({ scrubbed: 1, error: null });
  });
});

describe("A credential", () => {
  it("too short to be found in an answer is not sent", async () => {
    proxy.server.setSecrets({ anthropic: { token: "abc" } });
    const answer = await proxy.get(head());
    expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "no-credential" } });
    expect(answer.body).toContain("too few to be found");
    expect(upstream.seen).toHaveLength(0);
  });

  it("that changes is looked for in its new form", async () => {
    upstream.on("/kept", (_, response) => void response.end("now-another-value"));
    proxy.server.setSecrets({ anthropic: { token: "now-another-value" } });
    expect((await proxy.get(`GET /kept HTTP/1.1\r\nHost: ${apiHost}\r\n`)).body).toBe(stars(17));
  });
});
