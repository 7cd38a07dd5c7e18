import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleX, RefreshCw, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Credential } from "../../../src-shared/model/credential.ts";
import { client } from "../../connection/connection.ts";
import { uptime } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { usePreferences } from "../../state/preferences.ts";
import { go } from "../../state/route.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { KeyLine } from "../../ui/KeyLine.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { CredentialPane } from "./CredentialPane.tsx";
import { CredentialTable } from "./CredentialTable.tsx";
import { endsSoon } from "./health.ts";
import { KeychainNotice } from "./KeychainNotice.tsx";
import { RemoveDialog } from "./RemoveDialog.tsx";
import { SetCredentialDialog } from "./SetCredentialDialog.tsx";
import { useUsers } from "./usedBy.ts";

const addressOf = (id: string | null): string =>
  id === null ? "/credentials" : `/credentials/${encodeURIComponent(id)}`;

/** Names, places and health; no value ever reaches this screen. */
export default function CredentialsScreen({ id: shownId }: { readonly id: string | null }) {
  const queries = useQueryClient();
  const now = useNow();
  const showKeys = usePreferences((preferences) => preferences.showKeys);
  const { data, error, refetch } = useQuery({
    queryKey: ["credentials"],
    queryFn: () => client().credentials.list({}),
    refetchInterval: 10_000,
  });
  const [testing, setTesting] = useState<ReadonlySet<string>>(new Set());
  const [setting, setSetting] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const users = useUsers((data ?? []).filter(({ source }) => source !== null).map(({ id }) => id));
  if (error || !data) {
    return (
      <div className="flex h-full min-h-0 flex-col">
        <Head onTestAll={null} onAdd={null} />
        {error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}
      </div>
    );
  }

  const sorted = data.toSorted((one, other) => Number(one.health === "not_set") - Number(other.health === "not_set"));
  const focused = shownId ?? chosen ?? sorted[0]?.id ?? null;
  const row = sorted.find(({ id }) => id === focused) ?? null;
  const shown = sorted.find(({ id }) => id === shownId) ?? null;
  const changed = (): void => void queries.invalidateQueries({ queryKey: ["credentials"] });
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
  const focus = (id: string | null): void => {
    setChosen(id);
    if (shownId !== null && id !== null) go(addressOf(id), { replace: true });
  };
  const step = (by: number): void => {
    const at = sorted.findIndex(({ id }) => id === focused);
    focus(sorted[Math.max(0, Math.min(sorted.length - 1, at + by))]?.id ?? null);
  };
  const close = (): void => {
    go(addressOf(null));
    setChosen(shownId);
    list.current?.focus();
  };
  const set = sorted.filter(({ source }) => source !== null);
  const keys = {
    "tables.down": () => step(1),
    "tables.up": () => step(-1),
    "tables.add": () => setSetting(""),
    "tables.detail": () => go(addressOf(focused)),
    "tables.test": () => void (row?.source && test([row.id])),
    "tables.remove": () => void (row?.source && setRemoving(row.id)),
    "app.back": () => void (shownId !== null && close()),
  };
  const removed = sorted.find(({ id }) => id === removing) ?? null;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Head
        onTestAll={set.length === 0 || testing.size > 0 ? null : () => void test(set.map(({ id }) => id))}
        onAdd={() => setSetting("")}
      />
      <KeychainNotice withChoice />
      {set.length === 0 && (
        <p className="flex items-center gap-3 border-b border-line px-4 py-3 text-text2">
          No credential yet. Sessions can start, but every model request is refused.
        </p>
      )}
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <CredentialTable
            credentials={sorted}
            users={users}
            testing={testing}
            focused={focused}
            narrow={shown !== null}
            now={now}
            list={list}
            keys={keys}
            onFocus={setChosen}
            onOpen={(id) => go(addressOf(id))}
          />
          <Problems credentials={sorted} now={now} onSet={setSetting} onTest={(id) => void test([id])} />
        </div>
        {shown && (
          <CredentialPane
            credential={shown}
            users={users.get(shown.id) ?? []}
            testing={testing.has(shown.id)}
            now={now}
            onTest={() => void test([shown.id])}
            onSet={() => setSetting(shown.id)}
            onRemove={() => setRemoving(shown.id)}
            onClose={close}
          />
        )}
        {shownId !== null && !shown && (
          <p role="status" className="w-72 shrink-0 border-l border-line p-4 text-text2">
            There is no credential “<Outside text={shownId} limit={60} />
            ”. Others are declared in config.toml.
          </p>
        )}
      </div>
      {showKeys && (
        <KeyLine
          keys={[
            [["tables.down", "tables.up"], "next"],
            [["tables.detail"], "detail"],
            [["tables.add"], "add"],
            [["tables.test"], "test"],
            [["tables.remove"], "remove…"],
          ]}
        />
      )}
      {setting !== null && (
        <SetCredentialDialog id={setting} known={sorted} onClose={() => setSetting(null)} onSet={changed} />
      )}
      {removed && (
        <RemoveDialog
          credential={removed}
          users={users.get(removed.id) ?? []}
          onClose={() => setRemoving(null)}
          onRemoved={changed}
        />
      )}
    </div>
  );
}

/** What cannot be done now is null. */
function Head({ onTestAll, onAdd }: { readonly onTestAll: (() => void) | null; readonly onAdd: (() => void) | null }) {
  return (
    <header className="screen-head">
      <h1 className="text-title font-semibold">Credentials</h1>
      <p className="min-w-0 truncate text-text3 max-[560px]:hidden">
        Values stay on this machine. The app never shows one, not even part of one.
      </p>
      <span className="ml-auto" />
      <Button disabled={onTestAll === null} onClick={() => onTestAll?.()}>
        <RefreshCw size={13} aria-hidden />
        Test all
      </Button>
      <Button kind="primary" keys="tables.add" disabled={onAdd === null} onClick={() => onAdd?.()}>
        Add
      </Button>
    </header>
  );
}

/** What is wrong or will be, in words, with what to do. */
function Problems(props: {
  readonly credentials: readonly Credential[];
  readonly now: number;
  readonly onSet: (id: string) => void;
  readonly onTest: (id: string) => void;
}) {
  const { credentials, now, onSet, onTest } = props;
  const problems = credentials.filter(
    (one) => endsSoon(one, now) || (one.problem !== null && one.health !== "not_set"),
  );
  if (problems.length === 0) return null;
  return (
    <ul
      aria-label="Problems"
      className="flex max-h-[40%] shrink-0 flex-col gap-2 overflow-auto border-t border-line p-4"
    >
      {problems.map((one) => {
        const { id, problem, health, expiresAt, source } = one;
        const isHard = health === "rejected" || health === "expired" || health === "wrong_kind";
        const Icon = isHard ? CircleX : TriangleAlert;
        const ending = `It ends in ${uptime(Math.max(0, Date.parse(expiresAt ?? "") - now))}. Replace it before, and sessions keep running.`;
        return (
          <li key={id} className="flex items-center gap-2">
            <Icon size={13} aria-hidden className={`shrink-0 ${isHard ? "text-danger" : "text-warn"}`} />
            <span className="font-mono text-small">{id}</span>
            <span className="min-w-0 flex-1 text-text2">
              <Outside text={problem ?? ending} limit={400} />
            </span>
            {source && (
              <Button small onClick={() => onTest(id)}>
                Test again
              </Button>
            )}
            <Button small onClick={() => onSet(id)}>
              {source ? "Replace…" : "Set…"}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
