import { expect, test } from "vitest";
import { listeners } from "../../../src-main/core/sessions/selfTest/hostPlaces.ts";
import { judge, parseProbe, type Strictness } from "../../../src-main/core/sessions/selfTest/judge.ts";
import { dnsQuestion, dnsWentOut, ping } from "../../../src-main/core/sessions/selfTest/packets.ts";
import { internetAddress, ipv6Words, unixAddress } from "../../../src-main/core/sessions/selfTest/socketAddress.ts";
import { type Expectation, type Trial, trials } from "../../../src-main/core/sessions/selfTest/trials.ts";
import { openNetwork, verdictOf } from "../../../src-main/core/sessions/selfTest/verdict.ts";

const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");

function judged(expects: Expectation, said: string, strictness: Strictness = "unreachable") {
  const trial: Trial = { id: "it", title: "It", target: "there", expects, line: ["try"] };
  const [attempt] = judge([trial], parseProbe(`it ${said}\nend end 0 -\n`)!, strictness);
  return `${attempt?.ok ? "ok" : "red"}: ${attempt?.outcome}`;
}

// Numbers of errors are Linux's: 13 EACCES, 101 ENETUNREACH, 104 ECONNRESET, 111 ECONNREFUSED, 113 EHOSTUNREACH.
test.each<[Expectation, string, string]>([
  ["away", "connect 101 -", "ok: no route"],
  ["away", "connect 113 -", "ok: no route"],
  ["away", "socket 97 -", "ok: not supported"],
  ["away", "socket 1 -", "ok: not permitted"],
  ["away", "connected 0 -", "red: got a connection"],
  ["away", "answered 0 00", "red: got an answer"],
  ["away", "closed 0 -", "red: got an answer"],
  ["away", "connect 111 -", "red: was refused by something out there"],
  ["away", "receive 111 -", "red: was refused by something out there"],
  ["away", "connect 104 -", "red: was refused by something out there"],
  ["away", "sent 0 -", "red: was sent"],
  ["away", "waiting 0 -", "red: was sent"],
  ["own", "connect 111 -", "ok: nobody there"],
  ["own", "connected 0 -", "red: got a connection"],
  ["socket", "connect 2 -", "ok: not there"],
  ["socket", "connect 13 -", "ok: not permitted"],
  ["socket", "connected 0 -", "red: got a connection"],
  ["machine", "connect 104 -", "ok: nobody there"],
  ["machine", "connected 0 -", "red: got a connection"],
  ["frames", "send 19 -", "ok: no device"],
  ["frames", "sent 0 -", "red: was sent"],
  ["heard", "answered 0 00", "ok: was heard"],
  ["heard", "socket 1 -", "red: not permitted"],
  ["heard", "sent 0 -", "red: no answer"],
  ["proxy", `answered 0 ${hex("HTTP/1.1 404 Not Found\r\n")}`, "ok: answers"],
  ["proxy", `answered 0 ${hex("SSH-2.0")}`, "red: got an answer that is not the proxy's"],
  ["proxy", "connect 111 -", "red: nobody there"],
  ["stranger", `answered 0 ${hex("HTTP/1.1 407 Proxy Authentication Required\r\n")}`, "ok: were refused (407)"],
  ["stranger", `answered 0 ${hex("HTTP/1.1 200 OK\r\n")}`, "red: got 200"],
  ["stranger", "closed 0 -", "red: no answer"],
])("of %s, the outcome %s is %s", (expects, said, verdict) => {
  expect(judged(expects, said)).toBe(verdict);
});

test("in an internal network, which drops packets, silence is enough", () => {
  expect(judged("away", "sent 0 -", "silent")).toBe("ok: no answer");
  expect(judged("away", "waiting 0 -", "silent")).toBe("ok: no answer");
  expect(judged("away", "connect 111 -", "silent")).toBe("red: was refused by something out there");
});

test("a resolver within reach may answer that it cannot, and must not know a name of the world", () => {
  const answer = (code: number): string =>
    Buffer.from([0xc1, 0xa0, 0x81, 0x80 | code, 0, 1, 0, 0, 0, 0, 0, 0]).toString("hex");
  expect(judged("resolver", `answered 0 ${answer(2)}`)).toBe("ok: answers, but asks nobody");
  expect(judged("resolver", `answered 0 ${answer(5)}`)).toBe("ok: answers, but asks nobody");
  expect(judged("resolver", `answered 0 ${answer(0)}`)).toBe("red: got an answer");
  // "No such name" is known only to those who asked.
  expect(judged("resolver", `answered 0 ${answer(3)}`)).toBe("red: got an answer");
  expect(dnsWentOut(Buffer.alloc(0))).toBe(true);
});

test("what the probe does not tell is red, and a probe that breaks off tells nothing", () => {
  const trial: Trial = { id: "quiet", title: "It", target: "there", expects: "away", line: ["try"] };
  expect(judge([trial], parseProbe("end end 0 -\n")!, "unreachable")).toMatchObject([{ ok: false }]);
  expect(parseProbe("quiet connect 101 -\n")).toBeNull();
});

