/**
 * What Codex reads instead of a login. Codex decodes its tokens for their dates and account but cannot check their
 * signature, so an unsigned token with a far expiry keeps it from ever refreshing by itself (which would need the real
 * refresh token inside).
 */

const accountId = "clauderon-chatgpt-account-placeholder";
const refreshToken = "clauderon-chatgpt-refresh-placeholder";
/** 2100-01-01, in seconds: a fixed date, because the token is a placeholder that is recognised by its exact text. */
const expiresAt = 4_102_444_800;

/** The third part is empty in a true unsigned token, which Codex rejects. */
const unsignedToken = (account: string): string =>
  [
    encode({ alg: "none", typ: "JWT" }),
    encode({
      exp: expiresAt,
      email: "session@clauderon.invalid",
      "https://api.openai.com/auth": {
        chatgpt_account_id: account,
        chatgpt_user_id: "clauderon-user-placeholder",
        chatgpt_plan_type: "pro",
      },
    }),
    "clauderon-placeholder",
  ].join(".");

const accessToken = unsignedToken(accountId);

export const chatgptPlaceholders = { accessToken, accountId, refreshToken } as const;

/** `api-key`: Codex pays by OPENAI key; `chatgpt`: by the account of the host's own login. */
export type CodexMode = "api-key" | "chatgpt";

/** An OpenAI key wins where both are set: it was given to Clauderon, the login only lies on the host. */
export function codexMode(isSet: (credentialId: string) => boolean): CodexMode {
  return !isSet("openai") && isSet("chatgpt") ? "chatgpt" : "api-key";
}

/** `config.toml` for Codex: no telemetry, no update check, no plugin clone, and no WebSocket that is refused anyway. */
export function codexConfigToml(mode: CodexMode): string {
  const quiet = [
    "check_for_update_on_startup = false",
    ...(mode === "api-key" ? ['model_provider = "clauderon"'] : []),
    "",
    "[analytics]",
    "enabled = false",
    "",
    "[features]",
    "plugins = false",
    "apps = false",
  ];
  const provider = [
    "",
    "[model_providers.clauderon]",
    'name = "OpenAI"',
    'base_url = "https://api.openai.com/v1"',
    'env_key = "CODEX_API_KEY"',
    'wire_api = "responses"',
    "supports_websockets = false",
  ];
  return `${[...quiet, ...(mode === "api-key" ? provider : [])].join("\n")}\n`;
}

/**
 * `auth.json` for Codex: placeholders, and the id of the real account. Codex looks that id up in the service's list of
 * accounts, which it gets unaltered, and gives up when it is not there; an id opens nothing.
 */
export function codexAuthJson(mode: CodexMode, openaiPlaceholder: string, realAccountId: string | null): string {
  const auth =
    mode === "api-key"
      ? { OPENAI_API_KEY: openaiPlaceholder }
      : {
          OPENAI_API_KEY: null,
          tokens: {
            // Read by Codex for the account, never sent.
            id_token: unsignedToken(realAccountId ?? accountId),
            access_token: accessToken,
            refresh_token: refreshToken,
            account_id: realAccountId ?? accountId,
          },
          last_refresh: "2099-01-01T00:00:00Z",
        };
  return `${JSON.stringify(auth, null, 2)}\n`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
