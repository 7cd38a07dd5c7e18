import { Suspense, useEffect } from "react";
import { Toaster } from "sonner";
import { useConnection } from "../../connection/connection.ts";
import { go, useRoute } from "../../state/route.ts";
import { Loading } from "../../ui/Bar.tsx";
import { HeldAnnouncer } from "../approvals/HeldAnnouncer.tsx";
import { DeleteDialog } from "../sessions/DeleteDialog.tsx";
import { OpenNetworkDialog } from "../sessions/OpenNetworkDialog.tsx";
import { PurgeDialog } from "../sessions/PurgeDialog.tsx";
import { RestoreDialog } from "../sessions/RestoreDialog.tsx";
import { Announcer } from "./Announcer.tsx";
import { Banners } from "./Banners.tsx";
import { useDialogs } from "./dialogs.ts";
import { KeysDialog } from "./KeysDialog.tsx";
import { ProxyOffDialog } from "./ProxyOffDialog.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { SpaceDialog } from "./SpaceDialog.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { CreateSheet, getReady, Palette, Screen } from "./screens.tsx";
import { useGlobalKeys } from "./useGlobalKeys.ts";
import { useGoKeys } from "./useGoKeys.ts";
import { useScreenFocus } from "./useScreenFocus.ts";
import { useTitle } from "./useTitle.ts";

export function Shell() {
  const { path, search } = useRoute();
  const offline = useConnection(({ state }) => state !== "online");
  const deleting = useDialogs((dialogs) => dialogs.deleting);
  const restoring = useDialogs((dialogs) => dialogs.restoring);
  const purging = useDialogs((dialogs) => dialogs.purging);
  const palette = useDialogs((dialogs) => dialogs.palette);
  const keys = useDialogs((dialogs) => dialogs.keys);
  const proxyOff = useDialogs((dialogs) => dialogs.proxyOff);
  const notices = useDialogs((dialogs) => dialogs.notices);
  const opening = useDialogs((dialogs) => dialogs.opening);
  const space = useDialogs((dialogs) => dialogs.space);
  useTitle();
  // Letters that are typed right after its key are meant for it.
  useEffect(() => {
    const waiting = requestIdleCallback(() => {
      // What could not be loaded is asked for again when it is shown.
      getReady().catch(() => {});
    });
    return () => cancelIdleCallback(waiting);
  }, []);
  useGlobalKeys();
  useGoKeys();
  useScreenFocus(path[0] ?? "sessions", offline);
  useEffect(() => {
    if (path.length === 0) go("/sessions", { replace: true });
  }, [path]);

  return (
    <div className="flex h-full flex-col">
      <div className="relative flex min-h-0 flex-1">
        <Sidebar />
        <main data-region="main" className="relative flex min-w-0 flex-1 flex-col bg-surface" aria-label="Content">
          <Banners />
          {/* What is inert has no heading for those who listen. */}
          {offline && path[0] !== "session" && <h1 className="sr-only">Clauderon, not connected</h1>}
          <div
            className={`relative min-h-0 flex-1 ${offline && path[0] !== "session" ? "opacity-70" : ""}`}
            inert={offline && path[0] !== "session"}
          >
            <Suspense
              fallback={
                <>
                  <h1 className="sr-only">Loading</h1>
                  <Loading />
                </>
              }
            >
              <Screen name={path[0] ?? "sessions"} argument={path[1] ?? null} />
            </Suspense>
          </div>
        </main>
      </div>
      <StatusBar />
      <Announcer />
      <HeldAnnouncer />
      <Suspense>
        {search.has("new") && <CreateSheet />}
        {palette && <Palette />}
      </Suspense>
      {opening && <OpenNetworkDialog session={opening} />}
      {space && <SpaceDialog />}
      {deleting.length > 0 && <DeleteDialog sessions={deleting} />}
      {restoring && <RestoreDialog deleted={restoring} />}
      {purging && <PurgeDialog deleted={purging} />}
      {keys && <KeysDialog />}
      {proxyOff && <ProxyOffDialog />}
      <Toaster
        position="bottom-right"
        // Beside the list under the bell, not over its buttons.
        offset={{ bottom: 36, right: notices ? 424 : 12 }}
        mobileOffset={{ bottom: 36 }}
        visibleToasts={1}
        toastOptions={{
          style: {
            background: "var(--raised)",
            color: "var(--text)",
            border: "1px solid var(--line)",
            borderRadius: 6,
            fontFamily: "var(--font-sans)",
            fontSize: 13,
          },
          actionButtonStyle: {
            background: "var(--accent)",
            color: "var(--on-accent)",
            borderRadius: 5,
            fontFamily: "var(--font-sans)",
          },
        }}
      />
    </div>
  );
}
