import type { ReactNode } from "react";
import { go } from "../../state/route.ts";

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-text3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** A name that leads to what it names, in this app. */
export function Link({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a
      className="hit inline-block break-all font-mono text-small text-accent underline"
      href={href}
      onClick={(event) => {
        event.preventDefault();
        go(href);
      }}
    >
      {children}
    </a>
  );
}
