import { ChevronDown, Eye, GitPullRequest, Pencil } from "lucide-react";
import { toast } from "sonner";
import { type AccessMode, accessModeSchema, type Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { Menu } from "../../ui/Menu.tsx";

const icons = { read: Eye, propose: GitPullRequest, write: Pencil };

/** What each mode lets a session do, in one line. */
export const accessNotes: Readonly<Record<AccessMode, string>> = {
  read: "Looks and fetches; no push, no writes.",
  propose: "Also pushes branches and opens pull requests.",
  write: "Anything the credentials allow, except making new ones.",
};

export function setAccessMode(session: Session, accessMode: AccessMode): void {
  client()
    .sessions.setAccessMode({ session: session.id, accessMode })
    .then(
      ({ name }) => toast(`${name} may ${accessMode} from its next request on.`),
      (error: Error) => toast.error(error.message),
    );
}

/** The mode a session has, and a menu to change it while it runs. */
export function AccessMenu({ session }: { readonly session: Session }) {
  const Icon = icons[session.accessMode];
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-6 items-center gap-1 rounded-tag border border-line px-1.5 text-text2 hover:bg-hover hover:text-text"
        >
          <Icon size={12} aria-hidden />
          <span className="sr-only">Access mode: </span>
          {session.accessMode}
          <ChevronDown size={11} aria-hidden className="text-text3" />
        </button>
      }
      items={accessModeSchema.options.map((mode) => ({
        name: mode,
        note: accessNotes[mode],
        checked: mode === session.accessMode,
        run: () => setAccessMode(session, mode),
      }))}
    />
  );
}
