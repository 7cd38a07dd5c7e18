import type { LucideIcon } from "lucide-react";
import type { Session } from "../../../src-shared/model/session.ts";
import type { Shortcut } from "../../keys/commands.ts";

export interface PaletteAction {
  readonly name: string;
  readonly icon: LucideIcon;
  /** What it would do, computed now. */
  readonly consequence: string;
  /** Asks, once a person comes near, what of this session would be lost. */
  readonly atRisk?: Session;
  /** Why it cannot be done now. */
  readonly disabled?: string | undefined;
  readonly keys?: Shortcut | null;
  /** The command that does the same. */
  readonly cli?: string;
  readonly run: () => void;
}
