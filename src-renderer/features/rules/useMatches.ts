import { useQuery } from "@tanstack/react-query";
import { client } from "../../connection/connection.ts";

const week = 7 * 86_400_000;

/** How many requests of the last 7 days each rule decided, by the name that the audit has for it. */
export function useMatches(): ReadonlyMap<string, number> | null {
  const { data } = useQuery({
    queryKey: ["rule matches of a week"],
    queryFn: async () => {
      const from = new Date(Date.now() - week).toISOString();
      const { values } = await client().audit.values({ field: "rule", from, limit: 500, most: 1_000_000 });
      return new Map(values.map(({ value, records }) => [value, records]));
    },
    staleTime: 15_000,
    refetchInterval: 30_000,
  });
  return data ?? null;
}
