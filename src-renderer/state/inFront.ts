import { z } from "zod";
import { onRouteChange } from "./route.ts";

/*
 * The screens that a person looks at, in whichever tab: no tab may notify of what another one shows. Tabs tell each
 * other through the browser.
 */
const message = z.strictObject({ tab: z.string().max(40), screen: z.string().startsWith("/").max(500).nullable() });

const tab = crypto.randomUUID();
const others = new Map<string, string>();

/** The screen of this tab, if somebody looks at it. */
function ownScreen(): string | null {
  return document.visibilityState === "visible" && document.hasFocus() ? decodeURI(location.pathname) : null;
}

export function screensInFront(): string[] {
  const own = ownScreen();
  return own === null ? [...others.values()] : [own, ...others.values()];
}

export function followInFront(onChange: () => void): void {
  const channel = new BroadcastChannel("clauderon.in-front");
  const tell = (screen = ownScreen()): void => channel.postMessage({ tab, screen });
  const look = (): void => {
    tell();
    onChange();
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { data: heard } = message.safeParse(data);
    if (!heard) return;
    if (heard.screen === null) others.delete(heard.tab);
    else others.set(heard.tab, heard.screen);
    onChange();
  };
  for (const event of ["focus", "blur", "pageshow"]) addEventListener(event, look);
  addEventListener("pagehide", () => tell(null));
  document.addEventListener("visibilitychange", look);
  onRouteChange(look);
  look();
}
