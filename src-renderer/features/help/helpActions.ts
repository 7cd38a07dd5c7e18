import { BookOpen, ClipboardCopy, Keyboard, Play } from "lucide-react";
import { toast } from "sonner";
import { go } from "../../state/route.ts";
import { doctorReport } from "../doctor/doctorReport.ts";
import { runDoctor, useDoctor } from "../doctor/doctorRun.ts";
import type { PaletteAction } from "../palette/paletteAction.ts";
import { useDialogs } from "../shell/dialogs.ts";

/** What the palette and the menu bar's Help offer. */
export function helpActions(): PaletteAction[] {
  return [
    {
      name: "Keys",
      icon: Keyboard,
      consequence: "By the place where they work",
      keys: "lists.help",
      run: () => useDialogs.setState({ keys: true }),
    },
    { name: "Docs", icon: BookOpen, consequence: "Of this version, without a network", run: () => go("/docs") },
    {
      name: "Demo",
      icon: Play,
      consequence: "One session end to end, without a token",
      cli: "clauderon demo",
      run: () => go("/demo"),
    },
    {
      name: "Copy report",
      icon: ClipboardCopy,
      consequence: "What Doctor found, for an issue: no name, no token",
      cli: "clauderon doctor",
      run: () => void copyReport(),
    },
  ];
}

/** Checks first where nothing was checked yet. */
async function copyReport(): Promise<void> {
  if (useDoctor.getState().checks.length === 0) await runDoctor();
  const { checks, error } = useDoctor.getState();
  if (error !== null) {
    toast.error(error.message);
    return;
  }
  await navigator.clipboard.writeText(doctorReport(checks));
  toast("Report copied.");
}
