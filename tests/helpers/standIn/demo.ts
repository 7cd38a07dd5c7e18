import { type DemoEvent, demoSteps } from "../../../src-shared/model/demo.ts";

const variable = "CLAUDE_CODE_OAUTH_TOKEN";
const placeholder = "sk-ant-oat01-clauderon-proxy-placeholder";
const statements = [
  `The container's ${variable} is the placeholder`,
  "Its environment, command, mounts and labels do not hold the token",
  "Nor does its file system (1.3 GB searched)",
  "Nor do its home, the audit and the logs (0.8 MB searched)",
  "The API was asked 4 times, and saw the token only",
  "The audit record says that the proxy put it in",
];

/** A whole demonstration, as a core tells it. `failing`: the number of a statement that is not true. */
export function demoEvents(options: { readonly failing?: number; readonly said?: string } = {}): readonly DemoEvent[] {
  const proofs = statements.map((statement, at) => ({ statement, holds: at !== options.failing }));
  const between: Partial<Record<(typeof demoSteps)[number], DemoEvent[]>> = {
    image: [{ type: "progress", text: "installing programs", fraction: 0.4 }],
    agent: [{ type: "said", text: options.said ?? `The command printed: ${variable}=${placeholder}\n` }],
    proofs: [
      {
        type: "evidence",
        evidence: {
          inside: { variable, value: placeholder },
          received: {
            requests: 4,
            method: "POST",
            url: "https://api.anthropic.com/v1/messages",
            authorization: "token",
          },
          recorded: { seq: 4, credential: "anthropic", injected: true, hash: "3f9a1c".repeat(11).slice(0, 64) },
        },
      },
      ...proofs.map((proof): DemoEvent => ({ type: "proof", proof })),
    ],
  };
  return [
    ...demoSteps.flatMap((step): DemoEvent[] => [{ type: "step", step }, ...(between[step] ?? [])]),
    { type: "end", holds: proofs.every(({ holds }) => holds) },
  ];
}
