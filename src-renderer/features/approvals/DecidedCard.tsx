import { CircleCheck, CircleX } from "lucide-react";
import type { DecidedApproval } from "../../../src-shared/model/approval.ts";
import { age, exactTime } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { Facts } from "./Facts.tsx";
import { outcomeSentence, purpose } from "./words.ts";

/** A question that has been answered, by whomever: locked. */
export function DecidedCard({ one, now }: { readonly one: DecidedApproval; readonly now: number }) {
  const allowed = ["once", "session", "always"].includes(one.outcome);
  const Icon = allowed ? CircleCheck : CircleX;
  const ago = age(one.decidedAt, now);
  return (
    <section aria-label="Decided" className="flex w-full max-w-[800px] flex-col gap-3 p-6">
      <h2 className="flex items-center gap-2 text-figure font-semibold">
        <Icon size={16} aria-hidden className="shrink-0 text-text3" />
        <span className="min-w-0 break-words">
          <span className="font-mono">{one.sessionName}</span> wanted to <Outside text={purpose(one)} limit={300} />
        </span>
      </h2>
      <p className="text-text2" title={exactTime(one.decidedAt)}>
        {outcomeSentence(one)} {ago === "now" ? "just now" : `${ago} ago`}.
      </p>
      <Facts one={one} approval={one} now={now} />
      <div>
        <Button
          small
          onClick={() => go(`/audit?q=${encodeURIComponent(`session:${one.sessionName} host:${one.host}`)}`)}
        >
          Its requests
        </Button>
      </div>
    </section>
  );
}
