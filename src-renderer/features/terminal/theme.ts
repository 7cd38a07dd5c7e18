import type { ITheme } from "@xterm/xterm";

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

function theme(base: ITheme, normal: string, bright: string): ITheme {
  const colours: Record<string, string> = {};
  normal.split(" ").forEach((colour, at) => {
    colours[names[at] ?? ""] = colour;
  });
  bright.split(" ").forEach((colour, at) => {
    const name = names[at] ?? "";
    colours[`bright${name[0]?.toUpperCase()}${name.slice(1)}`] = colour;
  });
  return { ...base, ...colours };
}

/** Each colour has a ratio of at least 5 on its background, black aside. */
export const terminalThemes = {
  dark: theme(
    { background: "#0E1013", foreground: "#DDE1E6", cursor: "#76ADFF", selectionBackground: "#2B4468" },
    "#2A3038 #FF8077 #5CCB93 #E5B454 #7FB2FF #C6A4FF #5CC8D6 #C9CED5",
    "#7E8793 #FFA39C #86DDB1 #F2CF86 #A9CCFF #DBC6FF #8FDDE7 #F4F6F8",
  ),
  light: theme(
    { background: "#FFFFFF", foreground: "#1C2126", cursor: "#1D5FCC", selectionBackground: "#CFE0FA" },
    "#16191D #B42525 #14734A #7A5200 #1D5FCC #6A3DC4 #0B6B78 #5B636E",
    "#606873 #C43A31 #1A7F52 #8F5F00 #2B6BDB #7C50D6 #0F7886 #3A414A",
  ),
};

/** Behind what was found; the one that was gone to is the stronger. */
export const foundColours = {
  dark: {
    matchBackground: "#3D3520",
    activeMatchBackground: "#6B5A2A",
    matchOverviewRuler: "#E5B454",
    activeMatchColorOverviewRuler: "#76ADFF",
  },
  light: {
    matchBackground: "#FBF1DC",
    activeMatchBackground: "#F2CF86",
    matchOverviewRuler: "#875600",
    activeMatchColorOverviewRuler: "#1D5FCC",
  },
};
