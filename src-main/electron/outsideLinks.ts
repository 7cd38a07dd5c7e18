/** What is asked before an address is opened in the browser; null for what is no web address. */
export interface LinkQuestion {
  readonly address: string;
  readonly message: string;
  readonly detail: string;
  readonly open: string;
}

/** Links may come from a container, by way of a terminal. The address is shown as it is sent, its host in ASCII. */
export function linkQuestion(address: string): LinkQuestion | null {
  if (address.length > 4000 || !URL.canParse(address)) return null;
  const { protocol, href, host } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return null;
  return {
    address: href,
    message: "Open this address in your browser?",
    detail: `${href}\n\nA container may have written this link. Your browser sends it with your own logins.`,
    open: `Open ${host}`,
  };
}
