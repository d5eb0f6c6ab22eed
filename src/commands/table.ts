import { COMMANDS } from "../contributions.js";
import { createAccessKey } from "./accessKeys/create.js";
import { deleteAccessKey } from "./accessKeys/delete.js";
import { copyAccessKeyId, describeAccessKey } from "./accessKeys/describe.js";
import { activateAccessKey, deactivateAccessKey } from "./accessKeys/status.js";
import type { CommandTable } from "./context.js";
import { copyPermissionRequest } from "./permissions.js";
import { setUpProfile } from "./profiles/setUp.js";
import { switchProfile } from "./profiles/switch.js";
import { openConsole, refresh, retryPart, showLog } from "./view.js";

/** All commands; one that is missing here does not compile. */
export const COMMAND_TABLE: CommandTable = {
  [COMMANDS.refresh]: refresh,
  [COMMANDS.retryPart]: retryPart,
  [COMMANDS.copyRequest]: copyPermissionRequest,
  [COMMANDS.openConsole]: openConsole,
  [COMMANDS.showLog]: showLog,
  [COMMANDS.switchProfile]: switchProfile,
  [COMMANDS.setUpProfile]: setUpProfile,
  [COMMANDS.startSandbox]: ({ sandbox }) => sandbox.start(),
  [COMMANDS.stopSandbox]: ({ sandbox }) => sandbox.stop(),
  [COMMANDS.createAccessKey]: createAccessKey,
  [COMMANDS.activateAccessKey]: activateAccessKey,
  [COMMANDS.deactivateAccessKey]: deactivateAccessKey,
  [COMMANDS.deleteAccessKey]: deleteAccessKey,
  [COMMANDS.describeAccessKey]: describeAccessKey,
  [COMMANDS.copyAccessKeyId]: copyAccessKeyId,
};
