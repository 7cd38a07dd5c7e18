import type { AttackCase, SessionName } from "./case.ts";

/** A request of a session that is held to its scope, and has to be refused. */
export const act = (
  session: SessionName,
  what: string,
  host: string,
  method: string,
  target: string,
  line: string,
  body = "",
): AttackCase => ({
  class: "access mode",
  title: `A session that may ${session === "reader" ? "only read" : session === "proposer" ? "propose" : "write"} ${what}`,
  attack: {
    kind: "tunnel",
    to: `${host}:443`,
    session,
    text: `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${line}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  },
  outcome: "refused",
});

export const github = "Authorization: Bearer {github}\r\n";
export const git = "Authorization: Basic {basic:github}\r\n";
export const json = "Content-Type: application/json\r\n";
export const graphql = (query: string): string => JSON.stringify({ query });
export const repository = "/repos/acme/harbor";
/** A push of one ref, without the pack: the commands are what is judged first. */
export const push = (from: string, to: string, ref: string): string => {
  const command = `${from} ${to} ${ref}\0report-status side-band-64k agent=git/2.39.5`;
  return `${(command.length + 4).toString(16).padStart(4, "0")}${command}0000`;
};
export const none = "0".repeat(40);
export const some = "1".repeat(40);
export const gitPush = `${git}Content-Type: application/x-git-receive-pack-request\r\n`;
