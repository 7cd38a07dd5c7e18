/** Hook events that change what a session is shown to be doing. */
const statusHooks = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
  "Notification",
  "PermissionRequest",
  "Elicitation",
  "ElicitationResult",
  "Stop",
  "SessionEnd",
] as const;

/**
 * Claude Code's managed settings, which the agent cannot change: no dialog before bypass mode, and status hooks. The
 * hook ends well whatever happens: a failing one would be shown to the agent. Its input goes to the proxy, which answers
 * the name clauderon.internal itself.
 */
export function managedSettingsJson(): string {
  const hooks = Object.fromEntries(
    statusHooks.map((event) => [event, [{ hooks: [{ type: "command", command: hookCommand(event), timeout: 5 }] }]]),
  );
  return `${JSON.stringify({ skipDangerousModePermissionPrompt: true, hooks }, null, 2)}\n`;
}

function hookCommand(event: string): string {
  // 48 KiB of the input: the proxy takes 64 KiB, and tool inputs can be of any size.
  return `head -c 49152 | curl -sS -m 3 -o /dev/null -x "$HTTP_PROXY" --data-binary @- http://clauderon.internal/hook/${event} 2>/dev/null || true`;
}
