import { loadConfig } from "../src-main/core/config/loadConfig.ts";
import { resolveEngineConnection } from "../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../src-main/core/engine/dockerEngine.ts";
import { ensureHome } from "../src-main/core/ensureHome.ts";
import { homePaths } from "../src-main/core/home.ts";
import { createImages } from "../src-main/core/images/agentImage.ts";
import { silentLog } from "../src-main/core/lifecycle/log.ts";
import { toWireError } from "../src-shared/rpc/errors.ts";

// Builds the images without a daemon, for set-up and tests. One line a step; the last one names the image.
try {
  const home = homePaths();
  ensureHome(home);
  const engine = createDockerEngine(resolveEngineConnection(process.env));
  const images = createImages({ engine, home, log: silentLog, config: loadConfig(home.config).image });
  let last = "";
  const tags = await images.ensure((event) => {
    if (event.type !== "progress") return;
    const line = event.fraction === null ? event.step : `${event.step}: ${Math.round(event.fraction * 100)} %`;
    if (line !== last) console.log(line);
    last = line;
  });
  console.log(tags.agent);
  process.exit(0);
} catch (error) {
  const { message, hint } = toWireError(error);
  console.error([message, hint].filter(Boolean).join("\n"));
  process.exit(1);
}
