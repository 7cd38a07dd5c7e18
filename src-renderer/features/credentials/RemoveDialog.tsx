import { toast } from "sonner";
import type { ValueCount } from "../../../src-shared/contract/audit.ts";
import type { Credential } from "../../../src-shared/model/credential.ts";
import { client } from "../../connection/connection.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";

/** Says which sessions will be refused before the value is gone. */
export function RemoveDialog(props: {
  readonly credential: Credential;
  readonly users: readonly ValueCount[];
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}) {
  const { credential, users, onClose, onRemoved } = props;
  const { id, hosts, source } = credential;
  const sessions = useSessions((state) => state.sessions);
  const running = users.filter(({ value }) => sessionNamed(sessions, value)?.state === "running");
  const isElsewhere = source !== null && !source.startsWith("keychain") && !source.startsWith("secrets/");
  return (
    <DangerDialog
      title={`Remove ${id}?`}
      confirm="Remove"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        client()
          .credentials.remove({ id })
          .then(onRemoved, (failure: Error) => toast.error(failure.message));
      }}
    >
      <p>
        <strong className="font-medium text-text">Destroys</strong> the value that was stored for {id}.{" "}
        <strong className="font-medium text-text">Keeps</strong> its records in the audit, and what your environment or
        config.toml says.
      </p>
      {isElsewhere ? (
        <p>The value in use comes from {source}, which is left alone: nothing is refused.</p>
      ) : running.length > 0 ? (
        <p>
          Requests to {hosts.join(", ")} are refused from then on. Sessions that used it and run now:{" "}
          <span className="font-mono text-small text-text">{running.map(({ value }) => value).join(", ")}</span>.
        </p>
      ) : (
        <p>Requests to {hosts.join(", ")} that need it are refused from then on. No running session has used it.</p>
      )}
    </DangerDialog>
  );
}
