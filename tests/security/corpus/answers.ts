import { type Answer, type AttackCase, secretForms } from "./case.ts";

const answer = (title: string, parts: Answer): AttackCase => ({
  class: "answers",
  title,
  attack: { kind: "answer", answer: parts },
  outcome: "defused",
});

const codings = ["gzip", "br", "zstd", "deflate", "gzip, br"] as const;

/** A service that echoes what it got, or is made to: the value must not come back in any way of writing it. */
export const answerCases: readonly AttackCase[] = [
  ...secretForms.map((form) => answer(`An answer's body holds the value ${form}`, { form, place: "body" })),
  ...secretForms.map((form) =>
    answer(`An answer's body holds the value ${form}, one byte at a time`, { form, place: "body", pieces: 1 }),
  ),
  ...secretForms.map((form) =>
    answer(`An event stream holds the value ${form}, cut in pieces of seven bytes`, {
      form,
      place: "event",
      pieces: 7,
    }),
  ),
  ...secretForms
    // A field has no line ends and no NUL.
    .filter((form) => form !== "base64 in lines" && form !== "UTF-16")
    .map((form) => answer(`An answer's header holds the value ${form}`, { form, place: "header" })),
  ...codings.flatMap((coding) =>
    (["raw", "base64 one off", "whole header", "base64 in lines"] as const).map((form) =>
      answer(`A body in ${coding} holds the value ${form}`, { form, place: "body", coding, pieces: 5 }),
    ),
  ),
  ...(["raw", "base64", "hex"] as const).map((form) =>
    answer(`A trailer holds the value ${form}`, { form, place: "trailer" }),
  ),
  answer("The status line holds the value", { form: "raw", place: "status" }),
  ...[201, 400, 401, 403, 404, 500].map((status) =>
    answer(`An answer with status ${status} holds the value`, { form: "raw", place: "body", status }),
  ),
  answer("A redirect's address holds the value", { form: "percent-encoded", place: "header", status: 302 }),
];
