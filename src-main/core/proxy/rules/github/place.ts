import type { ProxyRequest } from "../../exchange.ts";
import type { PathReadings } from "../pathReadings.ts";

/** What a request at GitHub is about. */
export interface GithubPlace {
  readonly kind: "git" | "rest" | "graphql" | "other";
  /** "owner/name" in lower case; null when it names none, or more than one reading does. */
  readonly repository: string | null;
  /** Segments after the repository's. */
  readonly rest: readonly string[];
}

const gitEnds = new Set(["git-upload-pack", "git-receive-pack"]);

/** Null for other hosts. Every reading of the path has to say the same, else the repository is not known. */
export function githubPlace({ host }: Pick<ProxyRequest, "host">, path: PathReadings): GithubPlace | null {
  if (host !== "api.github.com" && host !== "github.com") return null;
  const places = path.readings.map((segments) => (host === "github.com" ? web(segments) : api(segments)));
  const [first] = places as [GithubPlace];
  if (places.every(({ repository, kind }) => repository === first.repository && kind === first.kind)) return first;
  return { ...first, repository: null };
}

function web(segments: readonly string[]): GithubPlace {
  const [owner, name, ...rest] = segments.map((segment) => segment.toLowerCase());
  const repository = owner && name ? `${owner}/${name.replace(/\.git$/, "")}` : null;
  const end = rest.at(-1) ?? "";
  const git =
    rest.length > 0 && (gitEnds.has(end) || (rest[0] === "info" && (rest[1] === "refs" || rest[1] === "lfs")));
  return { kind: git ? "git" : "other", repository, rest };
}

function api(segments: readonly string[]): GithubPlace {
  const [first, owner, name, ...rest] = segments.map((segment) => segment.toLowerCase());
  if (first === "graphql" && segments.filter((segment) => segment !== "").length === 1)
    return { kind: "graphql", repository: null, rest: [] };
  if (first === "repos" && owner && name) return { kind: "rest", repository: `${owner}/${name}`, rest };
  return { kind: "rest", repository: null, rest: segments.filter((segment) => segment !== "") };
}

/** Repositories of the session's workspace at GitHub, as "owner/name". */
export function ownRepositories({ workspace }: Pick<ProxyRequest, "workspace">): readonly string[] {
  const prefix = "github.com/";
  return (workspace?.repositories ?? []).flatMap((it) => (it.startsWith(prefix) ? [it.slice(prefix.length)] : []));
}

/** Does the request announce or carry a push? */
export function namesPush(request: Pick<ProxyRequest, "target">, path: PathReadings): boolean {
  if (path.readings.some((segments) => segments.includes("git-receive-pack"))) return true;
  const query = request.target.indexOf("?");
  if (query === -1) return false;
  return new URLSearchParams(request.target.slice(query + 1)).getAll("service").includes("git-receive-pack");
}
