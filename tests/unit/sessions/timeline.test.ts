import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timeline } from "../../../src-main/core/sessions/timeline.ts";
import { type Database, openDatabase } from "../../../src-main/core/storage/database.ts";
import { migrations } from "../../../src-main/core/storage/migrations/index.ts";
import { makeSession } from "../../helpers/session.ts";

let folder: string;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-timeline-"));
  database = openDatabase(join(folder, "db.sqlite"), migrations);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const running = makeSession({ state: "running", activity: "unknown", containerId: "one" });
const told = (timeline: Timeline) => timeline.of(running.id).map(({ what, reason }) => [what, reason]);

test("states are told with their reasons, also by the core that comes after", () => {
  const timeline = new Timeline(database);
  const creating = { ...running, state: "creating" as const };
  timeline.note(null, { ...creating, containerId: null });
  // The first container of a session is no new one.
  timeline.note({ ...creating, containerId: null }, creating);
  timeline.note(creating, running);
  timeline.note(running, { ...running, state: "exited", exitCode: 137, error: "Out of memory." });
  timeline.note({ ...running, state: "exited" }, { ...running, state: "stopped", error: null });
  const expected = [
    ["creating", null],
    ["running", null],
    ["exited", "Out of memory."],
    ["stopped", "It was stopped; everything is kept."],
  ];
  expect(told(timeline)).toEqual(expected);
  expect(told(new Timeline(database))).toEqual(expected);
});

test("what the agent does is told among them, a new container and another access mode too", () => {
  const timeline = new Timeline(database);
  timeline.note(null, running);
  timeline.note(running, { ...running, activity: "waiting" });
  timeline.note(running, { ...running, accessMode: "read" });
  timeline.note(running, { ...running, containerId: "two" });
  expect(told(timeline).map(([what]) => what)).toEqual(["running", "waiting", "access: read", "recreated"]);
});

test("what changes nothing of this leaves no trace, and a session that is gone leaves none either", () => {
  const timeline = new Timeline(database);
  timeline.note(null, running);
  timeline.note(running, { ...running, prompt: "other" });
  expect(told(timeline)).toHaveLength(1);
  timeline.forget(running.id);
  expect(told(timeline)).toEqual([]);
});

test("an agent that changes its mind a thousand times fills neither memory nor database", () => {
  const timeline = new Timeline(database);
  timeline.note(null, running);
  for (let turn = 0; turn < 1000; turn++) {
    const before = { ...running, activity: turn % 2 ? "working" : "idle" } as const;
    timeline.note(before, { ...running, activity: turn % 2 ? "idle" : "working" });
    timeline.note(running, { ...running, accessMode: turn % 2 ? "read" : "propose" });
  }
  expect(told(timeline)).toHaveLength(300);
  const { rows } = database.prepare("SELECT count(*) AS rows FROM session_events").get() as { rows: number };
  expect(rows).toBeLessThanOrEqual(301);
});
