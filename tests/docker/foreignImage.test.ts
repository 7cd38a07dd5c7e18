import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { labelNames } from "../../src-main/core/sessions/labels.ts";
import { SessionWorld, testLabel } from "../helpers/sessionWorld.ts";

const image = "clauderon-test-foreign:1";
let world: SessionWorld;

const docker = (args: string[], input?: string): string => execFileSync("docker", args, { encoding: "utf8", input });

/** An image that asks for everything an image can ask for. */
function build(lines: readonly string[]): void {
  const base = docker(["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=clauderon-agent"]);
  const text = [`FROM ${base.split("\n")[0]}`, `LABEL ${testLabel}=1`, ...lines].join("\n");
  docker(["build", "--quiet", "--force-rm", "--tag", image, "-"], text);
}

beforeAll(async () => {
  world = new SessionWorld();
  await world.open();
});
afterAll(async () => {
  await world.close();
  docker(["rmi", "--force", image]);
});

test("what a foreign image asks for changes neither user, command, proxy, labels nor the way a session ends", async () => {
  build([
    "USER root",
    "ENV HTTPS_PROXY=http://192.0.2.1:1 no_proxy=* NODE_EXTRA_CA_CERTS=/evil.pem HOME=/root",
    "VOLUME /data /workspace /etc/clauderon",
    "EXPOSE 80",
    'ENTRYPOINT ["/bin/false"]',
    'HEALTHCHECK --interval=1s CMD ["touch", "/tmp/unhealthy"]',
    "STOPSIGNAL SIGWINCH",
    `LABEL ${labelNames.session}=another ${labelNames.home}=another ${labelNames.role}=relay`,
    "ONBUILD RUN false",
  ]);
  const session = await world.create({ name: "foreign", image, prompt: "sleep 600" });
  expect(session.selfTest?.verdict).toBe("pass");
  const made = JSON.parse(docker(["inspect", "clauderon-foreign"]))[0];
  expect(made.Config.Labels).toMatchObject({ [labelNames.session]: session.id, [labelNames.role]: "agent" });
  expect(made.Config.StopSignal).toBe("SIGTERM");
  expect(made.HostConfig.PortBindings ?? {}).toEqual({});
  const { output } = await world.inside(
    "foreign",
    "id -u; echo $HTTPS_PROXY; echo $no_proxy; echo $NODE_EXTRA_CA_CERTS; echo $HOME; ls /tmp/unhealthy 2>/dev/null; test -s $NODE_EXTRA_CA_CERTS && echo trusted",
  );
  const lines = output.trim().split("\n");
  expect(lines[0]).toBe(String(process.getuid?.() || 1000));
  expect(lines[1]).toContain("@host.docker.internal:18080");
  expect(lines.slice(2)).toEqual(["localhost,127.0.0.1,::1", "/etc/clauderon/proxy-ca.pem", "/workspace", "trusted"]);
  const volumes = made.Mounts.flatMap((mount: { Type: string; Name: string }) =>
    mount.Type === "volume" ? [mount.Name] : [],
  );
  expect(volumes).toHaveLength(2);
  await world.sessions.delete("foreign", { force: true });
  const left = docker(["volume", "ls", "--quiet"]).split("\n");
  expect(volumes.filter((name: string) => left.includes(name))).toEqual([]);
});

test("an image whose variables hold a real credential is refused, and leaves nothing behind", async () => {
  build([`ENV SOME_KEY=${world.knownSecret}`]);
  await expect(world.create({ name: "leaking", image })).rejects.toMatchObject({
    code: "usage",
    message: `The image ${image} sets SOME_KEY, which holds your real acme credential.`,
  });
  expect(() => world.sessions.find("leaking")).toThrow();
});

test("with a read-only root only the home, the uploads and memory can be written to", async () => {
  const session = await world.create({ name: "fixed", readOnlyRoot: true, prompt: "sleep 600" });
  expect(session).toMatchObject({ readOnlyRoot: true, selfTest: { verdict: "pass" } });
  const { output } = await world.inside(
    "fixed",
    "for at in / /usr/bin /etc /opt /var/lib; do touch $at/x 2>/dev/null && echo wrote $at; done; touch /tmp/x /var/tmp/x ~/x ~/.clauderon/uploads/x && printf '#!/bin/sh\necho ran' > /tmp/p && chmod +x /tmp/p && /tmp/p",
  );
  expect(output).toBe("ran\n");
});
