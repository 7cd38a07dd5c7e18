import { expect, test } from "vitest";
import {
  type ActivityEvent,
  reduceActivity,
  shownActivity,
  unknownActivity,
} from "../../../src-main/core/sessions/activity.ts";
import { isolationProblem } from "../../../src-main/core/sessions/isolation.ts";
import { actionProblem, observedState } from "../../../src-main/core/sessions/sessionState.ts";

test.each([
  ["running", null, "missing"],
  ["running", "exited", "exited"],
  ["stopped", "exited", "stopped"],
  ["error", "exited", "error"],
  ["exited", "running", "running"],
  ["missing", "running", "running"],
  ["creating", "created", "stopped"],
  ["archived", null, "archived"],
  ["running", "dead", "exited"],
] as const)("a session recorded as %s whose container is %s is %s", (recorded, container, expected) => {
  expect(observedState(recorded, container === null ? null : { state: container })).toBe(expected);
});

test.each([
  ["start", "running", "is running"],
  ["start", "missing", "has lost its container"],
  ["exec", "stopped", "is stopped"],
  ["archive", "creating", "is still being created"],
  ["unarchive", "running", "is running"],
] as const)("%s is refused while a session is %s", (action, state, reason) => {
  expect(actionProblem(action, state)?.reason).toBe(reason);
});

test("every state can be deleted", () => {
  for (const state of ["creating", "running", "exited", "stopped", "missing", "error", "archived"] as const) {
    expect(actionProblem("delete", state)).toBeNull();
  }
});

const hook = (event: string): ActivityEvent => ({ type: "hook", event });

test.each([
  ["nothing is known at first", [], "unknown"],
  ["a prompt starts work", [hook("SessionStart"), hook("UserPromptSubmit")], "working"],
  ["a question waits, whatever side calls run", [hook("Notification"), { type: "modelRequests", open: 1 }], "waiting"],
  ["a stop makes it idle", [hook("UserPromptSubmit"), hook("Stop")], "idle"],
  ["an open model request is work, without any hook", [{ type: "modelRequests", open: 2 }], "working"],
  ["a request that is held waits for the user", [hook("UserPromptSubmit"), { type: "held", held: true }], "waiting"],
  [
    "and its answer lets work go on",
    [hook("UserPromptSubmit"), { type: "held", held: true }, { type: "held", held: false }],
    "working",
  ],
  ["unknown and borrowed names change nothing", [hook("Stop"), hook("constructor"), hook("Nope")], "idle"],
  ["the end forgets all", [hook("UserPromptSubmit"), { type: "ended" }], "unknown"],
] as [string, ActivityEvent[], string][])("%s", (_what, events, expected) => {
  expect(shownActivity(events.reduce(reduceActivity, unknownActivity))).toBe(expected);
});

const said = (event: string, body: string): ActivityEvent => ({ type: "hook", event, body });
const ends = said("Stop", JSON.stringify({ last_assistant_message: "Tests pass. Should I go on?" }));
const asks = said("Notification", JSON.stringify({ message: "May I run the tests?" }));

test.each([
  ["what it asks", [asks], "May I run the tests?"],
  [
    "also when the dialog behind it says nothing",
    [asks, said("PermissionRequest", '{"tool_name":"Bash"}')],
    "May I run the tests?",
  ],
  ["the end of its turn", [ends], "Tests pass. Should I go on?"],
  [
    "also when all that follows is that it waits",
    [ends, said("Notification", '{"message":"Claude is waiting for your input"}')],
    "Tests pass. Should I go on?",
  ],
  ["a question after the end of a turn", [ends, asks], "May I run the tests?"],
  ["until it goes on", [asks, hook("PreToolUse")], null],
  ["but not what is no text", [said("Notification", '{"message":{"toString":"x"}}')], null],
  ["nor what is no JSON", [said("Notification", "May I?")], null],
  ["and only its beginning", [said("Notification", JSON.stringify({ message: "x".repeat(60_000) }))], "x".repeat(500)],
] as [string, ActivityEvent[], string | null][])("an agent that waits is quoted: %s", (_what, events, expected) => {
  expect(events.reduce(reduceActivity, unknownActivity).words).toBe(expected);
});

const devices = (...names: string[]): string =>
  ["Inter-|   Receive", " face |bytes", ...names.map((name) => `${name}: 0 0 0`)].join("\n");
const noRoutes = "Iface\tDestination\tGateway\n";

test.each([
  ["loopback alone is locked", devices("    lo"), noRoutes, null],
  ["the kernel's own tunnels lead nowhere", devices("    lo", " tunl0", "  sit0"), noRoutes, null],
  ["a network card", devices("    lo", "  eth0"), noRoutes, "it has the network device eth0"],
  ["a route", devices("    lo"), `${noRoutes}eth0\t00000000\t010011AC\n`, "it has a route"],
  ["nothing readable is not locked", "", noRoutes, "its network devices could not be read"],
  ["no readable routes are not locked", devices("    lo"), "", "its routes could not be read"],
])("%s", (_what, deviceTable, routes, expected) => {
  expect(isolationProblem(deviceTable, routes)).toBe(expected);
});
