import { KeyRound } from "lucide-react";
import { type RefObject, useRef } from "react";
import type { ValueCount } from "../../../src-shared/contract/audit.ts";
import type { Credential } from "../../../src-shared/model/credential.ts";
import { age, exactTime, uptime } from "../../format/formats.ts";
import { runCommand } from "../../keys/commands.ts";
import type { CommandId } from "../../keys/keymap.ts";
import { endsSoon, expiryText, healthOf } from "./health.ts";

export interface CredentialTableProps {
  readonly credentials: readonly Credential[];
  readonly users: ReadonlyMap<string, readonly ValueCount[]>;
  readonly testing: ReadonlySet<string>;
  readonly focused: string | null;
  /** The pane beside it is open. */
  readonly narrow: boolean;
  readonly now: number;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly keys: Readonly<Partial<Record<CommandId, () => void>>>;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

const wide = "min-w-[720px] grid-cols-[20px_120px_minmax(0,1fr)_150px_96px_76px_64px]";
const narrow = "min-w-[520px] grid-cols-[20px_110px_minmax(0,1fr)_128px_84px]";

/** All that there are; a row opens what is known of one. */
export function CredentialTable(props: CredentialTableProps) {
  const { credentials, users, testing, focused, now, list, keys, onFocus, onOpen } = props;
  const pressedAt = useRef<string | null>(null);
  const grid = `grid items-center gap-3 px-4 ${props.narrow ? narrow : wide}`;
  const heads = [
    "",
    "Credential",
    "Goes only to",
    "Health",
    "Expires",
    ...(props.narrow ? [] : ["Last used", "Sessions"]),
  ];
  return (
    <div
      ref={list}
      role="grid"
      aria-label="Credentials"
      aria-rowcount={credentials.length + 1}
      tabIndex={0}
      data-row-list
      onKeyDown={(event) => event.target === list.current && runCommand(event, keys)}
      className="min-h-0 flex-1 overflow-auto"
    >
      <div
        role="row"
        className={`${grid} sticky top-0 z-10 h-7 border-b border-line bg-surface whitespace-nowrap text-label text-text3`}
      >
        {heads.map((head) => (
          <span
            key={head || "icon"}
            role="columnheader"
            className={["Expires", "Last used", "Sessions"].includes(head) ? "text-right" : ""}
          >
            {head || <span className="sr-only">Kind</span>}
          </span>
        ))}
      </div>
      {credentials.map((credential, at) => {
        const { id, hosts, source, lastUsedAt } = credential;
        const [word, colour, Icon] = healthOf(credential, now);
        const sessions = users.get(id);
        return (
          <div
            key={id}
            role="row"
            aria-rowindex={at + 2}
            aria-selected={id === focused}
            data-credential={id}
            data-focused={id === focused || undefined}
            tabIndex={-1}
            onPointerDown={() => {
              pressedAt.current = id;
              onFocus(id);
            }}
            onClick={() => pressedAt.current === id && onOpen(id)}
            onKeyDown={() => {}}
            className={`${grid} relative h-[34px] border-b border-line ${
              id === focused
                ? "bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent"
                : "row-hover"
            }`}
          >
            <span role="gridcell">
              <KeyRound size={13} aria-hidden className={source ? "text-inject" : "text-text3"} />
              <span className="sr-only">{source ? "set" : "not set"}</span>
            </span>
            <span role="gridcell" className="truncate font-mono text-small font-medium">
              {id}
            </span>
            <span role="gridcell" className="truncate font-mono text-small text-text2" title={hosts.join(", ")}>
              {hosts.join(", ") || "–"}
            </span>
            <span role="gridcell" className={`flex items-center gap-1.5 ${colour}`}>
              <Icon size={13} aria-hidden className="shrink-0" />
              <span className="truncate">{testing.has(id) ? "Testing…" : word}</span>
            </span>
            <span
              role="gridcell"
              title={credential.expiresAt ? exactTime(credential.expiresAt) : undefined}
              className={`text-right text-small ${endsSoon(credential, now) ? "text-warn" : "text-text3"}`}
            >
              {expiryText(credential, now, uptime)}
            </span>
            {!props.narrow && (
              <>
                <span
                  role="gridcell"
                  title={lastUsedAt ? exactTime(lastUsedAt) : undefined}
                  className="text-right text-small text-text3"
                >
                  {age(lastUsedAt, now)}
                </span>
                <span
                  role="gridcell"
                  title="Sessions that used it in the last 7 days"
                  className={`text-right text-small ${sessions?.length ? "text-text2" : "text-text3"}`}
                >
                  {sessions?.length ?? (source ? "…" : 0)}
                </span>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}
