import type { HeaderList } from "../../src-main/core/proxy/exchange.ts";

/** Placeholders of the built-in credentials, as they stand inside a session. */
export const anthropic = "sk-ant-oat01-clauderon-proxy-placeholder";
export const github = "ghp_clauderonPlaceholder";

export const bearer = (token: string): HeaderList => [["Authorization", `Bearer ${token}`]];
export const basic = (text: string): HeaderList => [["Authorization", `Basic ${Buffer.from(text).toString("base64")}`]];
