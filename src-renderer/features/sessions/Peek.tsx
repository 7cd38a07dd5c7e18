import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { neutralise } from "../../format/neutralise.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { Button } from "../../ui/Button.tsx";
import { inputClass } from "../../ui/Field.tsx";
import { typeInto } from "./typeInto.ts";

const peekLines = 12;
const replyLines = 6;

/** The end of a session's screen without going there, and a line to answer it. */
export function Peek(props: { readonly session: Session; readonly replies: boolean; readonly onClose: () => void }) {
  const { session, replies, onClose } = props;
  const { data, error } = useQuery({
    queryKey: ["peek", session.id],
    queryFn: () => lastLines(session.id),
    refetchInterval: 2000,
    gcTime: 0,
  });
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const send = async (): Promise<void> => {
    if (text.trim() === "") return;
    onClose();
    await typeInto(session.id, text).then(
      () => toast(`Typed into ${session.name}.`),
      (failure: Error) => toast.error(failure.message),
    );
  };
  return (
    <div role="row" className="border-b border-line bg-bg py-2 pl-[41px] pr-3">
      <div role="gridcell" className="flex flex-col gap-2">
        <p className="text-label text-text3">From the container, as it was written there. Space or Esc closes.</p>
        {error ? (
          <p className="text-small text-danger">{error.message}</p>
        ) : (
          <pre className="overflow-hidden whitespace-pre font-mono text-log text-text2">
            {(data ?? []).slice(replies ? -replyLines : -peekLines).join("\n") || "Nothing on the screen."}
          </pre>
        )}
        {replies && (
          <div className="flex items-center gap-2">
            <input
              ref={(input) => {
                if (!field.current) input?.focus();
                field.current = input;
              }}
              data-field
              aria-label={`Reply to ${session.name}`}
              value={text}
              placeholder="Reply in one line"
              autoComplete="off"
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => runKey(event, { Enter: () => void send(), Escape: onClose })}
              className={inputClass}
            />
            <Button small kind="primary" keys="Enter" onClick={() => void send()}>
              Type it
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

async function lastLines(session: string): Promise<string[]> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const event of client().sessions.logs({ session, follow: false })) {
    if (event.type === "output") text = (text + decoder.decode(event.bytes, { stream: true })).slice(-20_000);
  }
  return text
    .split("\n")
    .map((line) => neutralise(line.trimEnd()))
    .filter((line, at, lines) => line !== "" || (lines[at - 1] ?? "") !== "")
    .slice(0, -1)
    .slice(-peekLines);
}
