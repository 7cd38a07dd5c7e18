import type { Migration } from "../database.ts";
import { sessionsMigration } from "./0001_initial.ts";
import { settingsMigration } from "./0002_settings.ts";
import { approvalsMigration } from "./0003_approvals.ts";

export const migrations: readonly Migration[] = [sessionsMigration, settingsMigration, approvalsMigration];
