# Programs of the system, the container engine, and the images that sessions run in.

can_install() {
  [ "$(uname -s)" = Linux ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1
}

# apt_install PACKAGE...: RUNLEVEL=1 keeps packages from starting their services; we start what we need.
apt_install() {
  step "reading package lists" apt-get update
  step "installing $*" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y --no-install-recommends "$@"
}

install_system_packages() {
  missing=
  for program in git curl jq debootstrap openssl; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
  done
  [ -s /etc/ssl/certs/ca-certificates.crt ] || [ "$(uname -s)" != Linux ] || missing="$missing ca-certificates"
  command -v npm >/dev/null 2>&1 || missing="$missing npm"
  if can_install; then
    # shellcheck disable=SC2086 # a list of words
    [ -z "$missing" ] || apt_install $missing
  else
    command -v git >/dev/null 2>&1 || die "git is missing: install it, then run this again."
  fi
}

# The app's tests drive the system's own browser.
install_browser() {
  if [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ]; then return; fi
  can_install || die "The tests of the app need Chromium: install it and name it in CHROMIUM, or run this as root on Debian."
  apt_install chromium fonts-liberation
}

install_bench_packages() {
  missing=
  command -v squid >/dev/null 2>&1 || missing="$missing squid-openssl"
  command -v mitmdump >/dev/null 2>&1 || missing="$missing mitmproxy"
  [ -n "$missing" ] || return 0
  can_install || die "The comparison needs$missing: install them, or run this as root on Debian."
  # shellcheck disable=SC2086
  apt_install $missing
}

engine_answers() {
  node scripts/engineInfo.ts >"$logs/engine.txt" 2>&1
}

# Where no engine answers: on Linux as root it is installed and started, elsewhere that is the user's to do.
ensure_engine() {
  if ! engine_answers; then
    if [ -n "${DOCKER_HOST:-}" ]; then die "$(cat "$logs/engine.txt")"; fi
    case $(uname -s) in
    Darwin) die "No container engine answers: start Docker Desktop (or another engine with Docker's API), then run this again." ;;
    esac
    [ "$(id -u)" -eq 0 ] || die "No container engine answers: install and start Docker (Debian: apt install docker.io), add yourself to the group docker, then run this again."
    install_engine
    start_engine
    engine_answers || die "$(cat "$logs/engine.txt")"
  fi
  say "engine: $(cat "$logs/engine.txt")"
}

install_engine() {
  if command -v dockerd >/dev/null 2>&1; then return; fi
  can_install || die "No container engine: install Docker, then run this again."
  apt_install docker.io iptables
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    step "starting the container engine" systemctl start docker
    return
  fi
  engine_log=$logs/dockerd.log
  say "No container engine runs: starting dockerd (log: $engine_log). It keeps running when this ends."
  step "starting dockerd" start_dockerd "$engine_log"
}

# Overlay file systems cannot be used everywhere, for example inside another container; vfs is slow but always works.
start_dockerd() {
  if launch_dockerd "$1"; then return; fi
  cat "$1"
  grep -Eqi 'overlay|graphdriver|storage.driver' "$1" || return 1
  echo "dockerd ended because of its storage driver: trying vfs."
  launch_dockerd "$1" --storage-driver vfs || { cat "$1"; return 1; }
}

# launch_dockerd LOG OPTION...: a session of its own, so that Ctrl-C here does not end the engine.
launch_dockerd() {
  launch_log=$1
  shift
  # Left behind by an engine that was cut off; dockerd would take any process of that number for itself.
  grep -q dockerd "/proc/$(cat /var/run/docker.pid 2>/dev/null)/comm" 2>/dev/null || rm -f /var/run/docker.pid
  setsid dockerd "$@" >"$launch_log" 2>&1 </dev/null &
  dockerd_pid=$!
  waited=0
  while [ "$waited" -lt 60 ]; do
    if engine_answers; then return 0; fi
    kill -0 "$dockerd_pid" 2>/dev/null || return 1
    sleep 1
    waited=$((waited + 1))
  done
  echo "dockerd did not answer within 60 seconds."
  kill "$dockerd_pid" 2>/dev/null
  return 1
}

ensure_images() {
  step "building the agent image" node scripts/ensureImages.ts
  say "image: $(tail -n 1 "$step_log")"
}
