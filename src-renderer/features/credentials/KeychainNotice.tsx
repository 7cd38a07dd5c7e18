import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { KeychainStatus } from "../../../src-shared/model/credential.ts";
import type { AppError } from "../../../src-shared/rpc/errors.ts";
import { client } from "../../connection/connection.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";

const queryKey = ["keychain"] as const;

/** Says that the system's keychain is locked, with both ways on; on the screen also that files were chosen instead. */
export function KeychainNotice({ withChoice = false }: { readonly withChoice?: boolean }) {
  const queries = useQueryClient();
  const { data: status } = useQuery({
    queryKey,
    queryFn: () => client().credentials.keychain({}),
    refetchInterval: 10_000,
  });
  const onSuccess = (after: KeychainStatus): void => {
    queries.setQueryData(queryKey, after);
    void queries.invalidateQueries({ queryKey: ["credentials"] });
  };
  const unlock = useMutation<KeychainStatus, AppError>({
    mutationFn: () => client().credentials.unlock({}),
    onSuccess,
  });
  const keepIn = useMutation<KeychainStatus, AppError, "keychain" | "files">({
    mutationFn: (place) => client().credentials.keepIn({ place }),
    onSuccess,
  });
  const busy = unlock.isPending || keepIn.isPending;
  if (status === "files" && withChoice) {
    return (
      <Bar
        tone="plain"
        action={
          <Button small disabled={busy} onClick={() => keepIn.mutate("keychain")}>
            Use the system keychain
          </Button>
        }
      >
        Values go into files that only you can read (mode 0600). What is in the system keychain stays there, unread.
      </Bar>
    );
  }
  if (status !== "locked") return null;
  const error = unlock.error ?? keepIn.error;
  return (
    <Bar
      tone="warn"
      action={
        <span className="flex shrink-0 flex-wrap gap-2">
          <Button
            small
            disabled={busy}
            title="The system's own prompt asks for its password, on the screen of the core"
            onClick={() => unlock.mutate()}
          >
            Unlock
          </Button>
          <Button
            small
            disabled={busy}
            title="Values that you store from now on go into files that only you can read; what is in the keychain stays there, unread"
            onClick={() => keepIn.mutate("files")}
          >
            Use a file, mode 0600
          </Button>
        </span>
      }
    >
      {textOf(unlock.isPending, error)}
    </Bar>
  );
}

function textOf(isAsking: boolean, error: AppError | null): ReactNode {
  if (isAsking) return "The system keychain is locked. Its own prompt asks for the password.";
  if (error) return `${error.message}${error.hint ? ` ${error.hint.replaceAll("`", "")}` : ""}`;
  return "The system keychain is locked.";
}
