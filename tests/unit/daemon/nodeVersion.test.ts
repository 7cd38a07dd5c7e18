import { describe, expect, it } from "vitest";
import { requireNode } from "../../../src-main/nodeVersion.ts";

describe("the daemon's Node", () => {
  it.each(["22.19.0", "22.20.1", "24.0.0", "26.3.0"])("may be %s", (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(["18.20.0", "20.20.2", "22.18.9", "22.2.0"])("must not be %s, and the error says what to do", (version) => {
    expect(() => requireNode(version)).toThrow(expect.objectContaining({ code: "usage", hint: expect.any(String) }));
  });
});
