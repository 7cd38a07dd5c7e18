/** What a hostile program does in a locked container, as a shell command. `GATE` is an address of the host. */
export interface InsideCase {
  readonly title: string;
  /** Where it was reported of another product. */
  readonly seen?: string;
  readonly as: "root" | "agent";
  /** Prints REACHED when it got where it must not. */
  readonly command: string;
}

const plain = "http://$GATE:$SERVICE/";
const curl = (rest: string): string => `curl -sSf -m 4 -o /dev/null ${rest} && echo REACHED`;
/** Runs JavaScript; `done()` says that something answered. */
const node = (code: string): string =>
  `node -e '
const done = () => { console.log("REACHED"); process.exit(0); };
const { GATE, SERVICE, DNS } = process.env;
setTimeout(() => process.exit(1), 3000);
${code}'`;
const tcp = (host: string, port: string): string =>
  node(`require("net").connect({ host: ${host}, port: ${port} }, done).on("error", () => process.exit(1));`);

const asRoot = (title: string, command: string, seen?: string): InsideCase => ({
  title,
  command,
  as: "root",
  ...(seen === undefined ? {} : { seen }),
});

export const insideCases: readonly InsideCase[] = [
  {
    title: "The agent leaves the proxy out by an option",
    seen: "anthropics/claude-code 33249",
    as: "agent",
    command: curl(`--noproxy '*' ${plain}`),
  },
  {
    title: "The agent unsets the proxy's variables",
    seen: "anthropics/claude-code-action 341",
    as: "agent",
    command: `env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy ${curl(plain)}`,
  },
  {
    title: "The agent says that no host needs the proxy",
    as: "agent",
    command: `env NO_PROXY='*' no_proxy='*' ${curl(plain)}`,
  },
  asRoot(
    "Root leaves the proxy out for a name that it resolves itself",
    curl(`--noproxy '*' --resolve free.example:$SERVICE:$GATE http://free.example:$SERVICE/`),
    "github/gh-aw-firewall network tests",
  ),
  asRoot(
    "Root sends a request for one name to another address",
    curl(`--noproxy '*' --connect-to free.example:80:$GATE:$SERVICE http://free.example/`),
    "github/gh-aw-firewall network tests",
  ),
  asRoot("Root asks the proxy to reach a service of the host", curl(`${plain}`)),
  asRoot("Root asks the proxy to reach loopback of the host", curl(`http://127.0.0.1:$SERVICE/ --noproxy ''`)),
  asRoot("Root opens a bare connection to the host", tcp("GATE", "SERVICE")),
  asRoot("Root opens a bare connection to the metadata address", tcp('"169.254.169.254"', "80")),
  asRoot("Root opens a bare connection to a public address", tcp('"1.1.1.1"', "443")),
  asRoot("Root opens a bare connection over IPv6", tcp('"2606:4700:4700::1111"', "443")),
  asRoot("Root opens a bare connection to the engine's port", tcp("GATE", "2375")),
  asRoot(
    "Root asks a resolver of its own by UDP",
    node(
      `const s = require("dgram").createSocket("udp4"); s.on("message", done).on("error", () => process.exit(1)); s.send(Buffer.from("0001010000010000000000000161076578616d706c650000010001", "hex"), DNS, GATE);`,
    ),
  ),
  asRoot(
    "Root asks the system's resolver",
    node(`require("dns").lookup("leak.example", (error) => (error ? process.exit(1) : done()));`),
  ),
  asRoot(
    "Root asks a public resolver by TCP",
    node(
      `const d = new (require("dns").promises.Resolver)({ timeout: 1000, tries: 1 }); d.setServers(["8.8.8.8"]); d.resolve4("example.com").then(done, () => process.exit(1));`,
    ),
  ),
  asRoot("Root makes a namespace of its own", "unshare -n true 2>/dev/null && echo REACHED"),
  asRoot("Root makes a user namespace", "unshare -r true 2>/dev/null && echo REACHED"),
  asRoot(
    "Root enters the namespaces of the first process of the machine",
    'nsenter -t 1 -n true 2>/dev/null && test -d /proc/1/ns && [ "$(readlink /proc/1/ns/net)" != "$(readlink /proc/self/ns/net)" ] && echo REACHED',
  ),
  asRoot("Root mounts a file system", "mount -t tmpfs none /mnt 2>/dev/null && echo REACHED"),
  asRoot(
    "Root mounts the host's disk",
    "mknod /tmp/disk b 254 0 2>/dev/null && head -c 1 /tmp/disk >/dev/null 2>&1 && echo REACHED",
  ),
  asRoot(
    "Root reads kernel memory",
    "head -c 1 /dev/mem >/dev/null 2>&1 || head -c 1 /proc/kcore >/dev/null 2>&1 && echo REACHED",
  ),
  asRoot("Root writes to the kernel's settings", "echo 1 > /proc/sys/net/ipv4/ip_forward 2>/dev/null && echo REACHED"),
  asRoot(
    "Root sets the kernel's helper program",
    "echo '|/tmp/x' > /proc/sys/kernel/core_pattern 2>/dev/null && echo REACHED",
  ),
  asRoot(
    "Root writes a release agent into a control group",
    "mkdir /tmp/cg && mount -t cgroup -o rdma cgroup /tmp/cg 2>/dev/null && echo REACHED",
  ),
  asRoot(
    "Root looks for the engine's socket",
    "find / -xdev -name 'docker*.sock' 2>/dev/null | grep -q . && echo REACHED",
  ),
  asRoot(
    "Root connects to the socket that the kernel's table names",
    node(
      `const list = require("fs").readFileSync("/proc/net/unix", "utf8").match(/\\/\\S+\\.sock/g) || []; if (list.length === 0) process.exit(1); let left = list.length; for (const path of list) require("net").connect(path, done).on("error", () => --left || process.exit(1));`,
    ),
  ),
  asRoot(
    "Root writes over the certificate that it is given",
    "echo x >> /etc/clauderon/proxy-ca.pem 2>/dev/null && echo REACHED",
  ),
  asRoot(
    "Root writes over the managed settings",
    "echo x >> /etc/claude-code/managed-settings.json 2>/dev/null && echo REACHED",
  ),
  asRoot(
    "Root gives the proxy another session's name",
    `curl -sS -m 4 -x "http://$OTHER@host.docker.internal:18080" -o /dev/null -w '%{http_connect}' https://free.example/ | grep -q 200 && echo REACHED`,
  ),
  asRoot(
    "Root tunnels to the proxy's own port on the host",
    `curl -sS -m 8 -p -x http://127.0.0.1:18080 http://127.0.0.1:$PROXY/ 2>/dev/null | grep -q clauderon.*no-session && echo REACHED`,
  ),
];
