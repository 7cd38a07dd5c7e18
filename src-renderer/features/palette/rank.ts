/** How well a text fits what was typed: prefix before word start before scattered letters; null for not at all. */
function score(text: string, typed: string): number | null {
  const haystack = text.toLowerCase();
  const needle = typed.toLowerCase().trim();
  if (needle === "") return 0;
  if (haystack.startsWith(needle)) return 3000 - haystack.length;
  const at = haystack.search(new RegExp(`(?<=[^a-z0-9])${literal(needle)}`));
  if (at >= 0) return 2000 - at;
  const inside = haystack.indexOf(needle);
  if (inside >= 0) return 1500 - inside;
  let from = 0;
  for (const letter of needle.replaceAll(" ", "")) {
    from = haystack.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 1000 - from;
}

/** More for what was used lately, never so much that a worse kind of fit comes before a better one. */
const recentWorth = 300;

/** What fits, the best first; equals stay in their order. `recent` holds texts that were chosen, the newest first. */
export function ranked<T>(
  items: readonly T[],
  typed: string,
  textOf: (item: T) => string,
  recent: readonly string[] = [],
): T[] {
  return items
    .flatMap((item) => {
      const text = textOf(item);
      const value = score(text, typed);
      if (value === null) return [];
      const at = recent.indexOf(text);
      return [{ item, value: at < 0 ? value : value + recentWorth * (1 - at / recent.length) }];
    })
    .sort((one, other) => other.value - one.value)
    .map(({ item }) => item);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
