import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";

/** HTTP Archive 1.2 without header values and bodies: the audit never had them. */
export function harHead(version: string): string {
  const creator = JSON.stringify({ name: "clauderon", version });
  return `{"log":{"version":"1.2","creator":${creator},"entries":[\n`;
}

export const harTail = "\n]}}\n";

export function harEntry(record: AuditRecord): object {
  const milliseconds = record.duration_ms ?? 0;
  const wait = record.ttfb_ms ?? milliseconds;
  const httpVersion = `HTTP/${record.http_version ?? "1.1"}`;
  const unknownHeaders = { cookies: [], headers: [], headersSize: -1 };
  const url = urlOf(record);
  return {
    startedDateTime: record.timestamp,
    time: milliseconds,
    request: {
      method: record.method,
      url,
      httpVersion,
      ...unknownHeaders,
      queryString: queryOf(url),
      bodySize: record.request_bytes,
    },
    response: {
      // The format's sign for "no answer".
      status: record.response_code ?? 0,
      statusText: "",
      httpVersion,
      ...unknownHeaders,
      content: { size: record.response_bytes, mimeType: "" },
      redirectURL: "",
      bodySize: record.response_bytes,
    },
    cache: {},
    timings: { send: 0, wait, receive: Math.max(0, milliseconds - wait) },
    comment: record.error ?? record.reason ?? "",
    // Fields of our own begin with an underscore, as the format asks.
    _seq: record.seq,
    _session: record.session_name,
    _decision: record.decision,
    _rule: record.rule,
    _auth_injected: record.auth_injected,
    _credential_id: record.credential_id,
    _hash: record.hash,
  };
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

function urlOf(record: AuditRecord): string {
  const scheme = record.scheme ?? "https";
  const host = record.host?.includes(":") ? `[${record.host}]` : record.host;
  const port = record.port === null || record.port === defaultPorts[scheme] ? "" : `:${record.port}`;
  const path = record.path?.startsWith("/") ? record.path : "/";
  return `${scheme}://${host}${port}${path}`;
}

function queryOf(url: string): { name: string; value: string }[] {
  const at = url.indexOf("?");
  if (at < 0) return [];
  return url
    .slice(at + 1)
    .split("&")
    .map((parameter) => {
      const [name = "", value = ""] = parameter.split("=", 2);
      return { name, value };
    });
}
