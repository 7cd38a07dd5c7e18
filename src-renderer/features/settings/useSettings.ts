import { useQuery } from "@tanstack/react-query";
import type { Setting } from "../../../src-shared/contract/system.ts";
import { client } from "../../connection/connection.ts";
import { useStatus } from "../../state/status.ts";

/** Values of config.toml as they are in force; undefined before they are known. */
export function useSettings(): readonly Setting[] | undefined {
  const configError = useStatus((state) => state.status?.proxy.configError ?? null);
  const { data } = useQuery({
    queryKey: ["settings", configError],
    queryFn: () => client().system.settings({}),
    refetchInterval: 10_000,
  });
  return data;
}
