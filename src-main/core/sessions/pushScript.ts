/*
 * Pushes $BRANCH of $CLONE to $REMOTE. Git reads no configuration of the clone when it pushes: an address rewritten there
 * would send the branch elsewhere. A bare repository that was made a moment ago borrows the clone's objects. Afterwards
 * the clone is told where its branch is, which is how it is known to be pushed.
 */
export const pushScript = `
set -e
run() {
  git -c safe.directory='*' -c core.hooksPath=/dev/null -c core.fsmonitor=false "$@"
}
cd -- "$CLONE"
commit="$(run rev-parse --verify --quiet "refs/heads/$BRANCH^{commit}")" || {
  echo "fatal: the clone has no branch $BRANCH" >&2
  exit 3
}
objects="$(realpath "$(run rev-parse --git-path objects)")"
shallow="$(run rev-parse --git-path shallow)"
run init --quiet --bare --template= --object-format="$(run rev-parse --show-object-format)" /tmp/push
printf '%s\\n' "$objects" >/tmp/push/objects/info/alternates
if [ -f "$shallow" ]; then cp "$shallow" /tmp/push/shallow; fi
run -c protocol.allow=never -c protocol.https.allow=always -c protocol.http.allow=always -C /tmp/push \\
  push --porcelain --no-progress --no-verify "$REMOTE" "$commit:refs/heads/$BRANCH"
run update-ref "refs/remotes/origin/$BRANCH" "$commit"
`;
