import type { HostRepository } from "../../../src-shared/contract/sessions.ts";
import { plural } from "../../format/formats.ts";
import { Outside } from "../../ui/Outside.tsx";
import { setDraft, useDraft } from "./draft.ts";

/** Where the session begins, and what of the repository it would not get. */
export function RepositoryHints({ repository }: { readonly repository: HostRepository }) {
  const base = useDraft((state) => state.draft.base);
  const { branch, branches, upstream, uncommitted } = repository;
  const isBehind = base === "" && upstream !== null && upstream.behind > 0;
  return (
    <div className="ml-[128px] -mt-2 flex flex-col gap-1 text-small">
      <label className="flex items-center gap-2 text-text2">
        Begins from
        <select
          aria-label="Begins from"
          value={base}
          onChange={(event) => setDraft({ base: event.target.value })}
          className="h-6 min-w-0 max-w-72 rounded-control border border-control bg-bg px-1 font-mono text-small text-text"
        >
          <option value="">{branch ?? "what is checked out"}</option>
          {branches
            .filter((one) => one !== branch)
            .map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
        </select>
      </label>
      {isBehind && (
        <p className="text-warn">
          <Outside text={branch} limit={60} /> is {plural(upstream.behind, "commit")} behind{" "}
          <Outside text={upstream.name} limit={80} />, as far as this machine knows it.{" "}
          <button
            type="button"
            className="text-accent hover:underline"
            onClick={() => setDraft({ base: upstream.name })}
          >
            Begin from that
          </button>
        </p>
      )}
      {uncommitted > 0 && (
        <p className="text-text2">
          {plural(uncommitted, "uncommitted file")} stay behind: a session gets commits only.
        </p>
      )}
    </div>
  );
}
