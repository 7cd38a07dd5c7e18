import { describe, expect, it } from "vitest";
import { noCore } from "../../../src-main/electron/coreWatch.ts";
import { type TrayState, trayView } from "../../../src-main/electron/trayModel.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { makeApproval } from "../../helpers/approval.ts";
import { makeSession } from "../../helpers/session.ts";

describe("the tray", () => {
  const now = Date.parse("2026-03-01T12:00:00.000Z");
  const session = (name: string, over: Partial<Session>): Session => makeSession({ id: name, name, ...over });
  const state = (sessions: Session[], over: Partial<TrayState> = {}, proxy = true, engine = true): TrayState => ({
    link: "joined",
    isPaused: false,
    now,
    view: {
      sessions: new Map(sessions.map((one) => [one.id, one])),
      since: new Map(sessions.map(({ id }) => [id, now - 12 * 60_000])),
      waiting: [],
      status: {
        engine: { ok: engine, version: engine ? "1" : null, problem: null },
        proxy: {
          enabled: proxy,
          port: 1,
          addresses: [],
          sessions: sessions.length,
          inFlight: 0,
          configError: null,
          auditError: null,
        },
      },
    },
    ...over,
  });
  const works = session("works", { state: "running", activity: "working" });
  const waits = session("waits", { state: "running", activity: "waiting" });

  it.each<[string, TrayState, string, string]>([
    ["on", state([works]), "on", "Clauderon: proxy on, 1 running"],
    ["attention", state([works, waits]), "attention", "Clauderon: proxy on, 2 running, 1 needs you"],
    ["off before attention", state([works, waits], {}, false), "off", "Clauderon: proxy off, 2 running, 1 needs you"],
    ["engine down first", state([works], {}, false, false), "down", "Clauderon: the container engine does not answer"],
    ["no core", state([works], { link: "down", view: noCore }), "down", "Clauderon: the core does not run"],
    ["starting", state([], { link: "opening", view: noCore }), "down", "Clauderon: starting"],
  ])("has a shape and a sentence for %s", (_case, given, icon, tooltip) => {
    expect(trayView(given)).toMatchObject({ icon, tooltip });
  });

  it("lists what needs a person first, with the time in its state", () => {
    const { menu } = trayView(state([works, waits]));
    const entry = (label: string) => menu.find((one) => one !== "line" && one.label === label);
    expect(entry("1 needs you")).toMatchObject({
      items: [{ label: "Waiting 12m · waits", action: { kind: "go", screen: "/session/waits" } }],
    });
    expect(entry("Sessions")).toMatchObject({
      items: [{ label: "Waiting 12m · waits" }, { label: "Working 12m · works" }],
    });
    expect(entry("Proxy is on")).toMatchObject({ checked: true, action: { kind: "proxy" } });
  });

  it("counts a session whose request is held once", () => {
    const given = state([works, waits]);
    const waiting = [
      makeApproval({ sessionId: "waits" }),
      makeApproval({ id: "bbbbbbbb", sessionId: "works", held: false }),
    ];
    expect(trayView({ ...given, view: { ...given.view, waiting } })).toMatchObject({ count: 2 });
  });

  it("says what off means", () => {
    expect(trayView(state([], {}, false)).menu[0]).toMatchObject({
      label: "Proxy is off: all requests refused",
      checked: false,
    });
  });
});