test("the configured resolvers are each an attempt; one of loopback may answer, another may not", () => {
  const trial: Trial = { id: "dns", title: "x", target: "x", expects: "resolver", line: ["resolvers"] };
  const said = [
    "dns read 0 -",
    "dns/udp/10.0.0.1 answered 0 c1a08182",
    "dns/tcp/10.0.0.1 connect 101 -",
    "dns/udp/127.0.0.11 answered 0 c1a08182",
    "end end 0 -",
  ].join("\n");
  expect(judge([trial], parseProbe(said)!, "unreachable")).toMatchObject([
    { target: "10.0.0.1:53 over UDP", outcome: "got an answer", ok: false },
    { target: "10.0.0.1:53 over TCP", outcome: "no route", ok: true },
    { target: "127.0.0.11:53 over UDP", outcome: "answers, but asks nobody", ok: true },
  ]);
});

test("a network device besides loopback is red, and so are devices that could not be read", () => {
  const trial: Trial = { id: "devices", title: "x", target: "x", expects: "devices", line: [] };
  const told = (devices: string, routes: string) =>
    judge(
      [trial],
      parseProbe(`file.devices read 0 ${hex(devices)}\nfile.routes read 0 ${hex(routes)}\nend end 0 -`)!,
      "unreachable",
    )[0];
  const head = "Iface\tDestination\n";
  expect(told("  lo: 0 0\n", head)).toMatchObject({ ok: true, outcome: "none" });
  expect(told("  lo: 0 0\n eth0: 0 0\n", head)).toMatchObject({ ok: false, outcome: "the network device eth0" });
  expect(judge([trial], parseProbe("end end 0 -")!, "unreachable")[0]).toMatchObject({ ok: false });
});

test("the verdict names the first way out, else the first control that failed", () => {
  const attempt = { id: "a", title: "UDP", target: "1.1.1.1:53", outcome: "got an answer", ok: false };
  const control = { ...attempt, kind: "control" as const, title: "The proxy", outcome: "no answer" };
  const leak = { ...attempt, kind: "escape" as const };
  const verdict = (...attempts: Parameters<typeof verdictOf>[0]) => verdictOf(attempts, new Date(), 1);
  expect(verdict(control, leak)).toMatchObject({
    verdict: "fail",
    message:
      "Not started: the network self-test found a way out. UDP (1.1.1.1:53) got an answer. Nothing ran, nothing was sent.",
  });
  expect(verdict(control)).toMatchObject({
    verdict: "fail",
    message: expect.stringContaining("could not prove the lock. The proxy (1.1.1.1:53): no answer."),
  });
  expect(verdict({ ...leak, ok: true })).toMatchObject({ verdict: "pass", message: null });
  expect(verdict()).toMatchObject({ verdict: "fail" });
  expect(openNetwork([{ ...leak, ok: true }], new Date()).verdict).toBe("open");
});

test("every class of way out is among the trials, each with a name of its own", () => {
  const host = {
    addresses: ["172.17.0.1", "fd00::2"],
    ports: [
      { name: "proxy port", port: 18080 },
      { name: "service", port: 22 },
    ],
    sockets: [{ name: "The engine", path: "/var/run/docker.sock" }],
  };
  const all = trials({ host, relayPort: 18080, foreignCredentials: "Basic x", occupied: false });
  const ids = all.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const start of [
    "control.",
    "foreign.",
    "devices",
    "direct.",
    "direct6.",
    "dns.udp.",
    "dns.tcp.",
    "dns.tls.",
    "udp.",
    "ping.",
    "gre",
    "frame",
    "broadcast",
    "multicast",
    "metadata.",
    "host.",
    "loopback.",
    "socket.",
    "vsock.",
  ])
    expect(
      ids.filter((id) => id.startsWith(start)),
      start,
    ).not.toEqual([]);
  // The relay itself listens on its port; an agent that runs may listen wherever it likes.
  expect(ids).not.toContain("loopback.proxy-port.127.0.0.1.18080");
  const later = trials({ host, relayPort: 18080, foreignCredentials: "Basic x", occupied: true });
  expect(later.map(({ id }) => id).filter((id) => id.startsWith("loopback."))).toEqual([]);
});

test("addresses and packets are what the kernel and the network take", () => {
  expect(internetAddress("1.2.3.4", 443).bytes.toString("hex")).toBe("020001bb010203040000000000000000");
  expect(internetAddress("2001:db8::1", 53).bytes.toString("hex")).toBe(
    "0a0000350000000020010db800000000000000000000000100000000",
  );
  expect(ipv6Words("::")).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(unixAddress("@abc")?.bytes.toString("hex")).toBe("010000616263");
  expect(unixAddress(`/${"x".repeat(120)}`)).toBeNull();
  expect(dnsQuestion("a.bc").toString("hex")).toBe("c1a00100000100000000000001610262630000010001");
  // The sum over a packet with its checksum is all ones.
  const words = ping(4);
  const sum = [0, 2, 4, 6].reduce((total, at) => total + words.readUInt16BE(at), 0);
  expect((sum & 0xffff) + (sum >>> 16)).toBe(0xffff);
});

test("the kernel's table tells which ports are listened on", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0",
    "   1: 0100007F:1F91 0100007F:ABCD 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100 0",
  ].join("\n");
  expect(listeners(table)).toEqual([{ port: 8080, inode: "4711" }]);
});
