import { type Rule, refuse } from "./rule.ts";

/** A body that had to be looked at and could not be read for certain is not sent. */
export const checkBody: Rule = ({ request: { body } }) => {
  if (body === null || body === "unseen" || body.kind !== "undecidable") return null;
  return refuse(
    "undecidable-body",
    `What this request would do cannot be told: ${body.reason}.`,
    "Send it in its usual form, or ask the user for a rule that allows it.",
  );
};
