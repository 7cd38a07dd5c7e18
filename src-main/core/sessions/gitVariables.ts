export interface GitIdentity {
  readonly name: string;
  readonly email: string;
}

/**
 * Git's configuration by environment, which needs no file in the image or the home and wins over the clone's own:
 * GitHub by HTTPS instead of SSH, and a credential helper that gives out the placeholder for the proxy to swap.
 */
export function gitVariables(options: {
  readonly placeholder: string | null;
  readonly identity: GitIdentity | null;
}): Record<string, string> {
  const settings: [name: string, value: string][] = [
    ["url.https://github.com/.insteadOf", "git@github.com:"],
    ["url.https://github.com/.insteadOf", "ssh://git@github.com/"],
  ];
  if (options.placeholder !== null) {
    const helper = `!f() { test "$1" = get && printf 'username=x-access-token\\npassword=%s\\n' '${options.placeholder}'; }; f`;
    settings.push(["credential.https://github.com.helper", ""], ["credential.https://github.com.helper", helper]);
  }
  if (options.identity) {
    settings.push(["user.name", options.identity.name], ["user.email", options.identity.email]);
  }
  const variables: Record<string, string> = { GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [name, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = name;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return variables;
}
