import type { Credential } from "../../../src-shared/model/credential.ts";
import { keychainLocked } from "../credentials/keychainKeeper.ts";
import { type Check, type CheckRow, type Finding, fail, pass, skip, warn } from "./ports.ts";

/** One row for the Anthropic token, set or not, and one for each other credential that is set. */
export const checkCredentials: Check = {
  id: "credentials",
  group: "credentials",
  title: "Credentials",
  async run({ vault }) {
    const wanted = vault.list().filter(({ id, health }) => id === "anthropic" || health !== "not_set");
    const rows: CheckRow[] = [];
    for (const credential of wanted) rows.push(row(await tested(credential, vault)));
    return rows;
  },
};

/** Only a value that can work is sent to its service. */
async function tested(credential: Credential, vault: { test(id: string): Promise<Credential[]> }): Promise<Credential> {
  if (["not_set", "wrong_kind", "unreadable"].includes(credential.health)) return credential;
  const [result] = await vault.test(credential.id);
  return result ?? credential;
}

function row(credential: Credential): CheckRow {
  return { id: `credential-${credential.id}`, title: `Credential ${credential.id}`, ...credentialFinding(credential) };
}

export function credentialFinding({ id, health, source, problem }: Credential): Finding {
  const setAgain = `Run \`clauderon credentials set ${id}\`.`;
  switch (health) {
    case "healthy":
      return pass(`accepted by its service, from ${source ?? "an unknown source"}`);
    case "untested":
      return problem ? warn(problem, "Check the network of this host.") : skip("set; its service offers no test");
    case "not_set":
      return warn(
        "No token is set; sessions that need it are answered 401.",
        "Run `claude setup-token`, then `clauderon credentials set anthropic`.",
      );
    case "wrong_kind":
      // What the service says to a key of another kind sent as a bearer token.
      return fail(
        `${problem ?? "The token is of the wrong kind."} The service would answer "OAuth authentication is currently not supported".`,
        "Use a token of `claude setup-token` (it begins with sk-ant-oat01-), not an API key.",
      );
    case "rejected":
    case "expired":
      return fail(problem ?? `The token is ${health}.`, setAgain);
    case "unreadable":
      if (problem?.startsWith(keychainLocked().message))
        return fail("The system keychain is locked, and its value may be in there.", "See the row System keychain.");
      return fail(problem ?? "Its source cannot be read.", `Mend the source in config.toml, or ${setAgain}`);
  }
}
