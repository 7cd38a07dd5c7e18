import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Fetch } from "../hostFetch.ts";
import { chatgptExpiry, parseChatgptLogin, refreshChatgptLogin } from "./chatgptLogin.ts";
import type { SecretValue } from "./definition.ts";
import type { Resolved } from "./resolve.ts";

/** A login that ends sooner than this is renewed. */
const renewBeforeMs = 10 * 60_000;

/**
 * Renews the host's ChatGPT login where it lies, when it is due. `reread` asks the source first: Codex on the host may
 * have renewed it meanwhile, and a refresh token works only once. "changed" means that the source holds another login
 * than `before`.
 */
export async function renewChatgpt(
  before: SecretValue,
  reread: () => Promise<Resolved>,
  { fetch, now }: { fetch: Fetch; now: Date },
): Promise<"unchanged" | "changed" | { readonly problem: string }> {
  const { found, value } = await reread();
  const login = found && parseChatgptLogin(found.text);
  if (!login || !found.replace) return "unchanged";
  const expiry = chatgptExpiry(login);
  if (expiry === null || expiry - now.getTime() >= renewBeforeMs) {
    return value?.token === before.token ? "unchanged" : "changed";
  }
  try {
    const renewed = await refreshChatgptLogin(login, fetch, now);
    await found.replace(`${JSON.stringify(renewed, null, 2)}\n`);
    return "changed";
  } catch (error) {
    const ours = error instanceof AppError ? `${error.message} ${error.hint ?? ""}`.trim() : null;
    return { problem: ours ?? "The renewed ChatGPT login could not be written back where it came from." };
  }
}
