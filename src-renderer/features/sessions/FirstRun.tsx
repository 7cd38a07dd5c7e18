import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, Play } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { toast } from "sonner";
import { client } from "../../connection/connection.ts";
import { go, setSearch } from "../../state/route.ts";
import { useStatus } from "../../state/status.ts";
import { Button } from "../../ui/Button.tsx";
import { Prose } from "../../ui/Outside.tsx";
import { startDemo } from "../demo/demoRun.ts";
import { ImageProgress } from "../image/ImageProgress.tsx";
import { buildImage, useImageBuild } from "../image/imageBuild.ts";

const SetCredentialDialog = lazy(async () => {
  const { SetCredentialDialog: Dialog } = await import("../credentials/SetCredentialDialog.tsx");
  return { default: Dialog };
});

const tokenCommand = "claude setup-token";
const shellCommand = "clauderon create --name first --repo . --attach";

const imageDetail = {
  idle: "What agents run in: Claude Code, Codex, Node and git.",
  running: "Is being built. It goes on while you do something else.",
  failed: "It could not be built.",
};

/** No session yet: the steps that lead to one, each checking itself. */
export function FirstRun({ hadSessions }: { readonly hadSessions: boolean }) {
  const engine = useStatus((state) => state.status?.engine ?? null);
  const image = useImageBuild();
  const canBuild = !hadSessions && engine?.ok === true;
  useEffect(() => {
    // In the background, so that the first session need not wait for it; one that is there is found at once.
    if (canBuild && useImageBuild.getState().state === "idle") void buildImage();
  }, [canBuild]);
  const credentials = useQuery({ queryKey: ["credentials"], queryFn: () => client().credentials.list({}) });
  const [isAdding, setAdding] = useState(false);
  if (hadSessions) {
    return (
      <div className="flex flex-1 flex-col items-center justify-center gap-3">
        <p className="text-page">No session is running.</p>
        <Button kind="primary" keys="sessions.new" onClick={() => setSearch("new", "")}>
          New session
        </Button>
      </div>
    );
  }
  const token = credentials.data?.some(({ health }) => health !== "not_set") ?? null;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex min-h-full flex-col items-center justify-center gap-4 p-6">
        <div className="flex w-[640px] max-w-full flex-col gap-1">
          <h2 className="text-page">Run an agent without handing it your keys</h2>
          <p className="text-text2">
            The container gets placeholders. The proxy on this machine puts the real token in, and records every
            request.
          </p>
        </div>
        <ol className="w-[640px] max-w-full divide-y divide-line rounded-panel border border-line">
          <Step
            done={engine?.ok ?? null}
            title="Container engine"
            detail={engine?.ok ? `Docker ${engine.version} answers.` : (engine?.problem ?? "Looking…")}
          >
            {engine?.ok === false && (
              <Button small onClick={() => go("/doctor")}>
                Doctor
              </Button>
            )}
          </Step>
          <Step
            done={image.state === "done" ? true : null}
            title="Agent image"
            detail={
              image.state === "done" ? `${image.image ?? "What agents run in"} is here.` : imageDetail[image.state]
            }
            below={image.state !== "done" && <ImageProgress />}
          >
            {engine?.ok && (image.state === "idle" || image.state === "failed") && (
              <Button small onClick={() => void buildImage()}>
                Build
              </Button>
            )}
          </Step>
          <Step
            done={token}
            title="A token"
            detail={
              token
                ? "At least one credential is set."
                : "Sessions can start without one, but every model request is refused. `claude setup-token` makes one for this machine; it is stored here and never shown again."
            }
          >
            {token === false && (
              <span className="flex gap-2">
                <Button
                  small
                  title={tokenCommand}
                  onClick={() => void navigator.clipboard.writeText(tokenCommand).then(() => toast("Copied."))}
                >
                  Copy command
                </Button>
                <Button small onClick={() => setAdding(true)}>
                  Paste it…
                </Button>
              </span>
            )}
          </Step>
          <Step done={null} title="First session" detail="A repository, or none, and what to do.">
            <Button small kind="primary" keys="sessions.new" onClick={() => setSearch("new", "")}>
              New session
            </Button>
          </Step>
        </ol>
        <div className="flex w-[640px] max-w-full flex-wrap items-center gap-x-3 gap-y-2">
          <Button
            onClick={() => {
              go("/demo");
              void startDemo();
            }}
          >
            <Play size={13} aria-hidden />
            Try it without a token
          </Button>
          <span className="text-small text-text2">
            The real Claude Code, and a stand-in for its API. Half a minute.
          </span>
        </div>
        <p className="w-[640px] max-w-full text-small text-text3">
          Other agents: <TextLink onClick={() => go("/credentials")}>Codex, Gemini, API keys</TextLink>. Prefer the
          shell? <code className="font-mono text-text2">{shellCommand}</code>
        </p>
        <Suspense>
          {isAdding && (
            <SetCredentialDialog
              id="anthropic"
              known={credentials.data ?? []}
              onClose={() => setAdding(false)}
              onSet={() => void credentials.refetch()}
            />
          )}
        </Suspense>
      </div>
    </div>
  );
}

function TextLink({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="hit text-accent hover:underline">
      {children}
    </button>
  );
}

function Step(props: {
  readonly done: boolean | null;
  readonly title: string;
  readonly detail: string;
  readonly below?: ReactNode;
  readonly children?: ReactNode;
}) {
  const Icon = props.done === null ? CircleDashed : props.done ? CircleCheck : CircleX;
  const tone = props.done === null ? "text-text3" : props.done ? "text-ok" : "text-warn";
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon size={15} aria-hidden className={`shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{props.title}</p>
        <p className="text-small text-text2">
          <Prose text={props.detail} limit={300} />
        </p>
        {props.below}
      </div>
      {props.children}
    </li>
  );
}
