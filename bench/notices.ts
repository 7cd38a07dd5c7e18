import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBrowser } from "../tests/helpers/browser.ts";
import { DaemonProcess } from "../tests/helpers/daemonProcess.ts";
import { DesktopApp } from "../tests/helpers/desktopApp.ts";
import { run } from "../tests/helpers/run.ts";
import { createTestCa } from "../tests/helpers/testCa.ts";

/*
 * From the moment that the proxy holds a request until a person can see it: in the window's list of approvals, and as a
 * notification. The built daemon and the built app, joined, on the double of Electron with the system's Chromium.
 */
const rounds = 20;
const host = "held.example";

const folder = mkdtempSync(join(tmpdir(), "cld-bench-notices-"));
const authority = createTestCa();
writeFileSync(join(folder, "ca.pem"), authority.ca);
const upstream = createServer(authority.issue(host), (_request, response) => response.end("allowed\n"));
upstream.listen(0, "127.0.0.1");
await once(upstream, "listening");
const { port } = upstream.address() as AddressInfo;
const daemon = new DaemonProcess({
  config: `
[[rule]]
host = "${host}"
action = "ask"
[[upstream]]
host = "${host}"
address = "127.0.0.1:${port}"
ca = "${join(folder, "ca.pem")}"
`,
});
await daemon.start();
const client = await daemon.client();
const browser = await startBrowser({ shared: true });
const app = new DesktopApp({ browser, home: daemon.home });
try {
  const session = await client.sessions.env({ session: "asks", create: true });
  const page = await app.page();
  await page.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
  await app.ask("choose", "Go", "Approvals");
  await page.getByRole("grid", { name: "Approvals" }).or(page.getByText("Nothing is waiting.")).first().waitFor();
  // What is in front is not told: somebody looks at another program, with the window beside it.
  await app.ask("blur");
  const inWindow: number[] = [];
  const asNotice: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // In the page's own clock, at the frame after the one that has it.
    const seen = page.evaluate<number>(`new Promise((resolve) => {
      const done = () => document.body.innerText.includes("/round-${round}") &&
        (observer.disconnect(), requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
      const observer = new MutationObserver(done);
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    })`);
    const asking = run("curl", [
      ...["-s", "-m", "60", "-x", session.proxy_url_host, "--cacert", session.ca],
      `https://${host}/round-${round}`,
    ]);
    const seenAt = await seen;
    const held = (await client.approvals.list({})).waiting[0];
    const heldAt = Date.parse(held?.askedAt ?? "");
    let shownAt: number | undefined;
    while (shownAt === undefined) shownAt = (await app.ask("notifications"))[0]?.shownAt;
    inWindow.push(seenAt - heldAt);
    asNotice.push(shownAt - heldAt);
    await client.approvals.answer({ id: held?.id ?? "", answer: "deny" });
    await asking;
    while ((await app.ask("notifications")).length > 0);
  }
  console.log("| request held to, ms | target | median | worst |\n| --- | --- | --- | --- |");
  print("seen in the window", 150, inWindow);
  print("notification shown", 500, asNotice);
} finally {
  await app.kill();
  await browser.close();
  await daemon.dispose();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
}

function print(name: string, target: number, all: readonly number[]): void {
  const sorted = all.toSorted((one, other) => one - other);
  const [median = 0, worst = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  console.log(`| ${name} | ${target} | ${median.toFixed(0)} | ${worst.toFixed(0)} |`);
}
