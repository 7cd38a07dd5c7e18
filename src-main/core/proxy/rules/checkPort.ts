import { namesHost, type Rule, refuse } from "./rule.ts";

/** Ports other than those of the web are reached only where the user named the host: in a rule, injection or upstream. */
export const checkPort: Rule = ({ request, host }, draft) => {
  if (request.port === 80 || request.port === 443) return null;
  if (namesHost(draft.allowedBy) || host.injections.length > 0 || host.rerouted) return null;
  return refuse(
    "port",
    `Port ${request.port} of ${request.host} is not allowed.`,
    `Allow it in config.toml: [[rule]] host = "${request.host}", port = ${request.port}, action = "allow".`,
  );
};
