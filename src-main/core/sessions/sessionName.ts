import { randomInt } from "node:crypto";
import { sessionNamePattern } from "../../../src-shared/model/session.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const adjectives =
  "amber brave brisk calm clever copper crisp eager early fair gentle golden green happy humble ivory jolly keen kind lively lucky mellow merry neat nimble noble olive plain polite prime proud quick quiet rapid ready rosy round sandy sharp silver smart solid spry steady still sunny swift tidy vivid warm wise".split(
    " ",
  );
const nouns =
  "acorn anchor aspen badger beacon birch brook canyon cedar cliff clover comet coral crane delta ember falcon fern finch fjord forest glade harbor hazel heron hill island juniper lagoon lantern larch lark maple marsh meadow moss oak orchard otter pebble pine plover pond quartz raven reef ridge river robin sparrow spruce stone summit thistle tiller valley willow wren".split(
    " ",
  );

/** "quiet-heron": the first free one by chance, with a number once many are taken. */
export function generateName(taken: ReadonlySet<string>): string {
  for (let attempt = 0; attempt < 50; attempt++) {
    const name = `${adjectives[randomInt(adjectives.length)]}-${nouns[randomInt(nouns.length)]}`;
    if (!taken.has(name)) return name;
  }
  for (;;) {
    const name = `${adjectives[randomInt(adjectives.length)]}-${nouns[randomInt(nouns.length)]}-${randomInt(1_000_000)}`;
    if (!taken.has(name)) return name;
  }
}

/** Names become container, folder and branch names: nothing else than the pattern may pass. */
export function checkName(name: string): void {
  if (sessionNamePattern.test(name)) return;
  throw new AppError(
    "usage",
    `${JSON.stringify(name.slice(0, 80))} cannot be a session's name.`,
    "A name has 1 to 63 of a-z, 0-9 and -, and begins with a letter or digit.",
  );
}

/**
 * A session by id, by name, or by a unique prefix of its name. Throws `session_not_found`, or `usage` for a prefix of
 * several.
 */
export function findSession<T extends { readonly id: string; readonly name: string }>(
  sessions: readonly T[],
  text: string,
  deleted: readonly { readonly id: string; readonly name: string }[] = [],
): T {
  const exact = sessions.find(({ name }) => name === text) ?? sessions.find(({ id }) => id === text);
  if (exact) return exact;
  const starting = sessions.filter(({ name }) => name.startsWith(text));
  if (starting.length === 1) return starting[0]!;
  if (starting.length === 0) {
    throw new AppError(
      "session_not_found",
      `There is no session ${JSON.stringify(text)}.`,
      deleted.some(({ id, name }) => id === text || name === text)
        ? `It was deleted: \`clauderon restore ${text}\` brings it back.`
        : "`clauderon list --all` shows those that exist.",
    );
  }
  const names = starting.map(({ name }) => name).sort();
  const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
  throw new AppError("usage", `"${text}" could mean any of ${shown}.`, "Give more of the name.");
}
