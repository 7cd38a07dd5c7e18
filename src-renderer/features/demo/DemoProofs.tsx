import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import type { DemoEvidence } from "../../../src-shared/model/demo.ts";
import { Outside } from "../../ui/Outside.tsx";
import { useDemo } from "./demoRun.ts";

const sent: Readonly<Record<DemoEvidence["received"]["authorization"], string>> = {
  token: "the token, put in by the proxy",
  placeholder: "the placeholder",
  none: "nothing",
  other: "something else",
};

/** The same request seen from three places, and what was looked for. */
export function DemoProofs() {
  const { evidence, proofs } = useDemo();
  if (evidence === null) return null;
  const { inside, received, recorded } = evidence;
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-small">
        <Place name="In the container">
          <Code>
            {inside.variable}=<Outside text={inside.value} limit={200} />
          </Code>
        </Place>
        <Place name="At the API">
          <Code>
            {received.method} <Outside text={received.url} limit={200} />
          </Code>
          <span className="text-text2">
            authorization:{" "}
            <span className={received.authorization === "token" ? "text-inject" : "text-danger"}>
              {sent[received.authorization]}
            </span>
          </span>
        </Place>
        <Place name="In the audit">
          {recorded === null ? (
            <span className="text-danger">no record</span>
          ) : (
            <>
              <span className="text-text2">
                record #{recorded.seq},{" "}
                {recorded.injected ? (
                  <span className="text-inject">credential {recorded.credential ?? "–"} was added</span>
                ) : (
                  <span className="text-danger">no credential was added</span>
                )}
              </span>
              <Code>{recorded.hash}</Code>
            </>
          )}
        </Place>
      </dl>
      <ul aria-label="Proofs" aria-live="polite" className="flex flex-col gap-1">
        {proofs.map(({ statement, holds }) => {
          const Icon = holds ? CircleCheck : CircleX;
          return (
            <li key={statement} className="flex items-start gap-2">
              <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${holds ? "text-ok" : "text-danger"}`} />
              <span className={holds ? "text-text" : "text-danger"}>
                {statement}
                <span className="sr-only">: {holds ? "holds" : "does not hold"}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Place({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text3">{name}</dt>
      <dd className="flex min-w-0 flex-col items-start gap-0.5">{children}</dd>
    </>
  );
}

function Code({ children }: { readonly children: ReactNode }) {
  return <code className="max-w-full break-all font-mono text-text">{children}</code>;
}
