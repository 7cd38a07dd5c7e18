import type { Preset } from "../../../src-shared/model/policy.ts";

/** What each preset means, in words; the rules themselves read `policy.preset`. */
export const presets: readonly {
  readonly name: Preset;
  readonly summary: string;
  readonly effects: readonly string[];
}[] = [
  {
    name: "open",
    summary: "Everything passes but what would give a secret away.",
    effects: [
      "Any host may be reached, on ports 80 and 443.",
      "Calls that create lasting credentials pass, but for those outside the allow-lists of Anthropic and ChatGPT.",
      "GitHub calls are not limited to the session's own repositories.",
      "Placeholders still go to their own hosts only, and a session's access mode still holds.",
    ],
  },
  {
    name: "balanced",
    summary: "Any host, but no call that outlives the session and no repository but its own.",
    effects: [
      "Any host may be reached, on ports 80 and 443.",
      "Calls of the built-in catalogue, which create lasting credentials or access, are refused.",
      "GitHub changes, and the GitHub token, are for the session's own repositories; pushes may not touch workflows.",
      "A rule that names the host, or `[policy] ask` and `allow`, make exceptions.",
    ],
  },
  {
    name: "strict",
    summary: "Only the model's own services, and what a rule allows.",
    effects: [
      "Hosts of models that agents think with may be reached, by their usual calls.",
      "Every other host needs a rule that allows it.",
      "All that `balanced` refuses is refused.",
    ],
  },
];
