import { expect, test } from "vitest";
import { containerSettings, isDefaultFilter, type RawSettings } from "../../../src-main/core/engine/settings.ts";
import { checkForSecrets, requireCleanImage } from "../../../src-main/core/sessions/createChecks.ts";
import { hardeningAttempts } from "../../../src-main/core/sessions/selfTest/hardening.ts";

const bind = { Type: "bind", Source: "/home/me/.clauderon/sessions/x/home", Destination: "/workspace", RW: true };
const sound: RawSettings["HostConfig"] = {
  CapAdd: null,
  CapDrop: ["ALL"],
  SecurityOpt: ["no-new-privileges:true"],
  NetworkMode: "container:abc",
  IpcMode: "private",
  CgroupnsMode: "private",
  NanoCpus: 2e9,
  Memory: 1024 ** 3,
  PidsLimit: 100,
};
const mounts = [{ source: bind.Source, target: bind.Destination, readOnly: false }];

function found(
  host: RawSettings["HostConfig"],
  more: { user?: string; mounts?: RawSettings["Mounts"]; filter?: boolean } = {},
) {
  const raw = {
    Config: { User: more.user ?? "1000:1000" },
    Mounts: more.mounts ?? [bind],
    HostConfig: { ...sound, ...host },
  };
  const expected = { mounts, network: "container:abc", filtersSystemCalls: more.filter ?? true };
  const failed = hardeningAttempts(containerSettings(raw), expected).filter(({ ok }) => !ok);
  return failed.map(({ id, outcome }) => `${id.replace("container.", "")} ${outcome.replace("found: ", "")}`);
}

test("a container made as it was asked for passes, with an anonymous volume of its image", () => {
  expect(found({})).toEqual([]);
  const volume = { Type: "volume", Name: "a".repeat(64), Driver: "local", Destination: "/data", RW: true };
  expect(found({}, { mounts: [bind, volume] })).toEqual([]);
});

test.each<[string, RawSettings["HostConfig"], string[]]>([
  ["privileged", { Privileged: true }, ["privileges privileged"]],
  ["a capability", { CapAdd: ["NET_ADMIN"] }, ["privileges NET_ADMIN"]],
  ["capabilities kept", { CapDrop: ["MKNOD"] }, ["privileges capabilities not dropped"]],
  ["new privileges", { SecurityOpt: [] }, ["privileges new privileges"]],
  [
    "no filter of system calls",
    { SecurityOpt: ["no-new-privileges:true", "seccomp=unconfined"] },
    ["filter seccomp=unconfined"],
  ],
  ["no AppArmor", { SecurityOpt: ["no-new-privileges:true", "apparmor=unconfined"] }, ["filter apparmor=unconfined"]],
  ["a device", { Devices: [{ PathOnHost: "/dev/kvm" }] }, ["devices /dev/kvm"]],
  ["a graphics card", { DeviceRequests: [{ Driver: "nvidia" }] }, ["devices nvidia"]],
  ["a rule for devices", { DeviceCgroupRules: ["c 1:3 rwm"] }, ["devices c 1:3 rwm"]],
  ["the host's processes", { PidMode: "host" }, ["namespaces pid=host"]],
  ["the host's cgroups", { CgroupnsMode: "host" }, ["namespaces cgroup=host"]],
  ["the host's users", { UsernsMode: "host" }, ["namespaces user=host"]],
  ["another container's memory", { IpcMode: "container:1" }, ["namespaces ipc=container:1"]],
  ["the host's network", { NetworkMode: "host" }, ["network host"]],
  ["a published port", { PortBindings: { "80/tcp": [] } }, ["ports 80/tcp"]],
  ["all ports published", { PublishAllPorts: true }, ["ports all"]],
  ["another's volumes", { VolumesFrom: ["db"] }, ["mounts db at "]],
  ["no limits", { Memory: 0, NanoCpus: 0, PidsLimit: null }, ["limits CPU, memory, processes"]],
])("%s is found", (_, host, expected) => {
  expect(found(host)).toEqual(expected);
});

test.each<[string, NonNullable<RawSettings["Mounts"]>[number], string]>([
  ["the engine's socket", { ...bind, Source: "/var/run/docker.sock", Destination: "/x" }, "/var/run/docker.sock at /x"],
  ["the home folder", { ...bind, Source: "/home/me", Destination: "/host" }, "/home/me at /host"],
  ["a known folder elsewhere", { ...bind, Destination: "/etc" }, `${bind.Source} at /etc`],
  [
    "a named volume",
    { Type: "volume", Name: "db", Driver: "local", Source: "/v", Destination: "/d", RW: true },
    "/v at /d",
  ],
])("%s among the mounts is found", (_, mount, expected) => {
  expect(found({}, { mounts: [bind, mount] })).toEqual([`mounts ${expected}`]);
});

test("root, by number or by the image, and an engine without a filter are found", () => {
  for (const user of ["", "0", "0:0", "root", "agent"])
    expect(found({}, { user })).toEqual([`user ${user || "the image's user"}`]);
  expect(found({}, { filter: false })).toEqual(["filter the engine has no filter"]);
  expect(
    ["name=seccomp,profile=default", "name=seccomp,profile=builtin", "name=apparmor"].map(isDefaultFilter),
  ).toEqual([true, true, false]);
  expect(isDefaultFilter("name=seccomp,profile=unconfined")).toBe(false);
});

const credentials = {
  placeholderEnv: () => ({}),
  codexFiles: () => ({ "auth.json": "", "config.toml": "" }),
  containsKnownSecret: (text: string) => (text.includes("the-real-one") ? "acme" : null),
};

test.each(["HTTPS_PROXY", "no_proxy", "ALL_PROXY", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "HOME", "GIT_CONFIG_COUNT"])(
  "%s cannot be set with --env, and the reason is told",
  (name) => {
    expect(() => checkForSecrets({ [name]: "x" }, null, credentials)).toThrow(
      new RegExp(`^${name} cannot be set: .+\\.$`),
    );
  },
);

test("an image whose variables hold a real credential is refused", () => {
  expect(() => requireCleanImage({ env: ["A=1", "KEY=the-real-one"] }, "shop:1", credentials)).toThrow(
    "The image shop:1 sets KEY, which holds your real acme credential.",
  );
  expect(() => requireCleanImage({ env: ["A=1"] }, "shop:1", credentials)).not.toThrow();
});
