import { useEffect } from "react";
import { toast } from "sonner";
import { client } from "../../connection/connection.ts";
import { plural } from "../../format/formats.ts";
import { useStatus } from "../../state/status.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { useDialogs } from "./dialogs.ts";

function setProxy(enabled: boolean): void {
  client()
    .proxy.setEnabled({ enabled })
    .catch((error: Error) => toast.error(error.message));
}

/** Turning on needs no question; turning off says whom it cuts. */
export function ProxyOffDialog() {
  const proxy = useStatus((state) => state.status?.proxy ?? null);
  const close = (): void => useDialogs.setState({ proxyOff: false });
  const isOff = proxy?.enabled === false;
  useEffect(() => {
    if (!isOff) return;
    setProxy(true);
    useDialogs.setState({ proxyOff: false });
  }, [isOff]);
  if (proxy === null || isOff) return null;
  return (
    <DangerDialog
      title="Turn the proxy off?"
      confirm="Turn off"
      onClose={close}
      onConfirm={() => {
        close();
        setProxy(false);
      }}
    >
      <p>
        {plural(proxy.sessions, "running session")} {proxy.sessions === 1 ? "gets" : "get"} a 503 for every request at
        once, {plural(proxy.inFlight, "open request")} {proxy.inFlight === 1 ? "is" : "are"} cut. Nothing is lost in
        their workspaces.
      </p>
    </DangerDialog>
  );
}
