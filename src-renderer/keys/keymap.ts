/*
 * Every key of the app, in one table: the screens run commands by these names, and labels, help, palette and settings
 * read the keys from here. `Mod` is Cmd on a Mac, else Ctrl, and Ctrl+Shift in a terminal.
 */

/** Where keys work. `inTerminal`: also while a program in a terminal has the focus. */
export const places = {
  app: { name: "Anywhere", inTerminal: false },
  lists: { name: "Lists", inTerminal: false },
  go: { name: "Go to", inTerminal: false },
  sessions: { name: "Sessions", inTerminal: false },
  terminal: { name: "Terminal", inTerminal: true },
  audit: { name: "Audit", inTerminal: false },
  approvals: { name: "Approvals, in the card", inTerminal: false },
  tables: { name: "Credentials, rules, doctor", inTerminal: false },
  create: { name: "New session", inTerminal: false },
  palette: { name: "Palette", inTerminal: false },
  dialogs: { name: "Dialogs and dividers", inTerminal: false },
} as const;

export type Place = keyof typeof places;

export interface KeyEntry {
  readonly keys: string;
  /** Keys that mean the same and stay what they are: arrows, and what the platform expects. */
  readonly also?: readonly string[];
  readonly what: string;
  /** Stays what it is: the platform's own, or what every dialog does. */
  readonly fixed?: true;
  /** Entries of one row of keys, `Mod+1` to `Mod+9`, are one line in the help. */
  readonly series?: string;
}

const down = { keys: "J", also: ["ArrowDown"], what: "down" } as const;
const up = { keys: "K", also: ["ArrowUp"], what: "up" } as const;
const tab = (number: number) =>
  ({ keys: `Mod+${number}`, what: `tab ${number}`, series: "tab of that number" }) as const;
const side = (arrow: string, what: string) =>
  ({ keys: `Mod+Alt+Arrow${arrow}`, what: `pane ${what}`, series: "pane on that side" }) as const;

