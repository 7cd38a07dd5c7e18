import type { Policy } from "../../policy.ts";

type Placeholders = Policy["placeholders"];

/** Common to all placeholders: one quick look spares the long one. */
const mark = "lauderon";

/** The placeholders that a header value holds, plain or inside Basic credentials. */
export function placeholdersIn(value: string, placeholders: Placeholders): Placeholders {
  const text = value.includes(mark) ? value : basicText(value);
  if (text === null || !text.includes(mark)) return none;
  return placeholders.filter(({ placeholder }) => text.includes(placeholder));
}

/** The placeholders that a path and query hold, as sent or percent-encoded. */
export function placeholdersInTarget(target: string, placeholders: Placeholders): Placeholders {
  const text = target.includes("%") ? decode(target) : target;
  if (!text.includes(mark)) return none;
  return placeholders.filter(({ placeholder }) => text.includes(placeholder));
}

const none: Placeholders = [];

function basicText(value: string): string | null {
  // Most header values end here: this runs for each of them.
  if (!/^\s*b/i.test(value) || value.length > 8192) return null;
  const match = /^\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(value);
  return match ? Buffer.from(match[1] as string, "base64").toString("latin1") : null;
}

function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
