import { useState } from "react";
import { toast } from "sonner";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import { client } from "../../connection/connection.ts";
import { useSessions } from "../../state/sessions.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, inputClass } from "../../ui/Field.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { backWords } from "./deletions.ts";

/** A deleted session whose name another one has by now. */
export function RestoreDialog({ deleted }: { readonly deleted: DeletedSession }) {
  const [name, setName] = useState(() => freeName(deleted.name));
  const [problem, setProblem] = useState<string | null>(null);
  const close = (): void => useDialogs.setState({ restoring: null });
  const restore = async (): Promise<void> => {
    try {
      const session = await client().sessions.restore({ session: deleted.id, name });
      close();
      toast(backWords(session));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Dialog title={`Bring ${deleted.name} back`} onClose={close}>
      <p className="text-text2">
        There is a session <span className="font-mono">{deleted.name}</span> again, so this one needs another name. Its
        files and its branch stay as they are.
      </p>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void restore();
        }}
      >
        <Field label="Name" problem={problem}>
          {(attributes) => (
            <input
              {...attributes}
              data-field
              value={name}
              maxLength={63}
              spellCheck={false}
              onChange={(event) => {
                setName(event.target.value);
                setProblem(null);
              }}
              className={`${inputClass} font-mono`}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" type="submit">
            Bring back
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function freeName(name: string): string {
  const taken = new Set([...(useSessions.getState().sessions?.values() ?? [])].map((session) => session.name));
  for (let number = 2; ; number++) {
    const candidate = `${name.slice(0, 60)}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
