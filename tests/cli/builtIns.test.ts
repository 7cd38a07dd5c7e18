import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { SessionEnv } from "../../src-shared/contract/sessions.ts";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { run } from "../helpers/run.ts";
import { type ServiceId, ServicesOfOurs, services, servicesConfig } from "../helpers/services.ts";
import { createTestCa } from "../helpers/testCa.ts";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

interface Row {
  readonly id: ServiceId;
  readonly url: string;
  readonly method?: string;
  /** What a tool inside sends, built from the placeholder. */
  readonly sends: (placeholder: string) => string;
  /** What the service must receive. */
  readonly arrives: (value: string) => string;
}

const bearer = {
  sends: (it: string) => `authorization: Bearer ${it}`,
  arrives: (it: string) => `authorization: Bearer ${it}`,
};

const rows: readonly Row[] = [
  {
    id: "anthropic",
    url: "https://api.anthropic.com/v1/messages",
    method: "POST",
    ...bearer,
  },
  {
    id: "openai",
    url: "https://api.openai.com/v1/responses",
    method: "POST",
    ...bearer,
  },
  { id: "github", url: "https://api.github.com/user", ...bearer },
  {
    id: "github",
    url: "https://github.com/acme/harbor.git/info/refs?service=git-upload-pack",
    sends: (it) => `authorization: ${basic(`x-access-token:${it}`)}`,
    arrives: (it) => `authorization: ${basic(`x-access-token:${it}`)}`,
  },
  {
    id: "gemini",
    url: "https://generativelanguage.googleapis.com/v1beta/models",
    sends: (it) => `x-goog-api-key: ${it}`,
    arrives: (it) => `x-goog-api-key: ${it}`,
  },
  { id: "npm", url: "https://packages.example/harbor", ...bearer },
  {
    id: "docker",
    url: "https://auth.docker.io/token?service=registry.docker.io",
    ...bearer,
  },
  {
    id: "sentry",
    url: "https://sentry.io/api/0/projects/",
    ...bearer,
  },
  {
    id: "pagerduty",
    url: "https://api.pagerduty.com/users/me",
    sends: (it) => `authorization: Token token=${it}`,
    arrives: (it) => `authorization: Token token=${it}`,
  },
  {
    id: "grafana",
    url: "https://grafana.example/api/health",
    ...bearer,
  },
  {
    id: "acme",
    url: "https://eu.acme.example/things",
    sends: (it) => `x-api-key: ${it}`,
    arrives: (it) => `x-api-key: ${it}`,
  },
];
const hosts = [...new Set(rows.map(({ url }) => new URL(url).host))];

let ours: ServicesOfOurs;
let upstream: Server;
let daemon: DaemonProcess;
let client: ClauderonClient;
let session: SessionEnv;
/** Heads of all requests that reached the services, as "name: value" lines. */
let arrived: string[][] = [];

beforeAll(async () => {
  const authority = createTestCa();
  ours = new ServicesOfOurs(authority);
  upstream = createServer(authority.issue(...hosts), (request, response) => {
    const pairs = request.rawHeaders;
    arrived.push(pairs.flatMap((name, at) => (at % 2 === 0 ? [`${name.toLowerCase()}: ${pairs[at + 1]}`] : [])));
    // As an issuer of tokens answers, which is all that is taken from one.
    const answer = request.url?.startsWith("/token?") ? JSON.stringify({ token: "issued", expires_in: 300 }) : "ok";
    request.resume().on("end", () => response.end(answer));
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  const config = `${servicesConfig}${hosts.map((host) => ours.route(host, port)).join("")}`;
  daemon = new DaemonProcess({ env: ours.env, config });
  await daemon.start();
  client = await daemon.client();
  session = await client.sessions.env({ session: "tools", create: true });
});
afterAll(async () => {
  await daemon?.dispose();
  upstream?.close();
  ours?.remove();
});

async function ask(url: string, header: string, method = "GET"): Promise<{ status: string; body: string }> {
  arrived = [];
  const { stdout } = await run("curl", [
    ...["-s", "-m", "20", "-x", session.proxy_url_host, "--cacert", session.ca, "-X", method],
    ...["-H", header, "-w", "\n%{http_code}", url],
  ]);
  const at = stdout.lastIndexOf("\n");
  return { status: stdout.slice(at + 1), body: stdout.slice(0, at) };
}

describe.each(rows)("$id at $url", ({ id, url, method, sends, arrives }) => {
  const { variable } = services[id];

  it("gets the real value where its placeholder came, and nothing of the placeholder", async () => {
    const placeholder = session.env[variable]!;
    expect(placeholder).toBeTruthy();
    expect((await ask(url, sends(placeholder), method)).status).toBe("200");
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toContain(arrives(ours.real(id)));
    expect(arrived[0]!.join("\n")).not.toContain(placeholder);
    await expect
      .poll(async () => (await client.audit.query({ session: "tools", limit: 1 })).records[0])
      .toMatchObject({ credential_id: id, auth_injected: true, service: id, response_code: 200 });
  });

  it("refuses somebody else's credential", async () => {
    const { status, body } = await ask(url, sends("somebody-elses-credential-0123456789"), method);
    expect({ status, arrived }).toEqual({ status: "403", arrived: [] });
    expect(JSON.parse(body)).toMatchObject({ type: "error", clauderon: { retryable: false } });
  });

  it("refuses its placeholder for any other host", async () => {
    const other = hosts.find((host) => host !== new URL(url).host)!;
    const { status } = await ask(`https://${other}/v1/messages`, sends(session.env[variable]!), "POST");
    expect({ status, arrived }).toEqual({ status: "403", arrived: [] });
  });
});
