import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** When each credential was last used, RFC 3339, by id. */
export type LastUse = Record<string, string>;

/** Where last uses are kept over a restart. */
export interface LastUseStore {
  load(): LastUse;
  save(uses: LastUse): void;
}

/** A small JSON file that may be lost: it is for display only. */
export function lastUseFile(path: string): LastUseStore {
  return {
    load: () => {
      try {
        return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return {};
      }
    },
    save: (uses) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.tmp`, JSON.stringify(uses), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    },
  };
}
