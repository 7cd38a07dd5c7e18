import type { ServerResponse } from "node:http";
import type { ProxyRequest } from "../exchange.ts";
import type { ProxyState } from "../proxyState.ts";
import { namesPush } from "../rules/github/place.ts";
import { hostPolicy } from "../rules/hostPolicy.ts";
import { PathReadings } from "../rules/pathReadings.ts";
import type { SessionState } from "../sessionState.ts";
import { learnRepository } from "./learnRepository.ts";
import { askForWholePacks } from "./wholePacks.ts";

/** What an answer has to say for requests after it to be decided: how packs are sent, and what repositories are called. */
export function prepareAnswer(
  { policy }: ProxyState,
  session: SessionState,
  request: ProxyRequest,
  response: ServerResponse,
): void {
  if (hostPolicy(policy, request.host, request.port).service !== "github") return;
  const pushes = request.method === "GET" && namesPush(request, new PathReadings(request.target));
  if (pushes) askForWholePacks(response);
  else learnRepository(request, response, session.ownRepositoryIds);
}
