import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Credential, CredentialHealth } from "../../../src-shared/model/credential.ts";
import { client } from "../../connection/connection.ts";
import { age } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import { useNow } from "../../state/clock.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { SetCredentialDialog } from "./SetCredentialDialog.tsx";

const health: Record<CredentialHealth, readonly [word: string, colour: string, icon: typeof CircleX]> = {
  healthy: ["Healthy", "text-ok", CircleCheck],
  rejected: ["Rejected (401)", "text-danger", CircleX],
  wrong_kind: ["Wrong kind", "text-danger", CircleX],
  expired: ["Expired", "text-danger", CircleX],
  not_set: ["Not set", "text-text3", CircleDashed],
  untested: ["Untested", "text-text2", CircleDashed],
  unreadable: ["Unreadable", "text-warn", TriangleAlert],
};

/** Names, places and health; no value ever reaches this screen. */
export default function CredentialsScreen() {
  const queries = useQueryClient();
  const now = useNow();
  const { data, error, refetch } = useQuery({
    queryKey: ["credentials"],
    queryFn: () => client().credentials.list({}),
    refetchInterval: 10_000,
  });
  const [testing, setTesting] = useState<ReadonlySet<string>>(new Set());
  const [setting, setSetting] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Credential | null>(null);
  const [focused, setFocused] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;

  const sorted = data.toSorted((one, other) => Number(one.health === "not_set") - Number(other.health === "not_set"));
  const row = sorted[Math.min(focused, sorted.length - 1)];
  const test = async (ids: readonly string[]): Promise<void> => {
    setTesting(new Set(ids));
    for (const id of ids) {
      await client()
        .credentials.test({ id })
        .catch((failure: Error) => toast.error(failure.message));
      setTesting((before) => new Set([...before].filter((one) => one !== id)));
      await queries.invalidateQueries({ queryKey: ["credentials"] });
    }
  };
  const set = sorted.filter((one) => one.health !== "not_set");
  const problems = sorted.filter((one) => one.problem !== null && one.health !== "not_set");
  const keys = {
    "tables.down": () => setFocused(Math.min(sorted.length - 1, focused + 1)),
    "tables.up": () => setFocused(Math.max(0, focused - 1)),
    "tables.add": () => setSetting(""),
    "tables.detail": () => setSetting(row?.id ?? ""),
    "tables.test": () => void (row?.source && test([row.id])),
    "tables.remove": () => row?.source && setRemoving(row),
  };
  const grid = "grid grid-cols-[130px_minmax(0,1.2fr)_150px_minmax(0,1fr)_90px_190px] items-center gap-3 px-4";
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Credentials</h1>
        <p className="min-w-0 truncate text-text3 max-[560px]:hidden">
          Stored on this machine, never shown. Sessions get placeholders.
        </p>
        <span className="ml-auto" />
        <Button disabled={set.length === 0 || testing.size > 0} onClick={() => void test(set.map(({ id }) => id))}>
          Test all
        </Button>
        <Button kind="primary" keys="tables.add" onClick={() => setSetting("")}>
          Add
        </Button>
      </header>
      {set.length === 0 && (
        <p className="border-b border-line px-4 py-3 text-text2">
          No credential yet. Sessions can start, but every model request is refused.
        </p>
      )}
      <div
        ref={list}
        role="grid"
        aria-label="Credentials"
        tabIndex={0}
        data-row-list
        onKeyDown={(event) => event.target === list.current && runCommand(event, keys)}
        className="min-h-0 flex-1 overflow-auto"
      >
        <div role="row" className={`${grid} sticky top-0 h-7 border-b border-line bg-surface text-label text-text3`}>
          {["Credential", "Goes only to", "Health", "Source", "Last used", "Actions"].map((head) => (
            <span key={head} role="columnheader">
              <span className={head === "Actions" ? "sr-only" : undefined}>{head}</span>
            </span>
          ))}
        </div>
        {sorted.map((credential, at) => {
          const [word, colour, Icon] = health[credential.health];
          return (
            <div
              key={credential.id}
              role="row"
              aria-selected={at === focused}
              onPointerDown={() => setFocused(at)}
              className={`${grid} h-[34px] border-b border-line ${at === focused ? "bg-selected" : "row-hover"}`}
            >
              <span role="gridcell" className="truncate font-mono text-small font-medium">
                {credential.id}
              </span>
              <span
                role="gridcell"
                className="truncate font-mono text-small text-text2"
                title={credential.hosts.join(", ")}
              >
                {credential.hosts.join(", ") || "–"}
              </span>
              <span role="gridcell" className={`flex items-center gap-1.5 ${colour}`}>
                <Icon size={13} aria-hidden />
                {testing.has(credential.id) ? "Testing…" : word}
              </span>
              <span role="gridcell" className="truncate text-small text-text2" title={credential.source ?? undefined}>
                <Outside text={credential.source} />
              </span>
              <span role="gridcell" className="text-small text-text3">
                {age(credential.lastUsedAt, now)}
              </span>
              <span role="gridcell" className="flex justify-end gap-1">
                {credential.source && (
                  <Button small kind="quiet" onClick={() => void test([credential.id])}>
                    Test
                  </Button>
                )}
                <Button small kind="quiet" onClick={() => setSetting(credential.id)}>
                  {credential.source ? "Replace" : "Set"}
                </Button>
                {credential.source && (
                  <Button small kind="quiet" onClick={() => setRemoving(credential)}>
                    Remove…
                  </Button>
                )}
              </span>
            </div>
          );
        })}
      </div>
      {problems.length > 0 && (
        <ul
          aria-label="Problems"
          className="flex max-h-[40%] shrink-0 flex-col gap-1 overflow-auto border-t border-line p-4"
        >
          {problems.map(({ id, problem }) => (
            <li key={id} className="flex items-center gap-2">
              <CircleX size={13} aria-hidden className="shrink-0 text-danger" />
              <span className="font-mono text-small">{id}</span>
              <span className="min-w-0 flex-1 text-text2">
                <Outside text={problem} limit={400} />
              </span>
              <Button small onClick={() => setSetting(id)}>
                Replace
              </Button>
            </li>
          ))}
        </ul>
      )}
      {setting !== null && (
        <SetCredentialDialog
          id={setting}
          known={sorted}
          onClose={() => setSetting(null)}
          onSet={() => void queries.invalidateQueries({ queryKey: ["credentials"] })}
        />
      )}
      {removing && (
        <DangerDialog
          title={`Remove ${removing.id}?`}
          confirm="Remove"
          onClose={() => setRemoving(null)}
          onConfirm={() => {
            setRemoving(null);
            client()
              .credentials.remove({ id: removing.id })
              .then(
                () => queries.invalidateQueries({ queryKey: ["credentials"] }),
                (failure: Error) => toast.error(failure.message),
              );
          }}
        >
          <p>
            Destroys the stored value. Every session's requests to {removing.hosts.join(", ")} are refused until it is
            set again.
          </p>
        </DangerDialog>
      )}
    </div>
  );
}
