import { useEffect } from "react";
import { useRoute } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { groupOf } from "../sessions/sessionOrder.ts";

const names: Readonly<Record<string, string>> = {
  audit: "Audit",
  approvals: "Approvals",
  credentials: "Credentials",
  rules: "Rules",
  doctor: "Doctor",
  settings: "Settings",
};

/** "(2) Sessions · Clauderon": the number is the sessions that need a person. */
export function useTitle(): void {
  const { path } = useRoute();
  const waiting = useSessions(
    ({ sessions }) => [...(sessions?.values() ?? [])].filter((session) => groupOf(session) === "needs").length,
  );
  const place = path[0] === "session" ? (path[1] ?? "Sessions") : (names[path[0] ?? ""] ?? "Sessions");
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${place} · Clauderon`;
  }, [waiting, place]);
}
