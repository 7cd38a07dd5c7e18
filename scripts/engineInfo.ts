import { resolveEngineConnection } from "../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../src-main/core/engine/dockerEngine.ts";
import { toWireError } from "../src-shared/rpc/errors.ts";

// Says which container engine answers, or why none does.
try {
  const info = await createDockerEngine(resolveEngineConnection(process.env)).info();
  console.log(`${info.operatingSystem}, engine ${info.version}, storage driver ${info.storageDriver}`);
  process.exit(0);
} catch (error) {
  const { message, hint } = toWireError(error);
  console.error([message, hint].filter(Boolean).join(" "));
  process.exit(4);
}
