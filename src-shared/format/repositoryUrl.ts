/** What a person has typed or pasted for a repository. */
export type RepositoryGiven =
  /** Not an address: the path of a folder, or nothing that could be one. */
  | { readonly kind: "path" }
  /** An address that a session can be cloned from. */
  | { readonly kind: "url"; readonly url: string /** Of the repository, without ".git". */; readonly name: string }
  | {
      readonly kind: "refused";
      /** What is wrong, in one sentence, without what was given. */
      readonly problem: string;
      /** What to do, in one more. */
      readonly hint: string;
      /** The address without what must not be in it; null where there is none. */
      readonly without: string | null;
    };

const longest = 2048;
/** Read by this alone: parsers of addresses differ, and mend what they should not. */
const https = /^https:\/\/([^/:?#]*)(?::([0-9]{1,5}))?(\/[^?#]*)?([?#].*)?$/i;
const host = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** No segment begins with a dash or goes up, and of what is encoded only spaces and letters beyond ASCII pass. */
const path = /^(?:\/(?!-|\.{1,2}(?:\/|$))(?:[A-Za-z0-9._~+@!-]|%20|%[89A-Fa-f][0-9A-Fa-f])+)+$/;
/** `[user@]host:path`, as git and GitHub write addresses of SSH. */
const scpLike = /^(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*):(?!:)\/?([^\s:]+)$/;
/** A host that can only be one, and an owner's repository on it. */
const bare = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\/[^\s/]+\/[^\s]+$/;

/**
 * Understands `https://`, `ssh://`, `git@host:owner/name` and `host/owner/name`, and turns all of them into HTTPS. Every
 * other way of git to a repository is refused: some run programs, some read this machine's files, some are in the clear.
 */
export function readRepositoryGiven(given: string): RepositoryGiven {
  const text = given.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return readWithoutScheme(text);
  if (scheme === "https") return readHttps(text);
  if (scheme === "http" || scheme === "git") {
    return refused(`${scheme}:// carries a repository in the clear, where anybody on the way can change it.`, useHttps);
  }
  if (scheme === "ssh" || scheme === "git+ssh") return readSsh(text);
  return refused(`A repository cannot be cloned by ${scheme}://.`, useHttps);
}

const useHttps = "Use its https:// address.";

function readWithoutScheme(text: string): RepositoryGiven {
  // git's transport helpers (`ext::sh -c …`) run programs.
  if (/^[A-Za-z0-9+.-]+::/.test(text)) return refused("An address with :: runs a program.", useHttps);
  // One letter before a colon is a drive of Windows.
  if (/^(?:[/~.\\]|[A-Za-z]:)/.test(text)) return { kind: "path" };
  const [, name, rest] = scpLike.exec(text) ?? [];
  if (name !== undefined && (text.includes("@") || name.includes("."))) return readHttps(`https://${name}/${rest}`);
  return bare.test(text) ? readHttps(`https://${text}`) : { kind: "path" };
}

/** The port of SSH says nothing about HTTPS, and its user is no secret. */
function readSsh(text: string): RepositoryGiven {
  const [, authority, rest] = /^[a-z+]+:\/\/(?:[A-Za-z0-9._-]+@)?([^/@:]+)(?::\d+)?(\/.*)$/i.exec(text) ?? [];
  return authority === undefined ? noAddress : readHttps(`https://${authority}${rest}`);
}

function readHttps(text: string): RepositoryGiven {
  if (text.length > longest) return refused(`An address has at most ${longest} characters.`, useHttps);
  const user = /^https:\/\/[^/?#]*@/i.exec(text);
  if (user) {
    const without = readHttps(`https://${text.slice(user[0].length)}`);
    return {
      kind: "refused",
      problem: "The address holds a user name or a password, which must not be in a session.",
      hint: "Leave it away: the proxy adds your credential where a rule allows.",
      without: without.kind === "url" ? without.url : null,
    };
  }
  const [, hostName = "", port = "443", rest = "", query] = https.exec(text) ?? [];
  const place = hostName.toLowerCase() + (Number(port) === 443 ? "" : `:${Number(port)}`);
  const where = rest.replace(/\/+$/, "");
  if (!host.test(hostName.toLowerCase()) || Number(port) > 65_535 || Number(port) === 0) return noAddress;
  const segments = where.split("/").slice(1);
  const [owner, name] = segments;
  if (place === "github.com" && segments.length !== 2) {
    if (!owner || !name) return refused("The address names no repository.", "Use https://github.com/OWNER/NAME.");
    return refused("The address is of a page of the repository.", `Use ${named(`https://${place}/${owner}/${name}`)}.`);
  }
  if (!path.test(where)) return noAddress;
  const url = `https://${place}${where}`;
  if (query !== undefined) return refused("The address of a repository has no ? and no #.", `Use ${url}.`);
  return { kind: "url", url, name: (segments.at(-1) ?? "").replace(/\.git$/, "") };
}

const named = (url: string): string => (readHttps(url).kind === "url" ? url : "https://HOST/OWNER/NAME");

const refused = (problem: string, hint: string): RepositoryGiven => ({
  kind: "refused",
  problem,
  hint,
  without: null,
});

const noAddress = refused("That is no address of a repository.", "Use https://HOST/OWNER/NAME.");
