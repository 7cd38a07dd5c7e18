import type { Policy } from "../../policy.ts";
import type { ProxyRequest } from "../exchange.ts";
import { hostPolicy } from "./hostPolicy.ts";
import { PathReadings } from "./pathReadings.ts";
import type { Facts } from "./rule.ts";

export function factsOf(request: ProxyRequest, policy: Policy): Facts {
  return {
    request,
    host: hostPolicy(policy, request.host, request.port),
    path: new PathReadings(request.target),
    names: request.headers.map(([name]) => name.toLowerCase()),
  };
}
