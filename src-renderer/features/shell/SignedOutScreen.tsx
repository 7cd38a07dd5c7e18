import { Empty } from "../../ui/Bar.tsx";
import { Prose } from "../../ui/Outside.tsx";

const sentences = {
  none: "Open the link that `clauderon web` printed. Links work once.",
  ok: "The core was started again, which signs every tab out. Run `clauderon web` again.",
  used: "This link was already used, or is older than a minute. Run `clauderon web` again.",
  "too-many": "Too many wrong links were tried. Wait a minute, then run `clauderon web` again.",
};

export function SignedOutScreen(props: {
  readonly reason: keyof typeof sentences;
  readonly state: "signed-out" | "wrong-version";
}) {
  return (
    <main className="h-full bg-surface" aria-label="Signed out">
      <h1 className="sr-only">Clauderon</h1>
      {props.state === "wrong-version" ? (
        <Empty title="This page is of another version than the core.">Reload it.</Empty>
      ) : (
        <Empty title="You are not signed in.">
          <p>
            <Prose text={sentences[props.reason]} />
          </p>
        </Empty>
      )}
    </main>
  );
}
