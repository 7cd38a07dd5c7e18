import { useQuery } from "@tanstack/react-query";
import { client } from "../../connection/connection.ts";
import { plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";

/** Shows the rule before it is saved. Enter and Esc leave things as they are. */
export function AlwaysDialog(props: {
  readonly id: string;
  readonly session: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  const { data, error } = useQuery({
    queryKey: ["approvals.preview", props.id],
    queryFn: () => client().approvals.preview({ id: props.id }),
  });
  return (
    <DangerDialog
      title={`Allow this for every session, asked by ${props.session}?`}
      confirm="Allow always"
      ready={data !== undefined}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    >
      {error && <p className="text-danger">{error.message}</p>}
      {data && (
        <>
          <pre className="overflow-auto rounded-panel border border-line bg-bg p-3 font-mono text-small text-text">
            {data.toml
              .trimEnd()
              .split("\n")
              .map((line) => neutralise(line, 4200))
              .join("\n")}
          </pre>
          <p>
            It would have matched {plural(data.matches, "request")} of the last 7 days. It is kept in Clauderon, after
            the rules of config.toml, until you revoke it under Rules.
          </p>
        </>
      )}
    </DangerDialog>
  );
}
