// Imports only go down: cli, transports > services > core > src-shared. One file imports each heavy package.
const soleImporter = (name, file) => ({
  name: `only-${name.replace(/[^a-z0-9]+/gi, "-")}-importer`,
  comment: `${name} is heavy or native: ${file} is the one file that imports it.`,
  severity: "error",
  from: { path: "^src-", pathNot: file },
  to: { path: `node_modules/${name}/` },
});

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "A cycle has no top to start reading from.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "shared-is-leaf",
      comment: "src-shared runs in a browser, in Node and in Electron: it imports itself and zod.",
      severity: "error",
      from: { path: "^src-shared" },
      to: { pathNot: "^(src-shared|node_modules/zod)" },
    },
    {
      name: "core-looks-down",
      comment: "The core does not know who hosts it or how it is reached.",
      severity: "error",
      from: { path: "^src-main/core" },
      to: { path: "^src-main/(services|transports|electron|cli|[a-z]+\\.ts$)" },
    },
    {
      name: "services-look-down",
      comment: "A service translates a contract to the core; carriers are above it.",
      severity: "error",
      from: { path: "^src-main/services" },
      to: { path: "^src-main/(transports|electron|cli|[a-z]+\\.ts$)" },
    },
    {
      name: "cli-is-a-client",
      comment: "The CLI has no private door: it sees the contract and the socket's path, never the core.",
      severity: "error",
      from: { path: "^src-main/(cli/|cli\\.ts$)" },
      to: { path: "^src-main/(core|services|electron)/" },
    },
    {
      name: "no-electron-below-the-shell",
      comment: "The daemon and the CLI run on plain Node.",
      severity: "error",
      from: { path: "^src-(main|shared)", pathNot: "^src-main/(electron/|main\\.ts$)" },
      to: { path: "(^|node_modules/)electron(/|$)" },
    },
    soleImporter("dockerode", "^src-main/core/engine/dockerEngine\\.ts$"),
    soleImporter("mockttp", "^src-main/core/proxy/mockttpAdapter\\.ts$"),
    soleImporter("node-forge", "^src-main/core/certs/issueCa\\.ts$"),
    soleImporter("better-sqlite3", "^src-main/core/storage/database\\.ts$"),
    soleImporter("undici", "^src-main/core/proxy/upstreamPool\\.ts$"),
    soleImporter("@xterm/headless", "^src-main/core/terminals/screen\\.ts$"),
    soleImporter("toml-eslint-parser", "^src-main/core/config/toml\\.ts$"),
    soleImporter("@napi-rs/keyring", "^src-main/core/credentials/keychain\\.ts$"),
    soleImporter("pino", "^src-main/core/lifecycle/log\\.ts$"),
    soleImporter("commander", "^src-main/cli/program\\.ts$"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
