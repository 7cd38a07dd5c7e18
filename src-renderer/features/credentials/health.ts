import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import type { Credential, CredentialHealth } from "../../../src-shared/model/credential.ts";

type Shown = readonly [word: string, colour: string, icon: typeof CircleX];

const shown: Record<CredentialHealth, Shown> = {
  healthy: ["Healthy", "text-ok", CircleCheck],
  rejected: ["Rejected (401)", "text-danger", CircleX],
  wrong_kind: ["Wrong kind", "text-danger", CircleX],
  expired: ["Expired", "text-danger", CircleX],
  not_set: ["Not set", "text-text3", CircleDashed],
  untested: ["Untested", "text-text2", CircleDashed],
  unreadable: ["Unreadable", "text-warn", TriangleAlert],
};

const soonMs = 3 * 86_400_000;

/** A value that works and ends within three days is worth a warning; a login that this machine renews is not. */
export function endsSoon({ id, expiresAt, health }: Credential, now: number): boolean {
  const works = health === "healthy" || health === "untested";
  return works && id !== "chatgpt" && expiresAt !== null && Date.parse(expiresAt) - now < soonMs;
}

export function healthOf(credential: Credential, now: number): Shown {
  return endsSoon(credential, now) ? ["Expires soon", "text-warn", TriangleAlert] : shown[credential.health];
}

/** `in 6h 01m`; `unknown` for a value that says nothing of its end. */
export function expiryText({ expiresAt, source }: Credential, now: number, span: (ms: number) => string): string {
  if (source === null) return "–";
  if (expiresAt === null) return "unknown";
  const left = Date.parse(expiresAt) - now;
  return left <= 0 ? "ended" : `in ${span(left)}`;
}