export const keymap = {
  "app.palette": { keys: "Mod+K", what: "palette" },
  "app.nextNeedsYou": { keys: "Mod+]", what: "next session that needs you" },
  "app.approvals": { keys: "Mod+I", what: "approvals" },
  "app.sidebar": { keys: "Mod+B", what: "sidebar" },
  "app.sidePanel": { keys: "Mod+J", what: "side panel" },
  "app.settings": { keys: "Mod+,", what: "settings" },
  "app.proxy": { keys: "Mod+Shift+P", what: "proxy on or off" },
  "app.nextRegion": { keys: "F6", also: ["Mod+F6"], what: "next region" },
  "app.previousRegion": { keys: "Shift+F6", what: "previous region" },
  "app.zoomIn": { keys: "Mod+=", also: ["Mod++"], what: "larger", fixed: true },
  "app.zoomOut": { keys: "Mod+-", what: "smaller", fixed: true },
  "app.zoomReset": { keys: "Mod+0", what: "as large as at first", fixed: true },
  "app.back": { keys: "Escape", what: "one step back", fixed: true },

  "lists.help": { keys: "?", what: "all keys" },
  "lists.go": { keys: "G", what: "go to, with the letter of a screen" },

  "go.sessions": { keys: "S", what: "sessions" },
  "go.audit": { keys: "A", what: "audit" },
  "go.approvals": { keys: "I", what: "approvals" },
  "go.rules": { keys: "U", what: "rules" },
  "go.credentials": { keys: "C", what: "credentials" },
  "go.doctor": { keys: "D", what: "doctor" },
  "go.refused": { keys: "R", what: "refused requests" },

  "sessions.down": down,
  "sessions.up": up,
  "sessions.first": { keys: "Home", what: "first" },
  "sessions.last": { keys: "End", what: "last" },
  "sessions.open": { keys: "Enter", what: "terminal" },
  "sessions.peek": { keys: "Space", what: "peek at the screen" },
  "sessions.nextNeedsYou": { keys: "]", what: "next that needs you" },
  "sessions.new": { keys: "N", what: "new session" },
  "sessions.reply": { keys: "R", what: "reply in one line" },
  "sessions.startStop": { keys: "S", what: "start or stop" },
  "sessions.restart": { keys: "Shift+S", what: "restart" },
  "sessions.actions": { keys: ".", what: "actions" },
  "sessions.select": { keys: "X", what: "select" },
  "sessions.selectDown": { keys: "Shift+J", also: ["Shift+ArrowDown"], what: "select on down" },
  "sessions.selectUp": { keys: "Shift+K", also: ["Shift+ArrowUp"], what: "select on up" },
  "sessions.selectAll": { keys: "Mod+A", what: "select all" },
  "sessions.archive": { keys: "A", what: "archive, or bring back" },
  "sessions.delete": { keys: "Delete", what: "delete…" },
  "sessions.undo": { keys: "U", what: "undo the last deletion" },
  "sessions.clone": { keys: "C", what: "new session like this" },
  "sessions.diff": { keys: "D", what: "what it changed" },
  "sessions.requests": { keys: "Shift+R", what: "its requests" },
  "sessions.filter": { keys: "/", what: "filter" },
  "sessions.all": { keys: "1", what: "all states" },
  "sessions.needs": { keys: "2", what: "those that need you" },
  "sessions.working": { keys: "3", what: "working" },
  "sessions.idle": { keys: "4", what: "idle" },
  "sessions.ended": { keys: "5", what: "ended" },
  "sessions.archived": { keys: "6", what: "archived" },
  "sessions.deleted": { keys: "7", what: "deleted" },

  "terminal.leave": { keys: "Mod+E", what: "leave the terminal" },
  "terminal.tab1": tab(1),
  "terminal.tab2": tab(2),
  "terminal.tab3": tab(3),
  "terminal.tab4": tab(4),
  "terminal.tab5": tab(5),
  "terminal.tab6": tab(6),
  "terminal.tab7": tab(7),
  "terminal.tab8": tab(8),
  "terminal.tab9": tab(9),
  "terminal.moveTabLeft": { keys: "Mod+PageUp", what: "tab to the left" },
  "terminal.moveTabRight": { keys: "Mod+PageDown", what: "tab to the right" },
  "terminal.shell": { keys: "Mod+T", what: "shell tab" },
  "terminal.closeTab": { keys: "Mod+W", what: "close tab, which detaches" },
  "terminal.splitRight": { keys: "Mod+D", what: "shell to the right" },
  "terminal.splitDown": { keys: "Mod+S", what: "shell below" },
  "terminal.maximise": { keys: "Mod+Enter", what: "only this pane, or all" },
  "terminal.paneLeft": side("Left", "to the left"),
  "terminal.paneRight": side("Right", "to the right"),
  "terminal.paneUp": side("Up", "above"),
  "terminal.paneDown": side("Down", "below"),
  "terminal.find": { keys: "Mod+F", what: "find" },
  "terminal.copy": { keys: "Mod+C", what: "copy" },
  "terminal.paste": { keys: "Mod+V", what: "paste" },
  "terminal.scrollUp": { keys: "Shift+PageUp", what: "scroll up" },
  "terminal.scrollDown": { keys: "Shift+PageDown", what: "scroll down" },
  "terminal.previousPrompt": { keys: "Mod+ArrowUp", what: "previous prompt" },
  "terminal.nextPrompt": { keys: "Mod+ArrowDown", what: "next prompt" },

  "audit.filter": { keys: "/", what: "filter" },
  "audit.down": down,
  "audit.up": up,
  "audit.detail": { keys: "Enter", what: "detail" },
  "audit.follow": { keys: "F", what: "follow or pause" },
  "audit.sort": { keys: "S", what: "sort the held list" },
  "audit.verify": { keys: "V", what: "verify" },
  "audit.export": { keys: "E", what: "export" },
  "audit.copy": { keys: "C", what: "copy as JSON" },
  "audit.rule": { keys: "W", what: "write a rule" },
  "audit.previous": { keys: "P", what: "previous in the chain" },
  "audit.newest": { keys: "Home", what: "newest" },
  "audit.oldest": { keys: "End", what: "oldest, or resume" },
  "audit.zoomOut": { keys: "[", what: "more of the time" },
  "audit.zoomIn": { keys: "]", what: "the newer half of the time" },

  "approvals.down": { keys: "J", also: ["ArrowDown"], what: "next" },
  "approvals.up": { keys: "K", also: ["ArrowUp"], what: "the one before" },
  "approvals.card": { keys: "Enter", what: "to the card" },
  "approvals.deny": { keys: "D", what: "deny" },
  "approvals.once": { keys: "O", what: "allow once" },
  "approvals.session": { keys: "S", what: "allow for this session" },
  "approvals.always": { keys: "W", what: "allow always…" },
  "approvals.terminal": { keys: "T", what: "its terminal" },

  "tables.down": down,
  "tables.up": up,
  "tables.detail": { keys: "Enter", what: "detail" },
  "tables.add": { keys: "N", what: "add" },
  "tables.test": { keys: "T", what: "test" },
  "tables.run": { keys: "R", what: "run again" },
  "tables.copyReport": { keys: "C", what: "copy report" },
  "tables.remove": { keys: "Delete", what: "remove…" },

  "create.create": { keys: "Mod+Enter", what: "create and open" },
  "create.history": { keys: "ArrowUp", what: "earlier prompts, in an empty prompt", fixed: true },
  "create.close": { keys: "Escape", what: "close, and keep what is filled in", fixed: true },

  "palette.copy": { keys: "Mod+C", what: "copy as command" },
  "palette.widen": { keys: "Backspace", what: "beyond the session in front, in an empty field", fixed: true },

  "dialogs.cancel": { keys: "Escape", what: "cancel", fixed: true },
  "dialogs.safe": { keys: "Enter", what: "the safe answer", fixed: true },
  "dialogs.destroy": { keys: "Mod+Delete", what: "the answer that destroys" },
  "dialogs.divider": { keys: "ArrowLeft", what: "divider by a cell; with Shift by five", fixed: true },
} as const satisfies Readonly<Record<`${Place}.${string}`, KeyEntry>>;

export type CommandId = keyof typeof keymap;
export type CommandIn<P extends Place> = Extract<CommandId, `${P}.${string}`>;

export const commandIds = Object.keys(keymap) as readonly CommandId[];

export const entryOf = (id: CommandId): KeyEntry => keymap[id];
export const placeOf = (id: CommandId): Place => id.slice(0, id.indexOf(".")) as Place;

/** Do keys of both places reach the same focus? */
export function meet(one: Place, other: Place): boolean {
  if (one === other) return true;
  const pair = [one, other];
  // What follows G is a row of keys of its own; so is what a dialog over the screen takes.
  if (pair.includes("go")) return false;
  if (pair.includes("app")) return true;
  const lists: readonly Place[] = ["sessions", "audit", "approvals", "tables"];
  return pair.includes("lists") && pair.some((place) => lists.includes(place));
}
