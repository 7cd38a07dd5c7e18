import { expect, test } from "vitest";
import { checkForSecrets } from "../../../src-main/core/sessions/createChecks.ts";
import { managedSettingsJson } from "../../../src-main/core/sessions/managedSettings.ts";
import { claudeJson } from "../../../src-main/core/sessions/sessionHome.ts";
import { sessionVariables } from "../../../src-main/core/sessions/sessionVariables.ts";

const base = {
  agent: "claude",
  proxyUrl: "http://id:secret@host.docker.internal:18080",
  caFile: "/etc/ssl/certs/ca-certificates.crt",
  placeholders: { CLAUDE_CODE_OAUTH_TOKEN: "placeholder" },
  own: {},
  workdir: "/workspace",
  tty: true,
  identity: null,
} as const;

test("both cases name the proxy, and loopback needs none", () => {
  const variables = sessionVariables(base);
  for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) {
    expect(variables[name]).toBe(base.proxyUrl);
  }
  expect(variables.NO_PROXY).toContain("127.0.0.1");
  expect(variables.NODE_USE_ENV_PROXY).toBe("1");
});

test("every common tool is told of the authorities", () => {
  const variables = sessionVariables(base);
  for (const name of ["SSL_CERT_FILE", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "PIP_CERT"]) {
    expect(variables[name]).toBe(base.caFile);
  }
  expect(variables.NODE_EXTRA_CA_CERTS).toBe("/etc/clauderon/proxy-ca.pem");
});

test("--env adds and replaces, but cannot lead around the proxy", () => {
  const variables = sessionVariables({ ...base, own: { MINE: "1", HTTPS_PROXY: "http://evil", LANG: "de_DE.UTF-8" } });
  expect(variables).toMatchObject({ MINE: "1", HTTPS_PROXY: base.proxyUrl, LANG: "de_DE.UTF-8" });
});

test("git rewrites SSH always, and has a helper only where there is a placeholder", () => {
  expect(Object.values(sessionVariables(base))).not.toContain("credential.https://github.com.helper");
  const withToken = sessionVariables({ ...base, placeholders: { GH_TOKEN: "ghp_placeholder" } });
  expect(Object.values(withToken)).toContain("credential.https://github.com.helper");
  expect(withToken.GIT_CONFIG_COUNT).toBe("4");
});

test.each([
  ["a value that is a secret", { A: "the-secret" }, null],
  ["a value that contains one", { A: "x the-secret y" }, null],
  ["a prompt that contains one", {}, "use the-secret"],
  ["a name that is none", { "A=B": "1" }, null],
  ["a prompt longer than a command line", {}, "x".repeat(200_000)],
  ["a zero byte", { A: "\0" }, null],
])("%s is refused", (_what, env, prompt) => {
  const credentials = {
    placeholderEnv: () => ({}),
    codexFiles: () => ({ "auth.json": "", "config.toml": "" }),
    containsKnownSecret: (text: string) => (text.includes("the-secret") ? "acme" : null),
  };
  expect(() => checkForSecrets(env, prompt, credentials)).toThrow(expect.objectContaining({ code: "usage" }));
});

test("managed settings skip the dialog and send each hook to the proxy", () => {
  const settings = JSON.parse(managedSettingsJson());
  expect(settings.skipDangerousModePermissionPrompt).toBe(true);
  expect(settings.hooks.Stop[0].hooks[0].command).toContain("http://clauderon.internal/hook/Stop");
});

test(".claude.json trusts the working directory and keeps what the template says", () => {
  const template = { hasCompletedOnboarding: true, theme: "dark", projects: { "/workspace/a": { mine: 1 } } };
  expect(JSON.parse(claudeJson(template, "/workspace/a"))).toEqual({
    ...template,
    projects: {
      "/workspace": { hasTrustDialogAccepted: true },
      "/workspace/a": { mine: 1, hasTrustDialogAccepted: true },
    },
  });
});
