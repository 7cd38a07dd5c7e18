import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import type { AuditRecord } from "../../../src-shared/model/auditRecord.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { client, useConnection } from "../../connection/connection.ts";
import { plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Choices } from "../../ui/Field.tsx";
import { ruleToml, ruleWhere } from "./ruleFromRecord.ts";

type Scope = "path" | "host";
const week = 7 * 86_400_000;

/** A rule from a request, for the user's own file: shown and copied, never written from here. */
export function WriteRuleDialog({ record, onClose }: { readonly record: AuditRecord; readonly onClose: () => void }) {
  const home = useConnection((state) => state.home);
  const [action, setAction] = useState<PolicyRule["action"]>(record.decision === "deny" ? "ask" : "deny");
  const [scope, setScope] = useState<Scope>(record.path === null ? "host" : "path");
  const toml = ruleToml(record, action, scope === "path");
  const where = ruleWhere(record, scope === "path");
  const { data: matching } = useQuery({
    queryKey: ["rule matches", where],
    queryFn: async () => {
      const from = new Date(Date.now() - week).toISOString();
      let count = 0;
      for await (const tally of client().audit.tally({ where, from })) count = tally.records;
      return count;
    },
  });
  return (
    <Dialog title="Write a rule" wide onClose={onClose}>
      <div className="flex flex-wrap gap-6">
        <Choices
          label="Action"
          value={action}
          options={[
            ["deny", "deny"],
            ["ask", "ask"],
            ["allow", "allow"],
          ]}
          onChange={setAction}
        />
        <Choices
          label="For"
          value={scope}
          options={[
            ["path", "this method and path"],
            ["host", "the whole host"],
          ]}
          onChange={setScope}
        />
      </div>
      <pre className="overflow-auto rounded-control border border-line bg-bg p-3 font-mono text-small text-text">
        {toml
          .trimEnd()
          .split("\n")
          .map((line) => neutralise(line, 4200))
          .join("\n")}
      </pre>
      <p role="status" className="text-text2">
        {matching === undefined ? "Counting…" : `It fits ${plural(matching, "request")} of the last 7 days.`} Rules of
        your own are in <span className="font-mono text-small">{home}/config.toml</span>, which the app never writes:
        put it there, above those that it should come before. It is in force a second later.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        <Button
          kind="primary"
          onClick={() =>
            void navigator.clipboard.writeText(toml).then(() => toast("Copied. Paste it into config.toml."))
          }
        >
          Copy rule
        </Button>
      </div>
    </Dialog>
  );
}
