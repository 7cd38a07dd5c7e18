import { clsx } from "clsx";
import app from "../../../docs/app.md?raw";
import configuration from "../../../docs/configuration.md?raw";
import containment from "../../../docs/containment.md?raw";
import desktop from "../../../docs/desktop.md?raw";
import troubleshooting from "../../../docs/troubleshooting.md?raw";
import { go } from "../../state/route.ts";
import { Document } from "./Document.tsx";

/** What a user of the app may look for, in the order in which they may. */
const documents = [
  ["app", "The app", app],
  ["configuration", "Configuration", configuration],
  ["troubleshooting", "Troubleshooting", troubleshooting],
  ["containment", "Containment", containment],
  ["desktop", "Desktop app", desktop],
] as const;

/** The documents of this very version: nothing is loaded from anywhere. */
export default function DocsScreen({ name }: { readonly name: string | null }) {
  const [shown, , text] = documents.find(([id]) => id === name) ?? documents[0];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="screen-head">
        <h1 className="text-title font-semibold">Docs</h1>
        <nav aria-label="Documents" className="flex flex-wrap gap-1">
          {documents.map(([id, title]) => (
            <a
              key={id}
              href={`/docs/${id}`}
              aria-current={id === shown ? "page" : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                go(`/docs/${id}`);
              }}
              className={clsx(
                "flex h-6 items-center whitespace-nowrap rounded-control px-2",
                id === shown ? "bg-active text-text" : "text-text2 hover:bg-hover hover:text-text",
              )}
            >
              {title}
            </a>
          ))}
        </nav>
      </header>
      <div key={shown} role="region" aria-label="Document" tabIndex={0} className="min-h-0 flex-1 overflow-auto px-4">
        <Document text={text} />
      </div>
    </div>
  );
}
