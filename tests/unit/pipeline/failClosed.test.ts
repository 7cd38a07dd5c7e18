import { expect, test } from "vitest";
import type { ProxyRequest } from "../../../src-main/core/proxy/exchange.ts";
import { decide } from "../../../src-main/core/proxy/pipeline.ts";
import { makeRequest, policyFrom } from "../../helpers/policy.ts";

const url = "https://api.anthropic.com/v1/messages";
const bearer: [string, string] = ["Authorization", "Bearer sk-ant-oat01-clauderon-proxy-placeholder"];

test.each<keyof ProxyRequest>(["target", "headers", "accessMode", "upgrade"])(
  "a rule that throws at a request's %s refuses the request, with nothing injected",
  (field) => {
    const request = makeRequest("POST", url, { headers: [bearer] });
    expect(decide(request, policyFrom())).toMatchObject({ decision: "allow", injections: [expect.anything()] });
    const broken = Object.defineProperty({ ...request }, field, {
      get() {
        throw new TypeError("planted");
      },
    });
    const throwing = (): unknown => decide(broken, policyFrom());
    if (field === "headers") expect(throwing).toThrow("planted");
    else expect(throwing()).toMatchObject({ decision: "deny", rule: "internal-error", injections: [], headers: [] });
  },
);
