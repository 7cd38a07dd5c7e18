import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "../../connection/connection.ts";

const restMs = 250;

/** What the core finds at a path, once the person has stopped typing it; nothing for an empty one. */
export function useHostRepository(path: string) {
  const [settled, setSettled] = useState(path);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(path), restMs);
    return () => clearTimeout(timer);
  }, [path]);
  const isSettled = settled === path && path !== "";
  const { data, error } = useQuery({
    queryKey: ["repository", settled],
    queryFn: () => client().sessions.repository({ path: settled }),
    enabled: isSettled,
    retry: false,
    staleTime: 10_000,
  });
  // What was found of another path says nothing about this one.
  return isSettled ? { data, error } : { data: undefined, error: null };
}
