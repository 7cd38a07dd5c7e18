import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Fetch } from "../hostFetch.ts";
import type { SecretValue } from "./definition.ts";

/** Codex's own login on the host. Unknown fields are kept when it is written back. */
const authJsonSchema = z.looseObject({
  tokens: z.looseObject({
    id_token: z.string().optional(),
    access_token: z.string().min(1),
    refresh_token: z.string().min(1).optional(),
    account_id: z.string().nullish(),
  }),
  last_refresh: z.string().nullish(),
});
export type ChatgptLogin = z.infer<typeof authJsonSchema>;

export function codexAuthPath(env: NodeJS.ProcessEnv): string {
  return join(env.CODEX_HOME ?? join(env.HOME ?? homedir(), ".codex"), "auth.json");
}

/** Null when the text is no ChatGPT login: not JSON, or a login by API key. */
export function parseChatgptLogin(text: string): ChatgptLogin | null {
  try {
    return authJsonSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What the proxy puts in. Null when the login names no account. */
export function chatgptSecret({ tokens }: ChatgptLogin): SecretValue | null {
  const accountId = tokens.account_id ?? accountOf(tokens.id_token) ?? accountOf(tokens.access_token);
  return accountId ? { token: tokens.access_token, account_id: accountId } : null;
}

/** Every secret in a login, by field name. */
export function chatgptSecrets(text: string): SecretValue {
  const { id_token = "", access_token = "", refresh_token = "" } = parseChatgptLogin(text)?.tokens ?? {};
  return { id_token, access_token, refresh_token };
}

/** When the access token ends, in ms since 1970; null when it does not say. */
export function chatgptExpiry({ tokens }: ChatgptLogin): number | null {
  const exp = claims(tokens.access_token).exp;
  return typeof exp === "number" ? exp * 1000 : null;
}

const tokenUrl = "https://auth.openai.com/oauth/token";
/** Codex's public client id: the refresh token was issued to it. */
const clientId = "app_EMoamEEZ73f0CkXaXp7hrann";

const refreshAnswer = z.object({
  access_token: z.string().min(1),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
});

/** Trades the refresh token for new tokens, here on the host: a session never sees either. */
export async function refreshChatgptLogin(login: ChatgptLogin, fetch: Fetch, now: Date): Promise<ChatgptLogin> {
  if (!login.tokens.refresh_token) throw expired("holds no refresh token");
  const answer = await fetch(tokenUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: clientId,
      grant_type: "refresh_token",
      refresh_token: login.tokens.refresh_token,
      scope: "openid profile email",
    }),
  }).catch(() => null);
  if (!answer) throw expired("could not be renewed: auth.openai.com did not answer");
  const fresh = answer.status === 200 ? refreshAnswer.safeParse(parseJson(answer.body)).data : undefined;
  if (!fresh) throw expired(`could not be renewed: auth.openai.com answered ${answer.status}`);
  const { access_token, id_token, refresh_token } = fresh;
  return {
    ...login,
    tokens: {
      ...login.tokens,
      access_token,
      ...(id_token === undefined ? {} : { id_token }),
      ...(refresh_token === undefined ? {} : { refresh_token }),
    },
    last_refresh: now.toISOString(),
  };
}

function expired(why: string): AppError {
  return new AppError("credential_rejected", `The ChatGPT login ${why}.`, "Run `codex login` on the host.");
}

function accountOf(token: string | undefined): string | null {
  const auth = token ? claims(token)["https://api.openai.com/auth"] : null;
  const id = typeof auth === "object" && auth !== null && "chatgpt_account_id" in auth ? auth.chatgpt_account_id : null;
  return typeof id === "string" ? id : null;
}

function claims(token: string): Record<string, unknown> {
  const parsed = parseJson(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
