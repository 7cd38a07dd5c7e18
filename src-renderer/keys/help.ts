import { type CommandId, commandIds, entryOf, type Place, placeOf, places } from "./keymap.ts";

/** A line of the help: one command, or a row of keys that differ in their last sign. */
export interface HelpLine {
  readonly what: string;
  readonly ids: readonly CommandId[];
}

export interface HelpSection {
  readonly place: Place;
  readonly name: string;
  readonly inTerminal: boolean;
  readonly lines: readonly HelpLine[];
}

/** All keys by where they work, in the order of the table. */
export function helpSections(): readonly HelpSection[] {
  return (Object.keys(places) as Place[]).map((place) => {
    const lines: { what: string; ids: CommandId[] }[] = [];
    for (const id of commandIds.filter((one) => placeOf(one) === place)) {
      const { what, series } = entryOf(id);
      const last = lines.at(-1);
      if (series !== undefined && last?.what === series) last.ids.push(id);
      else lines.push({ what: series ?? what, ids: [id] });
    }
    return { place, ...places[place], lines };
  });
}
