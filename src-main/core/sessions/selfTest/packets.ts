/* What is said to a place that should not be heard: a question that anything of its kind would answer. */

/** A DNS question for the address of a name. */
export function dnsQuestion(name: string): Buffer {
  const labels = name
    .split(".")
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, "ascii")]));
  // Id, "recursion desired", one question; then type A, class IN.
  const head = Buffer.from([0xc1, 0xa0, 0x01, 0x00, 0x00, 0x01, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

/** Over TCP each message is preceded by its length. */
export function dnsOverTcp(name: string): Buffer {
  const question = dnsQuestion(name);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(question.length);
  return Buffer.concat([length, question]);
}

/**
 * Whether an answer of a resolver within reach shows that it asked somebody outside. Only "refused", "server failure"
 * and "not implemented" do not: also "no such name" was found out from others.
 */
export function dnsWentOut(answer: Buffer): boolean {
  const code = answer.length >= 4 ? answer.readUInt8(3) & 0x0f : 0;
  return ![2, 4, 5].includes(code);
}

/** An echo request. For IPv6 the kernel fills in the checksum. */
export function ping(version: 4 | 6): Buffer {
  const packet = Buffer.from([version === 4 ? 8 : 128, 0, 0, 0, 0x0c, 0x1a, 0, 1]);
  if (version === 4) packet.writeUInt16BE(checksum(packet), 2);
  return packet;
}

function checksum(packet: Buffer): number {
  let sum = 0;
  for (let at = 0; at < packet.length; at += 2) sum += packet.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export function httpRequest(path: string, host: string, headers: readonly string[] = []): Buffer {
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers, "Connection: close", "", ""];
  return Buffer.from(lines.join("\r\n"), "latin1");
}

/** A request for time, which any server of NTP answers. */
export const timeRequest = Buffer.concat([Buffer.from([0x23]), Buffer.alloc(47)]);

/** The least that a DHCP server looks at; what is said here must not lead anywhere. */
export const broadcastGreeting = Buffer.from("clauderon self-test", "ascii");
