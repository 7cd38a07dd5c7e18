// The demonstration and the tests talk to the same stand-in.
export * from "../../src-main/demo/anthropicReplies.ts";
export { startAnthropicStub } from "../../src-main/demo/anthropicStub.ts";
export type { SeenRequest, StubServer } from "../../src-main/demo/stubServer.ts";
