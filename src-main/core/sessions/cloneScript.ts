import { knownRefs } from "./workspace.ts";

/** How the script below ends where git itself has nothing to say. */
export const cloneExit = { noCommit: 10, noBase: 11 } as const;

/** Longer than any server is silent while it prepares a pack. */
const silentSeconds = 180;

/*
 * Clones $URL into $CLONE, on $BRANCH from $BASE (a branch, tag or commit there; empty: the remote's default). Nothing
 * but HTTPS, no hooks, no templates, no submodules; the session's secret is sent at once, not after a refusal on record.
 * No redirects either: a server could name another repository, which the user never asked for.
 * Where git fails, the last answers that it got are told on standard output: it does not print who refused.
 */
export const cloneScript = `
set -u
export GIT_TRACE_CURL=/tmp/trace GIT_TRACE_CURL_NO_DATA=1
run() {
  git -c protocol.allow=never -c protocol.https.allow=always -c core.hooksPath=/dev/null -c core.fsmonitor=false \\
    -c http.followRedirects=false -c http.proxyAuthMethod=basic -c http.lowSpeedLimit=1 -c http.lowSpeedTime=${silentSeconds} "$@"
}
failed() {
  grep -a -o -i -E 'Recv header: *(HTTP/[0-9.]+ [0-9]{3}|x-clauderon-denied: [a-z0-9.-]{1,64}|location: [!-~]{1,500})' \\
    /tmp/trace | tail -n 40
  exit 1
}
commit() {
  run rev-parse --verify --quiet --end-of-options "$1^{commit}"
}
# A commit is in no list of branches and tags: it is looked for among what came.
case "$BASE" in
  *[!0-9a-f]* | ? | ?? | ??? | ???? | ????? | ??????) set -- "--branch=$BASE" ;;
  *) set -- ;;
esac
run clone --progress --no-checkout --no-recurse-submodules --template= "$@" -- "$URL" "$CLONE" || failed
cd -- "$CLONE" || exit 1
unset GIT_TRACE_CURL
if [ -z "$BASE" ]; then
  base="$(commit HEAD)" || exit ${cloneExit.noCommit}
else
  base="$(commit "refs/remotes/origin/$BASE")" || base="$(commit "refs/tags/$BASE")" || base="$(commit "$BASE")" ||
    exit ${cloneExit.noBase}
fi
set -e
run checkout --progress --no-track -b "$BRANCH" "$base"
git for-each-ref --format='create ${knownRefs}/%(refname:lstrip=2) %(objectname)' refs/tags | git update-ref --stdin
`;
