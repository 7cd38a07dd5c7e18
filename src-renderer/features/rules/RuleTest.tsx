import { useMutation } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import type { RuleStep } from "../../../src-shared/contract/rules.ts";
import { client } from "../../connection/connection.ts";
import { go } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Button } from "../../ui/Button.tsx";
import { Outside } from "../../ui/Outside.tsx";

const control = "h-7 max-w-full rounded-control border border-control bg-bg px-2";

/** What would happen to a request, without sending it. */
export function RuleTest({ address }: { readonly address: RefObject<HTMLInputElement | null> }) {
  const sessions = useSessions((state) => state.sessions);
  const [method, setMethod] = useState("GET");
  const [url, setUrl] = useState("");
  const [session, setSession] = useState("");
  const test = useMutation({
    mutationFn: () => client().rules.test({ url, method, ...(session ? { session } : {}) }),
  });
  const refused = test.data && test.data.decision !== "allow" && test.data.decision !== "tunnel";
  return (
    <form
      aria-label="Test a request"
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        test.mutate();
      }}
    >
      <select
        aria-label="Method"
        value={method}
        onChange={(event) => setMethod(event.target.value)}
        className={control}
      >
        {["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        ref={address}
        aria-label="Address"
        data-field
        value={url}
        placeholder="https://api.github.com/user/keys"
        onChange={(event) => setUrl(event.target.value)}
        className={`${control} min-w-[min(240px,100%)] flex-1 font-mono text-small`}
      />
      <select
        aria-label="Session"
        value={session}
        onChange={(event) => setSession(event.target.value)}
        className={control}
      >
        <option value="">any session</option>
        {[...(sessions?.values() ?? [])].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Button type="submit" disabled={url === ""}>
        Test
      </Button>
      <p role="status" className="w-full text-text2 empty:hidden">
        {test.error && <span className="text-danger">{test.error.message}</span>}
        {test.data && (
          <>
            <span className={refused ? "font-medium text-danger" : "font-medium text-ok"}>
              {refused ? "Refused" : "Allowed"}
            </span>{" "}
            by <span className="font-mono text-small">{test.data.rule}</span>
            {test.data.source && test.data.source !== test.data.rule && (
              <span className="text-text3"> ({test.data.source})</span>
            )}
            . {test.data.reason && <Outside text={test.data.reason} limit={400} />}{" "}
            {test.data.credentialId && (
              <span className="text-inject">The {test.data.credentialId} credential would be added.</span>
            )}
            {test.data.inspected && (
              <span className="text-text3">Its body is looked at before it leaves, and may still be refused.</span>
            )}
          </>
        )}
      </p>
      {test.data && test.data.steps.length > 0 && <Steps steps={test.data.steps} rule={test.data.rule} />}
    </form>
  );
}

const outcomes: Readonly<Record<RuleStep["outcome"], string>> = {
  other_host: "another host",
  other_port: "another port",
  other_session: "another session",
  other_method: "another method",
  other_path: "another path",
  asks: "asks you",
  decides: "decides",
};

/** The rules of the user's that the request met, in their order, and what came of each. */
function Steps({ steps, rule }: { readonly steps: readonly RuleStep[]; readonly rule: string }) {
  const decided = steps.some(({ outcome }) => outcome === "decides" || outcome === "asks");
  return (
    <ol aria-label="Rules that were tried" className="flex w-full flex-wrap items-center gap-x-1.5 gap-y-1 text-small">
      {steps.map(({ source, action, outcome }) => {
        const winner = outcome === "decides" || outcome === "asks";
        return (
          <li key={source} className="flex items-center gap-1.5">
            <button
              type="button"
              onClick={() => go(`/rules#${encodeURIComponent(source)}`)}
              className={`min-h-6 rounded-tag border px-1.5 ${winner ? "border-accent text-text" : "border-line text-text3"}`}
            >
              <span className="font-mono">{source}</span> {action}: {outcomes[outcome]}
            </button>
            <span aria-hidden className="text-text3">
              →
            </span>
          </li>
        );
      })}
      <li className={decided ? "text-text3" : "text-text2"}>{decided ? "end" : `built in: ${rule}`}</li>
    </ol>
  );
}
