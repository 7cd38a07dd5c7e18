import { isPush } from "../../inspection/whatToInspect.ts";
import { namesHost, type Rule, refuse } from "../rule.ts";

/**
 * A workflow runs with the repository's secrets after the session, so no push may bring or change one. Which branches
 * may be pushed to is for the access mode.
 */
export const checkPush: Rule = (facts, draft) => {
  const { request, host } = facts;
  if (request.host !== "github.com" || host.preset === "open" || namesHost(draft.allowedBy) || !isPush(facts))
    return null;
  const { body } = request;
  if (body === "unseen") return null;
  if (body?.kind !== "push") {
    return refuse("push-unread", "This push was not looked at, so it is not sent.", "Push as git does, over HTTPS.");
  }
  if (body.workflows === null) return null;
  return refuse(
    "github-workflows",
    `This push could change a workflow, which runs with the repository's secrets after this session: ${body.workflows}.`,
    "Leave .github as it was, or ask the user to push it, or to allow it by a rule for this path.",
  );
};
