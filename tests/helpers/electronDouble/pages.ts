import type { Protocol, Session } from "electron";
import type { Route } from "playwright-core";

type PageHandler = (request: Request) => Response | Promise<Response>;

/** Chromium knows no scheme of ours: pages are at this host instead, and addresses are translated both ways. */
const suffix = ".app.localhost";

const handlers = new Map<string, PageHandler>();
export const privileged: string[] = [];

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    for (const { scheme } of schemes) privileged.push(scheme);
  },
  handle(scheme, handler) {
    handlers.set(scheme, handler as unknown as PageHandler);
  },
} satisfies Pick<Protocol, "registerSchemesAsPrivileged" | "handle">;

/** `app://clauderon/x` as Chromium sees it. */
export function toChromium(address: string): string {
  const match = /^app:\/\/([\w-]+)(.*)$/s.exec(address);
  return match ? `http://${match[1]}${suffix}${match[2]}` : address;
}

export function fromChromium(address: string): string {
  const match = /^http:\/\/([\w-]+)\.app\.localhost(.*)$/s.exec(address);
  return match ? `app://${match[1]}${match[2]}` : address;
}

/** Answers a request of a page through the app's handler; false when it is no address of the app. */
export async function answerByHandler(route: Route): Promise<boolean> {
  const request = route.request();
  const address = fromChromium(request.url());
  const handler = handlers.get(new URL(address).protocol.slice(0, -1));
  if (!handler) return false;
  const response = await handler(new Request(address, { method: request.method() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
  return true;
}

type RequestHandler = Parameters<Session["setPermissionRequestHandler"]>[0];
type CheckHandler = Parameters<Session["setPermissionCheckHandler"]>[0];

const permissions: { request: RequestHandler; check: CheckHandler } = { request: null, check: null };

export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler) {
      permissions.request = handler;
    },
    setPermissionCheckHandler(handler) {
      permissions.check = handler;
    },
    setDevicePermissionHandler() {},
  } satisfies Pick<Session, "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler">,
};

/** What the app answers to a page that asks for a permission: on request and on check. */
export function askPermission(permission: string, from: string): { request: boolean; check: boolean } {
  let request = false;
  const contents = {} as Parameters<NonNullable<RequestHandler>>[0];
  permissions.request?.(
    contents,
    permission as "media",
    (isPermitted) => {
      request = isPermitted;
    },
    { isMainFrame: true, requestingUrl: from },
  );
  const check = permissions.check?.(contents, permission as "media", from, {
    isMainFrame: true,
    requestingUrl: from,
  } as Parameters<NonNullable<CheckHandler>>[3]);
  return { request, check: check ?? true };
}
