import { clsx } from "clsx";
import { Activity, Box, Coins, Link2, PanelLeft, ShieldCheck, ShieldOff, Unlink } from "lucide-react";
import type { ReactNode } from "react";
import { useConnection } from "../../connection/connection.ts";
import { cost, count, tokens } from "../../format/formats.ts";
import { ariaKeys, type Shortcut } from "../../keys/commands.ts";
import { go } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Tip } from "../../ui/Tip.tsx";
import { NoticesButton } from "../notices/NoticesButton.tsx";
import { useDialogs } from "./dialogs.ts";

/** What must be known on every screen. Each item is a button that leads to its screen. */
export function StatusBar() {
  const status = useStatus((state) => state.status);
  const activity = useStatus((state) => state.activity);
  const online = useConnection(({ state }) => state === "online");
  const proxy = status?.proxy ?? null;
  const today = activity?.today ?? null;
  const broken = proxy?.auditError ?? null;
  return (
    <footer
      data-region="status"
      role="contentinfo"
      aria-label="Status"
      className="flex h-[26px] shrink-0 items-center gap-2 border-t border-line bg-bg px-2 text-label text-text2"
    >
      <div className="flex min-w-0 flex-1 items-center gap-2 overflow-x-auto [scrollbar-width:none]">
        <span className="min-[800px]:hidden">
          <Item tip="Screens and sessions" onClick={() => useDialogs.setState({ sidebar: true })}>
            <PanelLeft size={12} aria-hidden /> Menu
          </Item>
        </span>
        <Item
          tip={proxy?.enabled === false ? "Every request is refused with 503" : `Port ${proxy?.port ?? "–"}`}
          keys="app.proxy"
          onClick={() => useDialogs.setState({ proxyOff: true })}
        >
          {proxy === null ? (
            <span className="text-text3">Proxy –</span>
          ) : proxy.enabled ? (
            <>
              <ShieldCheck size={12} aria-hidden className="text-ok" /> <span className="text-text">Proxy on</span>
              <span className="text-text3">:{proxy.port}</span>
            </>
          ) : (
            <span className="flex items-center gap-1 text-danger">
              <ShieldOff size={12} aria-hidden /> Proxy off
            </span>
          )}
        </Item>
        <Item tip={status?.engine.problem ?? "Container engine"} onClick={() => go("/doctor")}>
          <Box size={12} aria-hidden className={clsx(status?.engine.ok === false && "text-danger")} />
          {status === null ? "Engine –" : status.engine.ok ? `Docker ${status.engine.version}` : "Engine down"}
        </Item>
        <Item tip="Requests that have no answer yet" onClick={() => go("/audit")}>
          <Activity size={12} aria-hidden />
          {count(proxy?.inFlight ?? 0)} in flight · {count(activity?.perMinute.at(-2) ?? 0)} req/min
        </Item>
        <span className="ml-auto" />
        {!online && <span className="shrink-0 text-warn">not connected</span>}
        <Item tip={broken ?? "Records are written before each request leaves"} onClick={() => go("/audit?verify")}>
          {broken ? (
            <span className="flex items-center gap-1 text-danger">
              <Unlink size={12} aria-hidden /> Audit cannot be written
            </span>
          ) : (
            <>
              <Link2 size={12} aria-hidden /> Audit recording
            </>
          )}
        </Item>
        <Item tip="Tokens and cost today" onClick={() => go("/audit")}>
          <Coins size={12} aria-hidden /> Today{" "}
          {tokens(today && today.inputTokens + today.outputTokens + today.cacheTokens)} tokens ·{" "}
          {cost(today?.costUsd ?? null)}
        </Item>
      </div>
      <NoticesButton />
    </footer>
  );
}

function Item(props: {
  readonly tip: string;
  readonly keys?: Shortcut;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tip text={props.tip} {...(props.keys ? { keys: props.keys } : {})}>
      <button
        type="button"
        aria-keyshortcuts={ariaKeys(props.keys)}
        onClick={props.onClick}
        className="flex h-6 shrink-0 items-center gap-1 whitespace-nowrap rounded-tag px-1.5 hover:bg-hover hover:text-text"
      >
        {props.children}
      </button>
    </Tip>
  );
}
