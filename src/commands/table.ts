import { COMMANDS } from "../contributions.js";
import { createAccessKey } from "./accessKeys/create.js";
import { deleteAccessKey } from "./accessKeys/delete.js";
import { copyAccessKeyId, describeAccessKey } from "./accessKeys/describe.js";
import { activateAccessKey, deactivateAccessKey } from "./accessKeys/status.js";
import type { CommandTable } from "./context.js";
import { setUpProfile, switchProfile } from "./profiles.js";
import { copyPermissionRequest, openConsole, refresh, retryPart, showLog } from "./view.js";

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
