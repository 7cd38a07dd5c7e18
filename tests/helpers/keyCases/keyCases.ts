import type { CommandId } from "../../../src-renderer/keys/keymap.ts";
import { someCopies } from "../standIn/copies.ts";
import type { StandInOptions } from "../standIn/core.ts";
import { FakeInbox, morningInbox } from "../standIn/inbox.ts";
import { someChecks, someRules } from "../standIn/pages.ts";
import { morning, purse } from "../standIn/people.ts";
import { trafficOf } from "../standIn/traffic.ts";
import { everywhere } from "./everywhere.ts";
import { screenCases } from "./screens.ts";
import { sessionCases } from "./sessions.ts";
import { terminalCases } from "./terminal.ts";
import type { KeyCase } from "./world.ts";

/** One for every key of the app; a key without one does not compile. */
export const keyCases: Readonly<Record<CommandId, KeyCase>> = {
  ...sessionCases,
  ...terminalCases,
  ...screenCases,
  ...everywhere,
};

const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

/** A core with something for every key to work on. */
export function keyOptions(): StandInOptions & { readonly inbox: FakeInbox } {
  const sessions = morning();
  return {
    sessions,
    credentials: purse(),
    traffic: trafficOf(sessions, 120),
    rules: someRules,
    doctor: someChecks,
    inbox: new FakeInbox(morningInbox()),
    deleted: someCopies(),
    unsaved: ["3 uncommitted files: a, b, c", "2 commits not pushed anywhere"],
    // Two prompts in more lines than fit.
    screen: [
      ...lines(1, 60),
      "> first question",
      ...lines(61, 120),
      "> second question",
      ...lines(121, 150),
      "> ",
    ].join("\n"),
    handlers: {
      sessions: {
        createWithProgress: async function* () {
          yield { type: "created", session: sessions[0]! };
        },
      },
    },
  };
}
