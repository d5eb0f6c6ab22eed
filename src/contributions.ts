/**
 * Every id that package.json and the code share. A test holds the two against each other, so that neither can forget.
 */

export const CONTAINER_ID = "mySecurityCredentials";
export const VIEW_ID = "mySecurityCredentials.credentials";

export const COMMANDS = {
  refresh: "mySecurityCredentials.view.refresh",
  retryPart: "mySecurityCredentials.part.retry",
  copyRequest: "mySecurityCredentials.permission.copyRequest",
  openConsole: "mySecurityCredentials.console.open",
  showLog: "mySecurityCredentials.log.show",
  switchProfile: "mySecurityCredentials.profile.switch",
  setUpProfile: "mySecurityCredentials.profile.setUp",
  startSandbox: "mySecurityCredentials.sandbox.start",
  stopSandbox: "mySecurityCredentials.sandbox.stop",
  createAccessKey: "mySecurityCredentials.accessKey.create",
  activateAccessKey: "mySecurityCredentials.accessKey.activate",
  deactivateAccessKey: "mySecurityCredentials.accessKey.deactivate",
  deleteAccessKey: "mySecurityCredentials.accessKey.delete",
  describeAccessKey: "mySecurityCredentials.accessKey.describe",
  rotateAccessKey: "mySecurityCredentials.accessKey.rotate",
  rotateOldAccessKeys: "mySecurityCredentials.accessKey.rotateOld",
  goOnRotation: "mySecurityCredentials.rotation.goOn",
  rollBackRotation: "mySecurityCredentials.rotation.rollBack",
  copyAccessKeyId: "mySecurityCredentials.accessKey.copyId",
  findKeyUses: "mySecurityCredentials.accessKey.findUses",
  changePassword: "mySecurityCredentials.password.change",
  signInWithMfa: "mySecurityCredentials.mfaSession.signIn",
  endMfaSession: "mySecurityCredentials.mfaSession.end",
  saveMfaSession: "mySecurityCredentials.mfaSession.saveToProfile",
  openMfaTerminal: "mySecurityCredentials.mfaSession.openTerminal",
  copyMfaExports: "mySecurityCredentials.mfaSession.copyExports",
  addMfaDevice: "mySecurityCredentials.mfaDevice.add",
  resyncMfaDevice: "mySecurityCredentials.mfaDevice.resync",
  removeMfaDevice: "mySecurityCredentials.mfaDevice.remove",
  deleteUnfinishedMfaDevice: "mySecurityCredentials.mfaDevice.deleteUnfinished",
  recordMfaSerial: "mySecurityCredentials.mfaDevice.recordSerial",
  copyMfaSerial: "mySecurityCredentials.mfaDevice.copySerial",
  createGitCredential: "mySecurityCredentials.gitCredential.create",
  createServiceCredential: "mySecurityCredentials.serviceCredential.create",
  resetServiceCredential: "mySecurityCredentials.serviceCredential.reset",
  activateServiceCredential: "mySecurityCredentials.serviceCredential.activate",
  deactivateServiceCredential: "mySecurityCredentials.serviceCredential.deactivate",
  deleteServiceCredential: "mySecurityCredentials.serviceCredential.delete",
  copySignInName: "mySecurityCredentials.serviceCredential.copySignInName",
  uploadSshPublicKey: "mySecurityCredentials.sshPublicKey.upload",
  activateSshPublicKey: "mySecurityCredentials.sshPublicKey.activate",
  deactivateSshPublicKey: "mySecurityCredentials.sshPublicKey.deactivate",
  deleteSshPublicKey: "mySecurityCredentials.sshPublicKey.delete",
  copySshPublicKeyId: "mySecurityCredentials.sshPublicKey.copyId",
  writeSshConfig: "mySecurityCredentials.sshPublicKey.writeConfig",
  testSshConnection: "mySecurityCredentials.sshPublicKey.testConnection",
  setUpGit: "mySecurityCredentials.git.setUp",
  checkGit: "mySecurityCredentials.git.check",
  convertRemote: "mySecurityCredentials.git.convertRemote",
  undoSetUp: "mySecurityCredentials.git.undoSetUp",
  cloneRepository: "mySecurityCredentials.git.clone",
  copyCloneUrl: "mySecurityCredentials.git.copyCloneUrl",
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** Settings, without their section. */
export const SETTINGS_SECTION = "mySecurityCredentials";
export const SETTINGS = {
  profile: "profile",
  clipboardClearSeconds: "clipboardClearSeconds",
  timeLimitSeconds: "timeLimitSeconds",
  mfaSessionHours: "mfaSessionHours",
  gitSignIn: "git.signIn",
  rotationGraceHours: "rotation.graceHours",
  rotationInactiveDays: "rotation.inactiveDays",
  maximumKeyAgeDays: "accessKeys.maximumAgeDays",
} as const;

export const CONTEXT_KEYS = {
  /** Something to show: a profile, or keys in the environment. */
  hasProfile: "mySecurityCredentials.hasProfile",
  /** It is known that there is nothing to show: only then is a newcomer welcomed. */
  noProfile: "mySecurityCredentials.noProfile",
  /** The window works on the sandbox account that it started itself. */
  inSandbox: "mySecurityCredentials.inSandbox",
  /** The caller is an IAM user, so that there are credentials to manage. */
  isUser: "mySecurityCredentials.isUser",
  /** Calls are signed by a session with MFA that this extension opened. */
  hasMfaSession: "mySecurityCredentials.hasMfaSession",
} as const;
