import { useQuery } from "@tanstack/react-query";
import type { ValueCount } from "../../../src-shared/contract/audit.ts";
import { client } from "../../connection/connection.ts";

const week = 7 * 86_400_000;

/** The sessions whose requests a credential was added to in the last 7 days, the busiest first. */
export function useUsers(ids: readonly string[]): ReadonlyMap<string, readonly ValueCount[]> {
  const { data } = useQuery({
    queryKey: ["credential users", ids.join()],
    queryFn: async () => {
      const from = new Date(Date.now() - week).toISOString();
      const found = new Map<string, readonly ValueCount[]>();
      // One after the other: each looks through many records.
      for (const id of ids) {
        const where = `credential_id = ${JSON.stringify(id)}`;
        const { values } = await client().audit.values({ field: "session_name", where, from, limit: 100 });
        found.set(id, values);
      }
      return found;
    },
    staleTime: 15_000,
    refetchInterval: 30_000,
  });
  return data ?? none;
}

const none: ReadonlyMap<string, readonly ValueCount[]> = new Map();
