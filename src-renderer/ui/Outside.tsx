import { neutralise } from "../format/neutralise.ts";

/** Text that came from a container, a wire or a repository: inert, one line, its direction its own. */
export function Outside({ text, limit }: { readonly text: string | null; readonly limit?: number }) {
  return <bdi>{neutralise(text ?? "–", limit)}</bdi>;
}
