/** All keys, by where they work. */
export const keyHelp: readonly {
  readonly place: string;
  /** Where `Mod` is Ctrl+Shift, except on a Mac. */
  readonly inTerminal?: boolean;
  readonly keys: readonly (readonly [string, string])[];
}[] = [
  {
    place: "Anywhere",
    keys: [
      ["Mod+K", "palette"],
      ["Mod+]", "next session that needs you"],
      ["Mod+I", "approvals"],
      ["Mod+B", "sidebar"],
      ["Mod+J", "side panel"],
      ["Mod+,", "settings"],
      ["Mod+Shift+P", "proxy on or off"],
      ["?", "this list"],
      ["Escape", "one step back"],
    ],
  },
  {
    place: "Go to",
    keys: [
      ["G S", "sessions"],
      ["G A", "audit"],
      ["G R", "refused requests"],
      ["G I", "approvals"],
      ["G U", "rules"],
      ["G C", "credentials"],
      ["G D", "doctor"],
    ],
  },
  {
    place: "Sessions",
    keys: [
      ["J", "down"],
      ["K", "up"],
      ["Enter", "terminal"],
      ["Space", "peek at the screen"],
      ["R", "reply in one line"],
      ["]", "next that needs you"],
      ["N", "new session"],
      ["C", "new session like this"],
      ["S", "start or stop"],
      ["Shift+S", "restart"],
      ["A", "archive"],
      ["X", "select"],
      ["Shift+J", "select on down"],
      ["Mod+A", "select all"],
      [".", "actions"],
      ["Shift+R", "its requests"],
      ["Delete", "delete…"],
      ["/", "filter"],
      ["1", "to 6: by state"],
    ],
  },
  {
    place: "Terminal",
    inTerminal: true,
    keys: [
      ["Mod+E", "leave the terminal"],
      ["Mod+F", "find"],
      ["Mod+C", "copy"],
      ["Mod+V", "paste"],
      ["Mod+T", "shell tab"],
      ["Mod+W", "close tab, which detaches"],
      ["Mod+1", "to 9: that tab"],
      ["Mod+PageUp", "tab to the left"],
      ["Mod+PageDown", "tab to the right"],
      ["Mod+D", "shell to the right"],
      ["Mod+S", "shell below"],
      ["Mod+Enter", "only this pane, or all"],
      ["Mod+Alt+ArrowLeft", "pane beside, by any arrow"],
      ["Shift+PageUp", "scroll"],
    ],
  },
  {
    place: "Audit",
    keys: [
      ["/", "filter"],
      ["J", "down"],
      ["K", "up"],
      ["Enter", "detail"],
      ["F", "follow or pause"],
      ["V", "verify"],
      ["E", "export"],
      ["C", "copy as JSON"],
      ["P", "previous in the chain"],
      ["[", "the whole time again"],
      ["]", "the newer half of the time"],
      ["Home", "newest"],
      ["End", "oldest, or resume"],
    ],
  },
  {
    place: "New session",
    keys: [
      ["Mod+Enter", "create and open"],
      ["ArrowUp", "earlier prompts, in an empty prompt"],
      ["Escape", "close, and keep what is filled in"],
    ],
  },
  {
    place: "Credentials",
    keys: [
      ["N", "set"],
      ["T", "test"],
      ["Delete", "remove…"],
    ],
  },
];
