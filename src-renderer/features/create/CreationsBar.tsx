import { LoaderCircle, TriangleAlert } from "lucide-react";
import { neutralise } from "../../format/neutralise.ts";
import { go, sessionAddress } from "../../state/route.ts";
import { sessionNamed, useSessions } from "../../state/sessions.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { editAndRetry, forgetCreation, useCreations } from "./creations.ts";

/** Sessions that are on their way and in no list yet, and those that did not get there. */
export function CreationsBar() {
  const creations = useCreations((state) => state.creations);
  const sessions = useSessions((state) => state.sessions);
  return [...creations]
    .filter(([name, { error }]) => error !== null || sessionNamed(sessions, name) === null)
    .map(([name, { steps, progress, error }]) =>
      error ? (
        <Bar
          key={name}
          tone="danger"
          icon={<TriangleAlert size={14} aria-hidden />}
          action={
            <span className="flex gap-2">
              <Button small onClick={() => editAndRetry(name)}>
                Edit and retry
              </Button>
              <Button small kind="quiet" onClick={() => forgetCreation(name)}>
                Give it up
              </Button>
            </span>
          }
        >
          <span className="font-mono">{name}</span> was not created. {neutralise(error.message, 300)}
        </Bar>
      ) : (
        <Bar
          key={name}
          tone="plain"
          icon={<LoaderCircle size={14} aria-hidden className="turning text-ok" />}
          action={
            <Button small onClick={() => go(sessionAddress(name))}>
              Show
            </Button>
          }
        >
          <span className="font-mono">{name}</span>: {neutralise(steps.at(-1) ?? "preparing")}
          {progress && `, ${progress.what} · ${Math.round(progress.fraction * 100)} %`}
        </Bar>
      ),
    );
}
