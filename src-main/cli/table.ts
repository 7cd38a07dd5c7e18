import type { CommandSpec } from "./command.ts";
import { accessCommand } from "./commands/access.ts";
import { approvalsCommand } from "./commands/approvals.ts";
import { attachCommand } from "./commands/attach.ts";
import { auditCommand } from "./commands/audit.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { completeCommand, completionCommand } from "./commands/completion.ts";
import { configCommand } from "./commands/config.ts";
import { createCommand } from "./commands/create.ts";
import { credentialsCommand } from "./commands/credentials.ts";
import { daemonCommand } from "./commands/daemon.ts";
import { deleteCommand } from "./commands/delete.ts";
import { purgeCommand, restoreCommand } from "./commands/deleted.ts";
import { demoCommand } from "./commands/demo.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { envCommand } from "./commands/env.ts";
import { execCommand } from "./commands/exec.ts";
import { imageCommand } from "./commands/image.ts";
import { lifecycleCommands } from "./commands/lifecycle.ts";
import { listCommand } from "./commands/list.ts";
import { logsCommand } from "./commands/logs.ts";
import { proxyCommand } from "./commands/proxy.ts";
import { pushCommand } from "./commands/push.ts";
import { reconcileCommand } from "./commands/reconcile.ts";
import { rulesCommand } from "./commands/rules.ts";
import { showCommand } from "./commands/show.ts";
import { timelineCommand } from "./commands/timeline.ts";
import { webCommand } from "./commands/web.ts";

/** Every verb, in the order help shows them. */
export const commandTable: readonly CommandSpec[] = [
  daemonCommand,
  demoCommand,
  createCommand,
  cancelCommand,
  listCommand,
  showCommand,
  diffCommand,
  timelineCommand,
  attachCommand,
  logsCommand,
  execCommand,
  ...lifecycleCommands,
  accessCommand,
  pushCommand,
  deleteCommand,
  restoreCommand,
  purgeCommand,
  reconcileCommand,
  envCommand,
  auditCommand,
  credentialsCommand,
  rulesCommand,
  proxyCommand,
  approvalsCommand,
  imageCommand,
  doctorCommand,
  configCommand,
  webCommand,
  completionCommand,
  completeCommand(() => commandTable),
];
