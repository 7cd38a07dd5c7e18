import type { BenignCase } from "./case.ts";

const get = (url: string, title: string, more: Partial<BenignCase> = {}): BenignCase => ({
  title,
  method: "GET",
  url,
  ...more,
});
const post = (url: string, title: string, body: string, more: Partial<BenignCase> = {}): BenignCase => ({
  title,
  method: "POST",
  url,
  body,
  ...more,
});
const json = [["Content-Type", "application/json"]] as const;
const git = "https://github.com/acme/harbor.git";
const message = JSON.stringify({
  model: "claude-sonnet-5",
  max_tokens: 8,
  messages: [{ role: "user", content: "hi" }],
});

/** What agents and their tools do all day. */
export const benignCases: readonly BenignCase[] = [
  post("https://api.anthropic.com/v1/messages?beta=true", "asks a model", message, {
    credential: "anthropic",
    headers: json,
  }),
  post(
    "https://api.anthropic.com/v1/messages",
    "asks a model about `rm -rf /` and sk-ant keys",
    JSON.stringify({ text: "sk-ant-api03 rm -rf / <script>" }),
    { credential: "anthropic", headers: json },
  ),
  post("https://api.anthropic.com/v1/messages", "asks a model with its probe's headers", message, {
    credential: "anthropic",
    headers: [
      ...json,
      ["x-claude-code-request-class", "auxiliary"],
      ["anthropic-version", "2023-06-01"],
      ["x-stainless-retry-count", "0"],
    ],
  }),
  post("https://api.anthropic.com/v1/messages/count_tokens", "counts tokens", message, {
    credential: "anthropic",
    headers: json,
  }),
  get("https://api.anthropic.com/v1/models", "lists models", { credential: "anthropic" }),
  get("https://api.anthropic.com/v1/models/claude-sonnet-5", "asks about a model", { credential: "anthropic" }),
  get("https://api.anthropic.com/api/claude_code/settings", "reads its managed settings", { credential: "anthropic" }),
  get("https://api.anthropic.com/api/claude_code/policy_limits", "reads its limits", { credential: "anthropic" }),
  get("https://api.anthropic.com/api/claude_cli/bootstrap?entrypoint=cli&model=x", "starts up", {
    credential: "anthropic",
  }),
  post("https://api.openai.com/v1/responses", "asks Codex's model", message, { credential: "openai", headers: json }),
  post("https://api.openai.com/v1/chat/completions", "asks a chat model", message, {
    credential: "openai",
    headers: json,
  }),
  post("https://api.openai.com/v1/embeddings", "makes embeddings", '{"input":"x"}', {
    credential: "openai",
    headers: json,
  }),
  get("https://api.openai.com/v1/models", "lists the other models", { credential: "openai" }),
  post("https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent", "asks Gemini", "{}", {
    credential: "gemini",
    headers: json,
  }),
  post(
    "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
    "streams from Gemini",
    "{}",
    { credential: "gemini", headers: json },
  ),
  get("https://generativelanguage.googleapis.com/v1beta/models", "lists Gemini's models", { credential: "gemini" }),
  ...[
    "/user",
    "/rate_limit",
    "/repos/acme/harbor",
    "/repos/acme/harbor/pulls?state=open&per_page=100",
    "/repos/acme/harbor/issues/7/comments",
    "/repos/acme/harbor/actions/runs?branch=main",
    "/repos/acme/harbor/contents/README.md?ref=main",
    "/repos/acme/harbor/contents/.github/workflows/ci.yml",
    "/repos/acme/harbor/git/trees/main?recursive=1",
    "/repos/acme/harbor/compare/main...topic%2Fone",
    "/repos/acme/harbor/keys",
    "/repos/acme/harbor/hooks",
    "/search/code?q=harbor+in:path",
    "/search/issues?q=is%3Apr+author%3A%40me",
    "/gists/aa5a315d61ae9438b18d",
    "/orgs/acme/repos?type=all",
    "/users/octocat",
    "/emojis",
  ].map((path) =>
    get(`https://api.github.com${path}`, `reads ${path.split("?")[0]} of GitHub`, { credential: "github" }),
  ),
  post(
    "https://api.github.com/graphql",
    "asks GitHub by GraphQL",
    JSON.stringify({ query: "query { viewer { login } }" }),
    { credential: "github", headers: json },
  ),
  post(
    "https://api.github.com/graphql",
    "asks GitHub by GraphQL about the word mutation",
    JSON.stringify({ query: '{ search(query: "mutation createDeployKey", type: ISSUE, first: 1) { issueCount } }' }),
    { credential: "github", headers: json },
  ),
  post(
    "https://api.github.com/graphql",
    "asks GitHub by GraphQL with variables and a name",
    JSON.stringify({
      query: "query Found($q: String!) { search(query: $q, type: ISSUE, first: 1) { issueCount } }",
      variables: { q: "repo:acme/harbor is:open" },
      operationName: "Found",
    }),
    { credential: "github", headers: json },
  ),
  get("https://api.github.com/search/code?q=_method%3DPUT+repo:acme/harbor", "searches for the word _method", {
    credential: "github",
  }),
  post(
    `${git}/info/lfs/objects/batch`,
    "fetches large files of a public repository",
    JSON.stringify({ operation: "download", transfers: ["basic"], objects: [{ oid: "0".repeat(64), size: 1 }] }),
    { headers: [["Content-Type", "application/vnd.git-lfs+json"]] },
  ),
  get(`${git}/info/refs?service=git-upload-pack`, "asks git for its refs", { credential: "github" }),
  post(
    `${git}/git-upload-pack`,
    "fetches by git",
    "0032want 0a53e9ddeaddad63ad106860237bbf53411d11a7\n00000009done\n",
    { credential: "github", headers: [["Content-Type", "application/x-git-upload-pack-request"]] },
  ),
  ...[
    "/harbor",
    "/@acme%2fharbor",
    "/@acme/harbor",
    "/harbor/-/harbor-1.2.3.tgz",
    "/-/v1/search?text=harbor",
    "/-/whoami",
  ].map((path) =>
    get(`https://packages.example${path}`, `asks the registry for ${path.split("?")[0]}`, { credential: "npm" }),
  ),
  post("https://packages.example/-/npm/v1/security/advisories/bulk", "asks the registry for advisories", "{}", {
    credential: "npm",
    headers: json,
  }),
  get(
    "https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/debian:pull",
    "asks for a pull token",
    { credential: "docker" },
  ),
  get("https://sentry.io/api/0/projects/", "lists Sentry's projects", { credential: "sentry" }),
  get("https://sentry.io/api/0/issues/1/events/latest/", "reads an event of Sentry", { credential: "sentry" }),
  get("https://api.pagerduty.com/incidents?statuses[]=triggered", "lists incidents", { credential: "pagerduty" }),
  get("https://grafana.example/api/search?query=latency", "searches dashboards", { credential: "grafana" }),
  post("https://grafana.example/api/ds/query", "asks a data source", "{}", { credential: "grafana", headers: json }),
  post(
    "https://grafana.example/api/datasources/proxy/uid/prom/api/v1/query_range",
    "asks Prometheus through Grafana",
    "query=up&start=1&end=2&step=1",
    { credential: "grafana", headers: [["Content-Type", "application/x-www-form-urlencoded"]] },
  ),
  get("https://eu.acme.example/things?filter=a%20b", "asks a service of the user's own", { credential: "acme" }),
  post("https://eu.acme.example/things", "writes to a service of the user's own", '{"name":"x"}', {
    credential: "acme",
    headers: json,
  }),
  ...[
    "https://free.example/",
    "https://free.example/a/b/c.tar.gz",
    "https://free.example/%E2%9C%93?q=%F0%9F%99%82",
    "https://free.example/a//b/../c",
    "https://free.example/search?q=a+b&lang=en#x",
    "https://free.example/login?next=%2Fhome%3Fa%3D1",
    "https://free.example/path;v=1/x",
    "https://free.example/~user/",
    "https://free.example/a%2Fb",
    "https://free.example/?token=abc",
    "https://free.example/index.html?x[]=1&x[]=2",
    "http://free.example/debian/dists/stable/InRelease",
    "http://free.example/pool/main/x.deb",
  ].map((url) => get(url, `fetches ${url}`)),
  ...["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"].map((method) => ({
    title: `sends ${method} to a free host`,
    method,
    url: "https://free.example/thing",
  })),
  ...(
    [
      ["a cookie", [["Cookie", "a=1; b=2"]]],
      ["its own token for that host", [["Authorization", "Bearer some-token-of-that-host"]]],
      ["Basic credentials for that host", [["Authorization", `Basic ${Buffer.from("user:pass").toString("base64")}`]]],
      ["a long header", [["X-Long", "x".repeat(8_000)]]],
      ["many headers", Array.from({ length: 60 }, (_, at) => [`X-${at}`, "1"] as const)],
      ["a range", [["Range", "bytes=0-99"]]],
      [
        "conditions",
        [
          ["If-None-Match", '"abc"'],
          ["If-Modified-Since", "Wed, 21 Oct 2015 07:28:00 GMT"],
        ],
      ],
      ["all encodings", [["Accept-Encoding", "gzip, deflate, br, zstd"]]],
      ["an empty header", [["X-Empty", ""]]],
      ["letters beyond ASCII in a header", [["X-Name", "caf\u00e9"]]],
      ["a forwarded-for header", [["X-Forwarded-For", "203.0.113.7"]]],
      ["a referrer with a query", [["Referer", "https://free.example/?q=1"]]],
    ] as const
  ).map(([what, headers]) =>
    get("https://free.example/headers", `sends ${what}`, { headers: headers as BenignCase["headers"] & object }),
  ),
  post(
    "https://free.example/upload",
    "uploads a form",
    "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n",
    { headers: [["Content-Type", "multipart/form-data; boundary=b"]] },
  ),
  post("https://free.example/upload", "uploads a megabyte", "x".repeat(1_000_000), {
    headers: [["Content-Type", "application/octet-stream"]],
  }),
  post(
    "https://free.example/rpc",
    "sends text that looks like a request",
    "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
  ),
  post(
    "https://free.example/note",
    "writes about tokens",
    "ghp_0 sk-ant Authorization: Bearer x <script>alert(1)</script>",
  ),
  get("https://FREE.example/case", "names the host in capitals"),
  get("https://api.github.com/meta", "asks GitHub without a credential"),
  get("https://api.github.com/zen", "asks GitHub in HTTP's older way", {
    credential: "github",
    headers: [["Connection", "keep-alive"]],
  }),
  get("https://api.github.com/repos/acme/harbor/commits?since=2026-01-01T00:00:00Z", "reads commits since a time", {
    credential: "github",
  }),
  ...[
    "/repos/acme/harbor/pulls/7/files",
    "/repos/acme/harbor/check-runs/1",
    "/repos/acme/harbor/actions/runs/1/logs",
    "/repos/acme/harbor/releases/latest",
    "/repos/acme/harbor/branches/main/protection",
    "/notifications?all=false",
    "/repos/acme/harbor/tarball/main",
    "/repos/acme/harbor/license",
    "/repos/other/project/readme",
  ].map((path) =>
    get(`https://api.github.com${path}`, `reads ${path.split("?")[0]} of GitHub`, { credential: "github" }),
  ),
];
