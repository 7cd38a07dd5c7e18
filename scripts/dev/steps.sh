# Steps that may take long: progress while they run, the end of their log when they fail.

quiet=

say() {
  [ -n "$quiet" ] || printf '%s\n' "$*" >&2
}

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# step TITLE COMMAND...: runs the command with its output in a log file, and fails the script when it fails.
step() {
  title=$1
  shift
  step_log=$logs/$(printf %s "$title" | tr -c 'A-Za-z0-9\n' '-').log
  started=$(date +%s)
  {
    export NO_COLOR=1
    "$@"
  } >"$step_log" 2>&1 </dev/null &
  step_pid=$!
  trap 'kill "$step_pid" 2>/dev/null; exit 130' INT TERM
  if [ -t 2 ]; then spin; else report; fi
  if wait "$step_pid"; then
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
    say "done: $title ($(elapsed))"
  else
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
    printf 'dev: failed: %s. The end of %s:\n' "$title" "$step_log" >&2
    tail -n 30 "$step_log" | sed 's/^/  | /' >&2
    exit 1
  fi
  trap - INT TERM
}

elapsed() {
  echo "$(($(date +%s) - started)) s"
}

running() {
  kill -0 "$step_pid" 2>/dev/null
}

last_line() {
  tail -n 1 "$step_log" 2>/dev/null | tr -cd '[:print:]' | cut -c "1-$1"
}

# On a terminal: one line that is drawn again, with what the step printed last.
spin() {
  # shellcheck disable=SC1003 # a backslash, no quote
  wheel='|/-\'
  while running; do
    rest=${wheel#?}
    turn=${wheel%"$rest"}
    wheel=$rest$turn
    printf '\r\033[K%s %s (%s) %s' "$turn" "$title" "$(elapsed)" "$(last_line 50)" >&2
    sleep 0.2
  done
}

# Elsewhere: a line at the start, and one every 15 seconds. The first polls are close together for short steps.
report() {
  [ -n "$quiet" ] || printf '%s ...\n' "$title" >&2
  polls=0
  while running; do
    polls=$((polls + 1))
    if [ "$polls" -le 20 ]; then sleep 0.1; else sleep 1; fi
    if [ "$polls" -gt 20 ] && [ $(((polls - 20) % 15)) -eq 0 ]; then
      printf '  ... %s (%s) %s\n' "$title" "$(elapsed)" "$(last_line 80)" >&2
    fi
  done
}
