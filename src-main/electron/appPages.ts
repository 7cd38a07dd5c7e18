import { pageHeaders } from "../transports/web/pageHeaders.ts";
import type { StaticFiles } from "../transports/web/staticFiles.ts";
import { isAppAddress } from "./senderCheck.ts";

/** The built app, answered to the window with the same headers as to a browser tab. */
export function answerPage(files: StaticFiles, request: { readonly url: string; readonly method: string }): Response {
  const headers = { ...pageHeaders([]), "cache-control": "no-store" };
  const text = (status: number, body: string): Response =>
    new Response(body, { status, headers: { ...headers, "content-type": "text/plain; charset=utf-8" } });
  if (request.method !== "GET" && request.method !== "HEAD") return text(405, "There is nothing to do here.\n");
  if (!isAppAddress(request.url)) return text(403, "This is no address of the app.\n");
  const file = files.find(new URL(request.url).pathname);
  if (!file) return text(404, "There is no such page.\n");
  return new Response(new Uint8Array(file.bytes), { headers: { ...headers, "content-type": file.type } });
}
