import { toast } from "sonner";
import { go } from "../../state/route.ts";
import { Failure } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { ImageProgress } from "../image/ImageProgress.tsx";
import { useImageBuild } from "../image/imageBuild.ts";
import { cancelCreation, editAndRetry, forgetCreation, useCreations } from "./creations.ts";
import { ProgressList } from "./ProgressList.tsx";

/** In the place of a screen that is not there yet: what is being done for it, or what went wrong. */
export function CreationView({ name }: { readonly name: string }) {
  const creation = useCreations(({ creations }) => creations.get(name) ?? null);
  if (creation?.error) {
    return (
      <section aria-label={`${name} was not created`} className="h-full overflow-auto p-6">
        <div className="flex max-w-[720px] flex-col gap-2">
          <p className="px-4 font-medium">{name} was not created. Nothing of it is left; what you filled in is kept.</p>
          <Failure error={creation.error} />
          <div className="flex gap-2 px-4">
            <Button kind="primary" onClick={() => editAndRetry(name)}>
              Edit and retry
            </Button>
            <Button
              onClick={() => {
                forgetCreation(name);
                go("/sessions", { replace: true });
              }}
            >
              Give it up
            </Button>
          </div>
        </div>
      </section>
    );
  }
  return (
    <section aria-label={`${name} is being created`} className="h-full overflow-auto bg-terminal p-6">
      <div className="flex max-w-[720px] flex-col gap-3">
        <ProgressList
          steps={creation?.steps ?? ["creating"]}
          since={creation?.since ?? null}
          progress={creation?.progress ?? null}
        />
        <BuildProgress />
        <div>
          <Button onClick={() => cancelCreation(name).catch((error: Error) => toast.error(error.message))}>
            Cancel
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Only while there is something to build: an image that is there is found at once. */
function BuildProgress() {
  const isBuilding = useImageBuild(({ state, log }) => state === "running" && log.length > 0);
  return isBuilding ? <ImageProgress /> : null;
}
