import { ArrowRightLeft, Ban, Dot, Eraser, Hand, KeyRound, ShieldOff } from "lucide-react";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";

/** What happened to a request, by shape, colour and word. */
export function verdictOf(record: AuditRecord): {
  readonly word: string;
  readonly colour: string;
  readonly icon: typeof Ban;
} {
  if (record.decision === "deny") return { word: "refused", colour: "text-danger", icon: Ban };
  if (record.decision === "off") return { word: "refused, proxy off", colour: "text-danger", icon: ShieldOff };
  if (record.decision === "ask") return { word: "held for approval", colour: "text-warn", icon: Hand };
  if (record.scrubbed > 0) return { word: "scrubbed", colour: "text-warn", icon: Eraser };
  if (record.auth_injected) return { word: "credential added", colour: "text-inject", icon: KeyRound };
  if (record.decision === "tunnel") return { word: "opaque tunnel", colour: "text-text3", icon: ArrowRightLeft };
  return { word: "allowed, no credential", colour: "text-text3", icon: Dot };
}

export function RecordIcon({ record }: { readonly record: AuditRecord }) {
  const { word, colour, icon: Icon } = verdictOf(record);
  return (
    <span className={colour}>
      <Icon size={13} aria-hidden />
      <span className="sr-only">{word}</span>
    </span>
  );
}

/** Refused and failed are red; what a service answered to an everyday mistake is not. */
export function statusColour({ response_code: status, error, decision }: AuditRecord): string {
  if (decision === "deny" || decision === "off" || error !== null || (status ?? 0) >= 500) return "text-danger";
  return (status ?? 0) >= 400 ? "text-text" : "text-text2";
}

/** The longest of the usual methods is no longer than the others. */
export const methodText = (method: string | null): string => (method === "CONNECT" ? "CONN" : (method ?? "–"));
