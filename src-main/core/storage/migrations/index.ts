import type { Migration } from "../database.ts";
import { sessionsMigration } from "./0001_initial.ts";
import { settingsMigration } from "./0002_settings.ts";

export const migrations: readonly Migration[] = [sessionsMigration, settingsMigration];
