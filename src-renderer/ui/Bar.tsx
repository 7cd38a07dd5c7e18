import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Prose } from "./Outside.tsx";

const tones = {
  warn: "bg-warn-tint text-warn border-warn/40",
  danger: "bg-danger-tint text-danger border-danger/40",
  plain: "bg-raised text-text2 border-line",
};

/** A line across the screen for as long as its cause lasts. */
export function Bar(props: {
  readonly tone: keyof typeof tones;
  readonly urgent?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div
      role={props.urgent ? "alert" : "status"}
      className={clsx("flex min-h-9 items-center gap-2 border-b px-4 py-1", tones[props.tone])}
    >
      {props.icon}
      <div className="wrap-anywhere min-w-0 flex-1">{props.children}</div>
      {props.action}
    </div>
  );
}

/** A screen, or a part of one, that has nothing to show. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="h-full overflow-auto">
      <div className="flex min-h-full flex-col items-center justify-center gap-2 p-8 text-center">
        <p className="max-w-full break-words text-page text-text">{title}</p>
        {children && <div className="flex max-w-[560px] flex-col items-center gap-3 text-text2">{children}</div>}
      </div>
    </div>
  );
}

/** What failed, its code, and what to do. Only for the area that failed. */
export function Failure({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const { code = "internal", hint = null } = error as Error & { code?: string; hint?: string | null };
  return (
    <div role="alert" className="m-4 rounded-panel border border-danger/40 bg-danger-tint p-3">
      <p className="text-danger">{error.message}</p>
      {hint && (
        <p className="text-text2">
          <Prose text={hint} limit={400} />
        </p>
      )}
      <p className="mt-1 flex items-center gap-2 font-mono text-small text-text3">
        {code}
        {onRetry && (
          <button type="button" className="hit text-accent underline" onClick={onRetry}>
            Retry
          </button>
        )}
        <button
          type="button"
          className="hit text-accent underline"
          onClick={() => void navigator.clipboard.writeText(`${code}: ${error.message} ${hint ?? ""}`)}
        >
          Copy details
        </button>
      </p>
    </div>
  );
}

/** Grey rows in the place of what is on its way; they appear only when it takes a moment. */
export function Loading({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div aria-busy="true" role="status" aria-label="Loading" className="appear flex flex-col gap-2 p-4">
      {Array.from({ length: rows }, (_, row) => 90 - ((row * 17) % 40)).map((width) => (
        <div key={width} className="h-4 rounded-tag bg-hover" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
