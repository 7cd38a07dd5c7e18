import { Lock } from "lucide-react";
import { useSettings } from "./useSettings.ts";

/** What config.toml says of some keys: shown and locked, because the app only reads that file. */
export function ConfigValues({ of: beginnings }: { readonly of: readonly string[] }) {
  const settings = useSettings();
  const shown = settings?.filter(({ key }) => beginnings.some((beginning) => key.startsWith(beginning)));
  if (!shown) return <p className="text-text3">–</p>;
  return (
    <dl className="flex flex-col gap-2">
      {shown.map(({ key, value, about, line, atStart }) => (
        <div key={key} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
          <dt className="min-w-0">
            <span className="break-all font-mono text-small">{key}</span>
            <span className="block text-small text-text3">
              {about}
              {atStart && "; a change needs a restart of the core"}
            </span>
          </dt>
          <dd className="flex min-w-0 flex-col items-end">
            <span className="flex items-center gap-1.5 font-mono text-small">
              {line !== null && <Lock size={11} aria-hidden className="text-text3" />}
              <span className="max-w-56 truncate" title={value}>
                {value}
              </span>
            </span>
            <span className="text-small text-text3">
              {line === null ? "default" : `locked by config.toml line ${line}`}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
