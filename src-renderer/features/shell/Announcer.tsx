import { useEffect, useRef, useState } from "react";
import { useSessions } from "../../state/sessions.ts";
import { newsBetween, sentenceOf } from "./announcements.ts";

/** A screen reader hears what changed in one sentence, and is then left alone for so long. */
const batchMs = 5000;

/** Says changes of sessions aloud: at leisure, many at once; at once only that an agent was not started. */
export function Announcer() {
  const sessions = useSessions((state) => state.sessions);
  const known = useRef(sessions);
  const pending = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [polite, setPolite] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => {
    const before = known.current;
    known.current = sessions;
    if (!before || !sessions) return;
    const news = newsBetween(before, sessions);
    if (news.urgent.length > 0) setUrgent(news.urgent.join(" "));
    // Only the last of several states of one session is said.
    for (const [id, words] of news.polite) pending.current.set(id, words);
    if (pending.current.size === 0 || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      setPolite(sentenceOf([...pending.current.values()]));
      pending.current.clear();
    }, batchMs);
  }, [sessions]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  return (
    <>
      <div role="status" aria-label="Changes of sessions" className="sr-only">
        {polite}
      </div>
      <div role="alert" className="sr-only">
        {urgent}
      </div>
    </>
  );
}
