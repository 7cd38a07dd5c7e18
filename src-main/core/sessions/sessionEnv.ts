import type { SessionEnv } from "../../../src-shared/contract/sessions.ts";
import type { HomePaths, SessionPaths } from "../home.ts";
import { inside, proxyHostName } from "./containerPaths.ts";
import { labelNames } from "./labels.ts";
import type { Owner } from "./ports.ts";
import { proxyUrl } from "./proxyUrl.ts";

export interface SessionEnvInput {
  readonly sessionId: string;
  readonly secret: string;
  readonly port: number;
  readonly home: HomePaths;
  readonly paths: SessionPaths;
  readonly owner: Owner;
  /** As `sessionVariables` makes them for this URL, with our CA as the only trusted one. */
  readonly variables: (url: string) => Readonly<Record<string, string>>;
}

/** What a container started by hand needs, as JSON and as arguments for `docker run`. */
export function sessionEnv(input: SessionEnvInput): SessionEnv {
  const { sessionId, secret, port, home, paths, owner } = input;
  const url = proxyUrl(sessionId, secret, port);
  const env = { ...input.variables(url) };
  const mount = (source: string, target: string, readOnly: boolean): string[] => [
    "--mount",
    `type=bind,source=${source},target=${target}${readOnly ? ",readonly" : ""}`,
  ];
  return {
    session_id: sessionId,
    secret,
    proxy_url: url,
    proxy_url_host: proxyUrl(sessionId, secret, port, "127.0.0.1"),
    ca: home.caCertificate,
    env,
    docker_args: [
      // An ordinary bridge: such a container can reach more than the proxy.
      ...["--label", "com.clauderon.network=open", "--label", `${labelNames.session}=${sessionId}`],
      ...["--add-host", `${proxyHostName}:host-gateway`],
      ...["--user", `${owner.uid}:${owner.gid}`, "--workdir", inside.home],
      ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--init"],
      ...mount(paths.home, inside.home, false),
      ...mount(home.caCertificate, inside.ca, true),
      ...mount(home.managedSettings, inside.managedSettings, true),
      ...Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ],
  };
}
