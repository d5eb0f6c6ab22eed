import { COMMANDS } from "../contributions.js";
import { createAccessKey } from "./accessKeys/create.js";
import { deleteAccessKey } from "./accessKeys/delete.js";
import { copyAccessKeyId, describeAccessKey } from "./accessKeys/describe.js";
import { findKeyUses } from "./accessKeys/findUses.js";
import { activateAccessKey, deactivateAccessKey } from "./accessKeys/status.js";
import type { CommandTable } from "./context.js";
import { checkGit } from "./git/check.js";
import { cloneRepository, copyCloneUrl } from "./git/clone.js";
import { convertRemote } from "./git/convertRemote.js";
import { setUpGit } from "./git/setUp.js";
import { undoSetUp } from "./git/undoSetUp.js";
import { addMfaDevice } from "./mfaDevices/add.js";
import { copyMfaSerial } from "./mfaDevices/copySerial.js";
import { deleteUnfinishedMfaDevice } from "./mfaDevices/deleteUnfinished.js";
import { recordMfaSerial } from "./mfaDevices/recordSerial.js";
import { removeMfaDevice } from "./mfaDevices/remove.js";
import { resyncMfaDevice } from "./mfaDevices/resync.js";
import { copyMfaExports } from "./mfaSession/copyExports.js";
import { endMfaSession } from "./mfaSession/end.js";
import { openMfaTerminal } from "./mfaSession/openTerminal.js";
import { saveMfaSession } from "./mfaSession/saveToProfile.js";
import { signInWithMfa } from "./mfaSession/signIn.js";
import { changePassword } from "./password/change.js";
import { copyPermissionRequest } from "./permissions.js";
import { setUpProfile } from "./profiles/setUp.js";
import { switchProfile } from "./profiles/switch.js";
import { goOnRotation } from "./rotation/goOn.js";
import { rollBackRotation } from "./rotation/rollBack.js";
import { rotateAccessKey } from "./rotation/rotate.js";
import { rotateOldAccessKeys } from "./rotation/rotateOld.js";
import { copySignInName } from "./serviceCredentials/copySignInName.js";
import { createGitCredential, createServiceCredential } from "./serviceCredentials/create.js";
import { deleteServiceCredential } from "./serviceCredentials/delete.js";
import { resetServiceCredential } from "./serviceCredentials/reset.js";
import { activateServiceCredential, deactivateServiceCredential } from "./serviceCredentials/status.js";
import { copySshPublicKeyId } from "./sshPublicKeys/copyId.js";
import { deleteSshPublicKey } from "./sshPublicKeys/delete.js";
import { activateSshPublicKey, deactivateSshPublicKey } from "./sshPublicKeys/status.js";
import { testSshConnection } from "./sshPublicKeys/testConnection.js";
import { uploadSshPublicKey } from "./sshPublicKeys/upload.js";
import { writeSshConfig } from "./sshPublicKeys/writeConfig.js";
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
  [COMMANDS.rotateAccessKey]: rotateAccessKey,
  [COMMANDS.rotateOldAccessKeys]: rotateOldAccessKeys,
  [COMMANDS.goOnRotation]: goOnRotation,
  [COMMANDS.rollBackRotation]: rollBackRotation,
  [COMMANDS.findKeyUses]: findKeyUses,
  [COMMANDS.changePassword]: changePassword,
  [COMMANDS.signInWithMfa]: signInWithMfa,
  [COMMANDS.endMfaSession]: endMfaSession,
  [COMMANDS.saveMfaSession]: saveMfaSession,
  [COMMANDS.openMfaTerminal]: openMfaTerminal,
  [COMMANDS.copyMfaExports]: copyMfaExports,
  [COMMANDS.addMfaDevice]: addMfaDevice,
  [COMMANDS.resyncMfaDevice]: resyncMfaDevice,
  [COMMANDS.removeMfaDevice]: removeMfaDevice,
  [COMMANDS.deleteUnfinishedMfaDevice]: deleteUnfinishedMfaDevice,
  [COMMANDS.recordMfaSerial]: recordMfaSerial,
  [COMMANDS.copyMfaSerial]: copyMfaSerial,
  [COMMANDS.createGitCredential]: createGitCredential,
  [COMMANDS.createServiceCredential]: createServiceCredential,
  [COMMANDS.resetServiceCredential]: resetServiceCredential,
  [COMMANDS.activateServiceCredential]: activateServiceCredential,
  [COMMANDS.deactivateServiceCredential]: deactivateServiceCredential,
  [COMMANDS.deleteServiceCredential]: deleteServiceCredential,
  [COMMANDS.copySignInName]: copySignInName,
  [COMMANDS.uploadSshPublicKey]: uploadSshPublicKey,
  [COMMANDS.activateSshPublicKey]: activateSshPublicKey,
  [COMMANDS.deactivateSshPublicKey]: deactivateSshPublicKey,
  [COMMANDS.deleteSshPublicKey]: deleteSshPublicKey,
  [COMMANDS.copySshPublicKeyId]: copySshPublicKeyId,
  [COMMANDS.writeSshConfig]: writeSshConfig,
  [COMMANDS.testSshConnection]: testSshConnection,
  [COMMANDS.setUpGit]: setUpGit,
  [COMMANDS.checkGit]: checkGit,
  [COMMANDS.convertRemote]: convertRemote,
  [COMMANDS.undoSetUp]: undoSetUp,
  [COMMANDS.cloneRepository]: cloneRepository,
  [COMMANDS.copyCloneUrl]: copyCloneUrl,
};
