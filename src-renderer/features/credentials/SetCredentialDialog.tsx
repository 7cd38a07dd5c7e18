import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { Credential } from "../../../src-shared/model/credential.ts";
import type { AppError } from "../../../src-shared/rpc/errors.ts";
import { client } from "../../connection/connection.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field, inputClass } from "../../ui/Field.tsx";
import { KeychainNotice } from "./KeychainNotice.tsx";

/** A value that was typed and left is forgotten after a minute. */
const forgetAfterMs = 60_000;

/** One masked field. The value is not kept in the program's state: it goes from the field to the core and is cleared. */
export function SetCredentialDialog(props: {
  readonly id: string;
  readonly known: readonly Credential[];
  readonly onClose: () => void;
  readonly onSet: () => void;
}) {
  const { known, onClose, onSet } = props;
  const [id, setId] = useState(props.id || (known[0]?.id ?? ""));
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  useEffect(() => {
    const clear = (): void => {
      if (field.current) field.current.value = "";
    };
    const onHide = (): void => {
      timer = setTimeout(clear, forgetAfterMs);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    addEventListener("blur", onHide);
    return () => {
      clearTimeout(timer);
      removeEventListener("blur", onHide);
    };
  }, []);

  const save = async (): Promise<void> => {
    const value = field.current?.value.trim() ?? "";
    if (value === "") return setProblem("Paste the value first.");
    if (field.current) field.current.value = "";
    setBusy(true);
    try {
      const after = await client().credentials.set({ id, value });
      onSet();
      if (after.problem) return setProblem(after.problem);
      toast(`${id} is stored. It is never shown again.`);
      onClose();
    } catch (error) {
      const { code, message } = error as AppError;
      setProblem(code === "keychain_locked" ? "It was not stored. Paste it again once that is settled." : message);
      // The notice above speaks of it.
      void queries.invalidateQueries({ queryKey: ["keychain"] });
    } finally {
      setBusy(false);
    }
  };

  const credential = known.find((one) => one.id === id);
  return (
    <Dialog title={props.id ? `Set ${props.id}` : "Add a credential"} onClose={onClose}>
      <KeychainNotice />
      {!props.id && (
        <Field label="Credential" hint="Others are declared in config.toml, with the hosts that they go to.">
          {(attributes) => (
            <select {...attributes} value={id} onChange={(event) => setId(event.target.value)} className={inputClass}>
              {known.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.id}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field
        label="Value"
        problem={problem}
        hint={`Goes only to ${credential?.hosts.join(", ") ?? "its hosts"}. ${id === "anthropic" ? "Run `claude setup-token` and paste its result." : ""}`}
      >
        {(attributes) => (
          <input
            {...attributes}
            ref={field}
            data-field
            type="password"
            autoComplete="off"
            onKeyDown={(event) => runKey(event, { Enter: () => void save() })}
            className={`${inputClass} font-mono`}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={busy} onClick={() => void save()}>
          {busy ? "Storing…" : "Store"}
        </Button>
      </div>
    </Dialog>
  );
}
