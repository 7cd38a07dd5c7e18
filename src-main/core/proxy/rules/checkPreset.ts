import { type Rule, refuse } from "./rule.ts";

/** In preset `strict` a session reaches the model's own services, and else only what a rule of the user's allows. */
export const checkPreset: Rule = ({ request, host }, draft) => {
  if (host.preset !== "strict" || host.model || draft.allowedBy !== null) return null;
  return refuse(
    "preset-strict",
    `The policy is "strict", and no rule allows ${request.host}.`,
    `The user can allow it in config.toml: [[rule]] host = "${request.host}", action = "allow".`,
  );
};
