import { Bookmark } from "lucide-react";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";

interface Saved {
  readonly queries: readonly string[];
}

const useSaved = create<Saved>()(persist((): Saved => ({ queries: [] }), { name: "clauderon.filters", version: 1 }));

const builtIn: readonly [string, string][] = [
  ["Refused", "decision:deny"],
  ["Errors", "status:>=500"],
  ["With a credential", "injected:true"],
  ["Slow", "duration:>10000"],
];

export function SavedFilters(props: { readonly query: string; readonly onQuery: (query: string) => void }) {
  const { query, onQuery } = props;
  const queries = useSaved((state) => state.queries);
  const isSaved = queries.includes(query);
  return (
    <Menu
      trigger={
        <Button>
          <Bookmark size={13} aria-hidden />
          Saved
        </Button>
      }
      items={[
        ...builtIn.map(([name, text]) => ({ name, note: text, run: () => onQuery(text) })),
        "line",
        ...queries.map((text) => ({ name: text, run: () => onQuery(text) })),
        ...(query === ""
          ? []
          : [
              {
                name: isSaved ? "Forget this filter" : "Save this filter",
                run: () =>
                  useSaved.setState({
                    queries: isSaved ? queries.filter((one) => one !== query) : [...queries, query],
                  }),
              },
            ]),
      ]}
    />
  );
}
