/** A path that the proxy itself answers with 403: TLS to our leaf is tried, no service is asked, nothing is injected. */
const url = "https://api.anthropic.com/clauderon-doctor";

export interface ToolProbe {
  readonly id: string;
  readonly title: string;
  /** The command that must exist; absent rows are skipped. Null: always run. */
  readonly command: string | null;
  /** POSIX shell; exit code 0 passes. Its last line of output is shown when it fails. */
  readonly script: string;
  readonly passed: string;
  readonly fix: string;
}

const recreate = "Run `clauderon recreate` for the session";
const trusted = "trusts the proxy's CA";
const trust = (command: string, script: string, fix: string): ToolProbe => ({
  id: `trust-${command}`,
  title: `CA trust of ${command}`,
  command,
  script,
  passed: trusted,
  fix,
});

const nodeScript = `fetch("${url}").then(() => process.exit(0), (e) => { console.log(e.cause?.message ?? e.message); process.exit(1); })`;
const pythonScript = `
import urllib.request, urllib.error
try: urllib.request.urlopen("${url}", timeout=15)
except urllib.error.HTTPError: pass
`;
const goProgram = `package main
import ("fmt"; "net/http"; "os")
func main() { if _, err := http.Get("${url}"); err != nil { fmt.Println(err); os.Exit(1) } }
`;

/** Rows of the check inside a container. `fingerprint` is the CA's SHA-256 as keytool prints it. */
export function toolProbes(fingerprint: string): readonly ToolProbe[] {
  return [
    {
      id: "api-key-prompt",
      title: 'No "use this API key?" question',
      command: null,
      script: 'test -z "$ANTHROPIC_API_KEY" || { echo "ANTHROPIC_API_KEY is set"; exit 1; }',
      passed: "no ANTHROPIC_API_KEY inside: the agent does not ask",
      fix: "Take ANTHROPIC_API_KEY out of the image and of --env; the token goes in as CLAUDE_CODE_OAUTH_TOKEN.",
    },
    {
      id: "writable-home",
      title: "No read-only file system where agents write",
      command: null,
      script:
        'mkdir -p "$HOME/.codex" && touch "$HOME/.codex/.doctor" "$HOME/.doctor" && rm "$HOME/.codex/.doctor" "$HOME/.doctor"',
      passed: "home and .codex can be written",
      fix: `Keep Codex's own folder in the home (CODEX_HOME=/workspace/.codex); /etc/clauderon/codex is read-only. ${recreate}.`,
    },
    {
      id: "network-lock",
      title: "No way around the proxy",
      command: null,
      script: 'test "$(tail -n +2 /proc/net/route | wc -l)" -eq 0 || { echo "there is a network route"; exit 1; }',
      passed: "no route but the relay",
      fix: `${recreate} with --network locked.`,
    },
    trust("curl", `curl -sS -m 15 -o /dev/null ${url}`, "Unset CURL_CA_BUNDLE in the image."),
    // 8 says that the server answered with an error, which comes after TLS.
    trust(
      "wget",
      `wget -q -T 15 -t 1 -O /dev/null ${url}; code=$?; [ $code = 0 ] || [ $code = 8 ]`,
      `${recreate}: it needs the mounted CA bundle.`,
    ),
    trust(
      "git",
      `out=$(git ls-remote ${url} 2>&1); echo "$out"; case $out in *403*) ;; *) exit 1;; esac`,
      "Unset http.sslCAInfo in the image's git configuration.",
    ),
    trust(
      "node",
      `node -e '${nodeScript}'`,
      "Keep NODE_EXTRA_CA_CERTS and NODE_USE_ENV_PROXY as the session sets them.",
    ),
    trust(
      "npm",
      `out=$(npm ping --registry ${url}/ --fetch-retries=0 2>&1); echo "$out"; case $out in *E403*) ;; *) exit 1;; esac`,
      "Unset cafile in the image's npm configuration.",
    ),
    trust(
      "python3",
      `python3 -c '${pythonScript}'`,
      "Keep SSL_CERT_FILE; a virtual environment's certifi needs REQUESTS_CA_BUNDLE.",
    ),
    trust("openssl", "openssl verify /etc/clauderon/proxy-ca.pem", `${recreate}: it needs the mounted CA bundle.`),
    trust(
      "go",
      `d=$(mktemp -d) && cd "$d" && printf '%s' '${goProgram}' > main.go && GOCACHE=$d go run main.go`,
      "Keep SSL_CERT_FILE as the session sets it.",
    ),
    trust(
      "cargo",
      `out=$(cargo search x --index sparse+${url}/ 2>&1); echo "$out"; case $out in *403*) ;; *) exit 1;; esac`,
      "Keep CARGO_HTTP_CAINFO as the session sets it.",
    ),
    {
      ...trust(
        "keytool",
        `keytool -list -cacerts -storepass changeit | grep -q '${fingerprint}' || { echo "the CA is not in Java's own store"; exit 1; }`,
        "Java reads only its own store; in the image run `keytool -importcert -cacerts -noprompt -storepass changeit -alias clauderon -file proxy-ca.pem`.",
      ),
      id: "trust-java",
      title: "CA trust of java",
    },
  ];
}
