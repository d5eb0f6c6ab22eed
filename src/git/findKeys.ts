import { UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeysForGit } from "./answerGit.js";
import type { HelperArguments } from "./helperArguments.js";
import { readKeysOfProfile, type KeysOfProfile } from "./profileKeys.js";
import type { SigningKeys } from "./signRequest.js";

/** The oldest Node that the SDK runs on; an editor's own is newer, one on the PATH may not be. */
const OLDEST_NODE = 20;

/**
 * The keys of a profile: those in its files, a window's session with MFA in their stead, or what the SDK makes of it.
 * @param region of the repository
 * @throws UserError that says which way leads to keys
 */
export async function findKeys({ profileName, paths, sessionsFolder, needsMfa }: HelperArguments, region: string, env: NodeJS.ProcessEnv): Promise<KeysForGit> {
  if (profileName === undefined) {
    throw new UserError("It was started without a profile.", { hint: "Let VS Code set up this repository again, or add --profile=NAME to its credential.helper." });
  }
  const profile = await readKeysOfProfile(paths, profileName);
  const session = canHaveSession(profile, needsMfa) && sessionsFolder !== undefined ? await askForSession(sessionsFolder, profileName, profile) : undefined;
  if (session !== undefined) return session;
  if (needsMfa || roleNeedsMfa(profile)) throw noSession(profile);
  return { keys: profile.keys ?? (await loadKeys(paths, profileName, region, env)) };
}

/** AWS opens sessions for keys that do not end, and roles with their device's code. */
function canHaveSession(profile: KeysOfProfile, needsMfa: boolean): boolean {
  return needsMfa || profile.kind === "static" || roleNeedsMfa(profile);
}

function roleNeedsMfa({ kind, hasMfaSerial }: KeysOfProfile): boolean {
  return kind === "assumedRole" && hasMfaSerial;
}

function noSession(profile: KeysOfProfile): UserError {
  return roleNeedsMfa(profile)
    ? new UserError("Its role needs the code of an MFA device, and no window of VS Code is signed in to it.", {
        hint: "In VS Code, switch to this profile and enter the code (Security Credentials: Switch Profile…), keep the window open, then try again.",
      })
    : new UserError("It needs a session with MFA, and no window of VS Code has one.", {
        hint: "In VS Code, run “Security Credentials: Sign In with MFA…”, keep the window open, then try again.",
      });
}

/** A part of its own, since most need no windows. */
async function askForSession(folder: string, profileName: string, { keys }: KeysOfProfile): Promise<KeysForGit | undefined> {
  const { askWindows } = await import("./askWindows.js");
  return askWindows(folder, { profileName, accessKeyId: keys?.accessKeyId });
}

async function loadKeys(paths: AwsFilePaths, profileName: string, region: string, env: NodeJS.ProcessEnv): Promise<SigningKeys> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new UserError(`Its keys take Node.js ${OLDEST_NODE}, and this is ${process.versions.node}.`, { hint: "Open VS Code once, whose own Node.js will do, or install a newer one." });
  }
  const { resolveKeys } = await import("../iam/aws.js");
  return resolveKeys(paths, profileName, region, env);
}
