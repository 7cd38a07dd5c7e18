import { useQuery } from "@tanstack/react-query";
import { client } from "../../connection/connection.ts";
import { memory } from "../../format/formats.ts";
import { useDeleted } from "../../state/deleted.ts";
import { go } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { useDialogs } from "./dialogs.ts";

/** What takes the room on the disk, the largest first, each with what can be done about it. */
export function SpaceDialog() {
  const close = (): void => useDialogs.setState({ space: false });
  const { data, error, refetch } = useQuery({
    queryKey: ["space"],
    queryFn: () => client().sessions.space({}),
    gcTime: 0,
  });
  const purge = (id: string | null): void => {
    const purging = useDeleted.getState().deleted.find((one) => one.id === id) ?? null;
    useDialogs.setState({ space: false, purging });
  };
  const remove = (name: string): void => {
    const session = sessionNamed(useSessions.getState().sessions, name);
    useDialogs.setState({ space: false, deleting: session ? [session] : [] });
  };
  return (
    <Dialog title="What uses space" onClose={close}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading rows={4} />}
      {data && (
        <>
          <p className="text-text2">{memory(data.freeBytes)} are free on the disk of Clauderon's folder.</p>
          <ul className="max-h-[50vh] divide-y divide-line overflow-auto rounded-control border border-line">
            {data.items.map(({ kind, id, name, bytes }) => (
              <li key={id ?? name} className="flex min-h-9 items-center gap-3 px-3">
                <span className="min-w-0 flex-1 truncate">
                  <span className={kind === "audit" ? "" : "font-mono"}>{name}</span>
                  {kind === "deleted" && <span className="text-text3"> deleted, can be brought back</span>}
                </span>
                <span className="shrink-0 text-text2">{memory(bytes)}</span>
                <span className="w-24 shrink-0 text-right">
                  {kind === "session" && (
                    <Button small onClick={() => remove(name)}>
                      Delete…
                    </Button>
                  )}
                  {kind === "deleted" && (
                    <Button small onClick={() => purge(id)}>
                      Destroy…
                    </Button>
                  )}
                  {kind === "audit" && (
                    <Button
                      small
                      onClick={() => {
                        close();
                        go("/audit");
                      }}
                    >
                      Audit
                    </Button>
                  )}
                </span>
              </li>
            ))}
          </ul>
          <p className="text-small text-text3">
            Images and containers of the engine are not counted; <code className="font-mono">docker system df</code>{" "}
            tells them.
          </p>
        </>
      )}
      <div className="flex justify-end">
        <Button onClick={close}>Close</Button>
      </div>
    </Dialog>
  );
}
