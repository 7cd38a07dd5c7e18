import { toast } from "sonner";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import { client } from "../../connection/connection.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { useDialogs } from "../shell/dialogs.ts";

/** Before what cannot be undone. */
export function PurgeDialog({ deleted }: { readonly deleted: DeletedSession }) {
  const { id, name, repository } = deleted;
  const close = (): void => useDialogs.setState({ purging: null });
  const confirm = (): void => {
    close();
    client()
      .sessions.purge({ session: id })
      .then(
        () => toast(`The copy of ${name} is destroyed.`),
        (error: Error) => toast.error(error.message),
      );
  };
  return (
    <DangerDialog title={`Destroy the copy of ${name}?`} confirm="Destroy" onConfirm={confirm} onClose={close}>
      <p>
        <strong className="font-semibold text-text">Destroys</strong> for good its home with the agent's history
        {repository && (
          <>
            , the clone <Outside text={repository.name} limit={80} /> with its branch{" "}
            <span className="font-mono">
              <Outside text={repository.branch} limit={80} />
            </span>
          </>
        )}{" "}
        and the uploaded files. This cannot be undone.
      </p>
      <p>
        <strong className="font-semibold text-text">Keeps</strong> its audit records
        {repository?.path && <>, and the repository that the clone was made from</>}.
      </p>
    </DangerDialog>
  );
}
