import type { Migration } from "../database.ts";
import { sessionsMigration } from "./0001_initial.ts";
import { settingsMigration } from "./0002_settings.ts";
import { approvalsMigration } from "./0003_approvals.ts";
import { selfTestMigration } from "./0004_selfTest.ts";
import { timelineMigration } from "./0005_timeline.ts";
import { deletedSessionsMigration } from "./0006_deletedSessions.ts";

export const migrations: readonly Migration[] = [
  sessionsMigration,
  settingsMigration,
  approvalsMigration,
  selfTestMigration,
  timelineMigration,
  deletedSessionsMigration,
];
