import { Plug, ShieldOff, TriangleAlert } from "lucide-react";
import { toast } from "sonner";
import { client, useConnection } from "../../connection/connection.ts";
import { clock, plural } from "../../format/formats.ts";
import { go } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Prose } from "../../ui/Outside.tsx";
import { useDialogs } from "./dialogs.ts";

/** What is wrong everywhere; each line goes the moment its cause does. */
export function Banners() {
  const state = useConnection((connection) => connection.state);
  const lostAt = useConnection((connection) => connection.lostAt);
  const status = useStatus((all) => all.status);
  if (state === "offline" || (state === "connecting" && lostAt !== null)) {
    return (
      <Bar tone="warn" urgent icon={<Plug size={14} aria-hidden />}>
        Lost contact with the Clauderon core. You see the state of {clock(lostAt ?? Date.now()).slice(0, 8)}.
        Reconnecting.
      </Bar>
    );
  }
  if (status === null) return null;
  const { engine, proxy } = status;
  return (
    <>
      {!proxy.enabled && (
        <Bar
          tone="danger"
          urgent
          icon={<ShieldOff size={14} aria-hidden />}
          action={
            <Button
              small
              onClick={() =>
                void client()
                  .proxy.setEnabled({ enabled: true })
                  .catch((error: Error) => toast.error(error.message))
              }
            >
              Turn on
            </Button>
          }
        >
          Proxy is off. Every request from {plural(proxy.sessions, "session")} is refused with 503.
        </Bar>
      )}
      {proxy.auditError && (
        <Bar
          tone="danger"
          urgent
          icon={<TriangleAlert size={14} aria-hidden />}
          action={
            <Button small onClick={() => useDialogs.setState({ space: true })}>
              Show what uses space
            </Button>
          }
        >
          {/the disk is full/.test(proxy.auditError) ? (
            "The disk is full, so requests can't be recorded, so they are refused. Free 500 MB to go on."
          ) : (
            <>
              Requests can't be recorded, so they are refused. <Prose text={proxy.auditError} limit={300} />
            </>
          )}
        </Bar>
      )}
      {!engine.ok && (
        <Bar
          tone="warn"
          icon={<TriangleAlert size={14} aria-hidden />}
          action={
            <Button small onClick={() => go("/doctor")}>
              Doctor
            </Button>
          }
        >
          <Prose text={engine.problem} limit={300} /> Running sessions may be fine; they can't be seen until it is back.
        </Bar>
      )}
      {proxy.configError && (
        <Bar tone="danger" icon={<TriangleAlert size={14} aria-hidden />}>
          <Prose text={proxy.configError} limit={300} /> The previous rules stay in force.
        </Bar>
      )}
    </>
  );
}
