/** Words that say nothing of what a session is about. */
const filler = new Set(
  "a an and are as at be by can do for from has have i in into is it its let me my no not of on or our please so that the their then there this to up us we what when which with you your".split(
    " ",
  ),
);
const mostWords = 4;
const mostLetters = 40;

/** A name for a session that was given none: of its prompt, else of its repository, else of its agent; not taken. */
export function deriveName(
  { prompt, repository, agent }: { readonly prompt: string; readonly repository: string; readonly agent: string },
  taken: ReadonlySet<string>,
): string {
  const base = fromPrompt(prompt) || slug(lastPart(repository)) || agent;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) {
    const numbered = `${base}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function lastPart(repository: string): string {
  const part = repository.split(/[\\/]/).findLast((one) => one !== "") ?? "";
  return part.replace(/\.git$/, "");
}

function fromPrompt(prompt: string): string {
  const words = slug(prompt.slice(0, 400), 400).split("-");
  const telling = words.filter((word) => word !== "" && !filler.has(word)).slice(0, mostWords);
  return slug(telling.join("-"));
}

function slug(text: string, limit = mostLetters): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, limit)
    .replace(/^-+|-+$/g, "");
}
