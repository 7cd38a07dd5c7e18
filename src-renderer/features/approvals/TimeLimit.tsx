import { useSettings } from "../settings/useSettings.ts";
import { spanText } from "./words.ts";

/** How long a held request waits, and where that is set. */
export function TimeLimit() {
  const limit = useSettings()?.find(({ key }) => key === "approvals.timeout_seconds");
  if (!limit) return null;
  return (
    <p className="min-w-0 truncate text-small text-text3 max-[800px]:hidden">
      A held request waits {spanText(Number(limit.value) * 1000)}, then it counts as denied.{" "}
      <span className="font-mono">[approvals] timeout_seconds</span>,{" "}
      {limit.line === null ? "30 to 1800, sets it in config.toml" : `config.toml line ${limit.line}`}.
    </p>
  );
}
