import { Undecidable } from "./bodyFacts.ts";
import { readJson } from "./strictJson.ts";

/** Tools that the client runs itself, although their schemas are the provider's. */
const clientTools = /^(bash|text_editor|computer|memory)_\d{8}$/;

/**
 * Removes the tools that run at the provider (web search, web fetch, code execution, MCP servers) but for those whose
 * names begin as `allowed` says. Null when there is nothing to remove. Throws `Undecidable` for a body of another shape.
 */
export function trimServerTools(body: Buffer, allowed: readonly string[]): Buffer | null {
  const request = readJson(body);
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw new Undecidable("its body is no request to a model");
  }
  const fields = request as Record<string, unknown>;
  const kept: Record<string, unknown> = { ...fields };
  let changed = false;
  if (fields.tools !== undefined && fields.tools !== null) {
    if (!Array.isArray(fields.tools)) throw new Undecidable("its tools are no list");
    const tools = fields.tools.filter((tool) => isAllowed(tool, allowed));
    changed = tools.length !== fields.tools.length;
    if (tools.length > 0) kept.tools = tools;
    else if (changed) {
      delete kept.tools;
      delete kept.tool_choice;
    }
    if (changed && kept.tool_choice !== undefined && !canChoose(kept.tool_choice, tools))
      kept.tool_choice = { type: "auto" };
  }
  for (const name of ["mcp_servers", "container"]) {
    const permitted =
      name === "container" ? allowed.some((it) => it.startsWith("code_execution")) : allowed.includes("mcp");
    if (fields[name] === undefined || permitted) continue;
    delete kept[name];
    changed = true;
  }
  return changed ? Buffer.from(JSON.stringify(kept)) : null;
}

function isAllowed(tool: unknown, allowed: readonly string[]): boolean {
  if (typeof tool !== "object" || tool === null || Array.isArray(tool))
    throw new Undecidable("one of its tools is no tool");
  const { type } = tool as { type?: unknown };
  if (type === undefined || type === null || type === "custom") return true;
  if (typeof type !== "string") throw new Undecidable("one of its tools has no name");
  if (clientTools.test(type)) return true;
  // "web_search" means "web_search_20250305" and every later version.
  const name = type === "mcp_toolset" ? "mcp" : type;
  return allowed.some((it) => name === it || new RegExp(`^${it}_\\d{8}$`).test(name));
}

function canChoose(choice: unknown, tools: readonly unknown[]): boolean {
  const { type, name } = choice as { type?: unknown; name?: unknown };
  return type !== "tool" || tools.some((tool) => (tool as { name?: unknown }).name === name);
}
