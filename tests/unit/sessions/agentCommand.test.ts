import { expect, test } from "vitest";
import { agentCommand } from "../../../src-main/core/sessions/agentCommand.ts";

const skip = "--dangerously-skip-permissions";
const bypass = "--dangerously-bypass-approvals-and-sandbox";

test.each([
  ["claude", "interactive", null, ["claude", skip]],
  ["claude", "interactive", "do it", ["claude", skip, "do it"]],
  ["claude", "print", "do it", ["claude", skip, "--print", "--verbose", "do it"]],
  ["claude", "print", "--help", ["claude", skip, "--print", "--verbose", "--", "--help"]],
  ["claude", "interactive", "'; rm -rf / #\n$(x)", ["claude", skip, "'; rm -rf / #\n$(x)"]],
  ["codex", "interactive", "-p", ["codex", bypass, "--", "-p"]],
  ["codex", "print", "do it", ["codex", "exec", "--skip-git-repo-check", bypass, "do it"]],
  ["gemini", "print", "-x", ["gemini", "--yolo", "--prompt=-x"]],
  ["shell", "print", "-x; echo", ["sh", "-c", "-x; echo"]],
] as const)("%s %s with %j", (agent, mode, prompt, expected) => {
  expect(agentCommand(agent, mode, prompt)).toEqual(expected);
});
