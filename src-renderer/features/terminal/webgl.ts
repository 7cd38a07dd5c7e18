import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

/** Software renderers are five times slower than xterm's own drawing. */
const software = /swiftshader|llvmpipe|software/i;

/** Draws with the graphics card where there is a real one; else, and when it is lost, xterm draws by itself. */
export function drawOnGraphicsCard(terminal: Terminal): void {
  if (!hasGraphicsCard()) return;
  try {
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    terminal.loadAddon(addon);
  } catch {
    // No context to be had.
  }
}

let known: boolean | null = null;

/** Asking takes hundreds of milliseconds where there is none, so it is asked once, before the first terminal. */
export function hasGraphicsCard(): boolean {
  known ??= askForGraphicsCard();
  return known;
}

function askForGraphicsCard(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  const info = context?.getExtension("WEBGL_debug_renderer_info");
  const name = context && info ? String(context.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return name !== "" && !software.test(name);
}
