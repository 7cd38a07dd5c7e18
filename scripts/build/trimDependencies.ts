import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/*
 * Three libraries load far more than we call: mockttp brings its remote administration over GraphQL and certificates of
 * its own, dockerode BuildKit over gRPC, undici everything from WebSockets to a cookie jar. Left out, an idle daemon
 * needs a third less memory. What is left out throws when it is called, and the proxy's self-test at each start would
 * see it.
 */

const resolve = createRequire(import.meta.url).resolve;
const mockttp = dirname(resolve("mockttp"));
const undici = dirname(resolve("undici"));

/** Modules replaced as a whole, by how they are imported, with the names that must exist. */
const leftOut: readonly { readonly matches: RegExp; readonly by: RegExp; readonly names: readonly string[] }[] = [
  { matches: /^@grpc\/(grpc-js|proto-loader)$|^protobufjs$/, by: /dockerode/, names: [] },
  { matches: /^pac-proxy-agent$/, by: /mockttp/, names: ["PacProxyAgent"] },
  { matches: /\/util\/certificates$/, by: /mockttp/, names: ["getCA"] },
];

const virtual = "\0trimmed:";

const sources: Readonly<Record<string, string>> = {
  mockttp: `
    import { MockttpServer } from ${JSON.stringify(join(mockttp, "server", "mockttp-server.js"))};
    export const getLocal = (options) => new MockttpServer(options);`,
  undici: `export { default as Pool } from ${JSON.stringify(join(undici, "lib", "dispatcher", "pool.js"))};`,
  // Needed for ssh:// engines only, and two thirds of a megabyte of code.
  ssh2: `
    import { createRequire } from "node:module";
    const load = createRequire(import.meta.url);
    export class Client { constructor(...args) { return new (load("ssh2").Client)(...args); } }`,
};

export function trimDependencies(): Plugin {
  return {
    name: "trim-dependencies",
    enforce: "pre",
    resolveId(source, importer) {
      if (source === "mockttp" || source === "undici") return virtual + source;
      if (source === "ssh2" && importer?.includes("docker-modem")) return `${virtual}ssh2`;
      const rule = leftOut.find(({ matches, by }) => matches.test(source) && importer && by.test(importer));
      return rule ? `${virtual}out/${leftOut.indexOf(rule)}` : null;
    },
    load(id) {
      if (!id.startsWith(virtual)) return null;
      const name = id.slice(virtual.length);
      if (!name.startsWith("out/")) return sources[name]!;
      const { names } = leftOut[Number(name.slice(4))]!;
      const thrower = 'function leftOut() { throw new Error("This part of a library was left out of the build."); }';
      return [thrower, ...names.map((it) => `export { leftOut as ${it} };`), "export default leftOut;"].join("\n");
    },
  };
}
