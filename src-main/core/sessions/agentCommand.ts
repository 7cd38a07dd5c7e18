import type { Agent, SessionMode } from "../../../src-shared/model/session.ts";

/**
 * The agent's command line. A prompt is always one argument, never shell text; after `--`, one that begins with a dash
 * is no option.
 */
export function agentCommand(agent: Agent, mode: SessionMode, prompt: string | null): string[] {
  const print = mode === "print";
  const text = prompt ?? "";
  switch (agent) {
    case "claude":
      return [
        "claude",
        "--dangerously-skip-permissions",
        ...(print ? ["--print", "--verbose"] : []),
        ...argument(text),
      ];
    case "codex":
      return [
        "codex",
        ...(print ? ["exec", "--skip-git-repo-check"] : []),
        // The container is the sandbox; Codex's own needs rights that it does not have.
        "--dangerously-bypass-approvals-and-sandbox",
        ...argument(text),
      ];
    case "gemini":
      if (print) return ["gemini", "--yolo", `--prompt=${text}`];
      return ["gemini", "--yolo", ...(text ? [`--prompt-interactive=${text}`] : [])];
    case "shell":
      return text ? ["sh", "-c", text] : ["sh", "-lc", 'exec "$(command -v bash || command -v sh)" -l'];
  }
}

function argument(prompt: string): string[] {
  if (!prompt) return [];
  return prompt.startsWith("-") ? ["--", prompt] : [prompt];
}
