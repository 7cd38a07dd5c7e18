import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { useDialogs } from "../shell/dialogs.ts";

/** The only way on for a session that cannot be locked in: says what is given up. */
export function OpenNetworkDialog({ session }: { readonly session: Session }) {
  const { id, name } = session;
  const close = (): void => useDialogs.setState({ opening: null });
  const confirm = (): void => {
    close();
    client()
      .sessions.recreate({ session: id, network: "open" })
      .then(
        () => toast(`${name} runs with an open network.`),
        (error: Error) => toast.error(error.message),
      );
  };
  return (
    <DangerDialog
      title={`Switch ${name} to an open network?`}
      confirm="Switch to open network"
      onConfirm={confirm}
      onClose={close}
    >
      <p>
        <strong className="font-semibold text-text">Gives up</strong> the lock: the agent can send what it reads to any
        address, without the proxy, its rules and its record.
      </p>
      <p>
        <strong className="font-semibold text-text">Keeps</strong> workspace, home and conversation, and that no
        credential is inside. The container is replaced.
      </p>
    </DangerDialog>
  );
}
