import { neutralise } from "../format/neutralise.ts";

/** Text that came from a container, a wire or a repository: inert, one line, its direction its own. */
export function Outside({ text, limit }: { readonly text: string | null; readonly limit?: number }) {
  return <bdi>{neutralise(text ?? "–", limit)}</bdi>;
}

/** A sentence of ours in which what can be pasted into a shell stands between backticks, as the command line has it. */
export function Prose({ text, limit }: { readonly text: string | null; readonly limit?: number }) {
  let at = 0;
  return neutralise(text ?? "–", limit)
    .split("`")
    .map((part) => {
      const key = at++;
      return key % 2 === 1 ? (
        <code key={key} className="rounded-tag bg-active px-1 text-small text-text">
          <bdi>{part}</bdi>
        </code>
      ) : (
        <bdi key={key}>{part}</bdi>
      );
    });
}
