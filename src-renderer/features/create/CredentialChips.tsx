import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import type { Agent } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { go } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";

/** What an agent's model requests need; a shell needs none. */
const needed: Readonly<Record<Agent, readonly string[]>> = {
  claude: ["anthropic"],
  codex: ["openai", "chatgpt"],
  gemini: ["gemini"],
  shell: [],
};

/** What the session has placeholders for. The values stay here; where each goes is in its tooltip. */
export function CredentialChips({ agent, repository }: { readonly agent: Agent; readonly repository: string | null }) {
  const { data } = useQuery({ queryKey: ["credentials"], queryFn: () => client().credentials.list({}) });
  if (!data) return null;
  const set = data.filter(({ health }) => health !== "not_set");
  const isMissing = needed[agent].length > 0 && !set.some(({ id }) => needed[agent].includes(id));
  return (
    <div className="grid grid-cols-[116px_minmax(0,1fr)] gap-x-3">
      <span className="pt-1 text-text2">Credentials</span>
      <div className="flex min-w-0 flex-col gap-1">
        <ul aria-label="Credentials" className="flex flex-wrap items-center gap-2">
          {set.map(({ id, hosts }) => (
            <li
              key={id}
              title={`Goes only to ${hosts.join(", ")}`}
              className="flex h-6 items-center gap-1.5 rounded-tag border border-line px-2 font-mono text-small"
            >
              <KeyRound size={12} aria-hidden className="text-inject" />
              {id}
              {id === "github" && repository !== null && (
                <span className="font-sans text-label text-text3">{repository} only</span>
              )}
            </li>
          ))}
          <li>
            <Button small kind="quiet" onClick={() => go("/credentials")}>
              <Plus size={12} aria-hidden />
              Add
            </Button>
          </li>
        </ul>
        {isMissing && (
          <p className="text-small text-warn">
            {needed[agent].join(" or ")} is not set: the session can start, but every model request is refused.
          </p>
        )}
      </div>
    </div>
  );
}
