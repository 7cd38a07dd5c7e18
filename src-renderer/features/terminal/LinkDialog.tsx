import { useEffect, useState } from "react";
import { toast } from "sonner";
import { desktop } from "../../connection/electronChannel.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** The address as it is sent, host in ASCII; null for what is no web address. */
function readAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const address = new URL(text);
  return address.protocol === "https:" || address.protocol === "http:" ? address : null;
}

/** Hosts whose links a person opens without being asked, by session, as long as the app is open. */
const allowed = new Set<string>();

/** A link in a terminal was written by the container: it opens only after its real address was read. */
export function LinkDialog(props: {
  readonly address: string;
  readonly session: string;
  readonly onClose: () => void;
}) {
  const address = readAddress(props.address);
  const [allows, setAllows] = useState(false);
  const key = `${props.session} ${address?.host ?? ""}`;
  const open = (): void => {
    if (allows) allowed.add(key);
    if (address) window.open(address.href, "_blank", "noopener,noreferrer");
    else toast.error("Only http and https links are opened.");
    props.onClose();
  };
  // The window's main process asks by itself, where no page can answer.
  const asksElsewhere = address !== null && (desktop !== null || allowed.has(key));
  useEffect(() => {
    if (asksElsewhere) open();
  });
  if (asksElsewhere) return null;
  return (
    <Dialog title={address ? "Open this address in your browser?" : "This link is not opened."} onClose={props.onClose}>
      <p className="break-all rounded-control border border-line bg-bg p-2 font-mono text-small">
        {neutralise(address?.href ?? props.address, 2000)}
      </p>
      <p className="text-text2">
        {address
          ? `Session ${props.session} wrote this link. Your browser sends it with your own logins.`
          : "Only http and https links are opened."}
      </p>
      {address && (
        <label className="flex items-center gap-2 text-small text-text2">
          <input
            type="checkbox"
            className="accent-accent"
            checked={allows}
            onChange={(event) => setAllows(event.target.checked)}
          />
          Open links to {address.host} from this session without asking
        </label>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={props.onClose}>{address ? "Cancel" : "Close"}</Button>
        {address && (
          <Button kind="primary" onClick={open}>
            Open {address.host}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
