import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { Secret } from "../secret.js";
import type { AwsFilePaths } from "./awsFilePaths.js";
import { changeSharedFile, inTurn, readForChange, undoChanges } from "./changeSharedFile.js";
import type { FileChange } from "./changeSharedFile.js";
import { setProfileKeys } from "./editAwsFile.js";
import type { ProfileKeys } from "./editAwsFile.js";
import type { Placement } from "./placement.js";
import { readProfiles } from "./readProfiles.js";
import type { ProfileKind } from "./readProfiles.js";
import { isNameForEveryTool, whyNotAProfileName } from "./sectionHeader.js";

/** What {@link saveAccessKey} would do, to be shown and asked first. */
export interface SavePlan {
  /** The credentials file. */
  readonly path: string;
  readonly profileName: string;
  /** Either file has the profile already; then its region and endpoints stay as they are. */
  readonly exists: boolean;
  /** How the profile gets its credentials now. With `assumedRole` the SDK goes on using the role, not the saved key. */
  readonly kind: ProfileKind;
  /** A token of an old session stands beside the key pair, in either file, and will be taken out or replaced. */
  readonly removesSessionToken: boolean;
  /** The access key id that the profile has now. */
  readonly replacesKeyId?: string;
  /** The other profiles that use {@link replacesKeyId}: they keep it. */
  readonly accessKeyIdInUseBy: readonly string[];
}

/** A key pair to save. */
export interface AccessKeyToSave {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** With temporary keys. */
  readonly sessionToken?: Secret;
  /** For a new profile only; one that is there keeps its own. */
  readonly placement?: Placement;
}

/** A key that has been saved, and the way back. */
export interface SavedAccessKey {
  /** The credentials file. */
  readonly path: string;
  readonly profileName: string;
  /**
   * Puts back the very bytes from before, or removes the files that saving made.
   *
   * @throws UserError when a file was changed since; then nothing is put back.
   */
  undo(): Promise<void>;
}

/** An access key with the token of an old session beside it does not work; the second is botocore's old name for it. */
const STALE_TOKEN: ProfileKeys = { aws_session_token: undefined, aws_security_token: undefined };

/**
 * Looks before anything is created: whatever would make {@link saveAccessKey} refuse is said here already.
 *
 * @throws UserError when a file cannot be read or edited, or when not every tool would find a new profile of this name.
 */
export async function planSave(paths: AwsFilePaths, profileName: string): Promise<SavePlan> {
  const { profiles } = await readProfiles(paths);
  const existing = profiles.find((profile) => profile.name === profileName);
  if (existing === undefined) {
    checkNewName(profileName);
  }
  const placeholder = { accessKeyId: "AKIA", secretAccessKey: new Secret("-") };
  const credentials = (await readForChange(paths.credentials))?.reveal() ?? "";
  const config = (await readForChange(paths.config))?.reveal() ?? "";
  editCredentials(credentials, profileName, placeholder);
  const removesSessionToken =
    setProfileKeys(config, "config", profileName, STALE_TOKEN) !== config || setProfileKeys(credentials, "credentials", profileName, STALE_TOKEN) !== credentials;
  const keyId = existing?.accessKeyId;
  const others = profiles.filter((other) => other.name !== profileName && keyId !== undefined && other.accessKeyId === keyId);
  return {
    path: paths.credentials,
    profileName,
    exists: existing !== undefined,
    kind: existing?.kind ?? "none",
    removesSessionToken: existing !== undefined && removesSessionToken,
    ...(keyId === undefined ? {} : { replacesKeyId: keyId }),
    accessKeyIdInUseBy: others.map((other) => other.name),
  };
}

/**
 * Saves a key pair under a profile in the credentials file (mode 0600), with its session token in place of the one that
 * may stand beside the old pair. A new profile's region and endpoint go into the config file. Both files change, or neither.
 *
 * @throws UserError when the name or a value cannot be held, or a file cannot be read or written; nothing has changed then.
 */
export async function saveAccessKey(paths: AwsFilePaths, profileName: string, key: AccessKeyToSave): Promise<SavedAccessKey> {
  const changes = await inTurn(() => save(paths, profileName, key));
  return { path: paths.credentials, profileName, undo: () => inTurn(() => undoChanges(changes)) };
}

async function save(paths: AwsFilePaths, profileName: string, key: AccessKeyToSave): Promise<FileChange[]> {
  const { exists } = await planSave(paths, profileName);
  const changes: FileChange[] = [];
  const change = async (path: string, edit: (text: string) => string) => {
    const made = await changeSharedFile(path, (text) => new Secret(edit(text)));
    changes.push(...(made === undefined ? [] : [made]));
  };
  await change(paths.credentials, (text) => editCredentials(text, profileName, key));
  // The config file may hold a token too, and the SDK merges the two files.
  const placed: ProfileKeys = exists ? {} : (key.placement ?? {});
  try {
    await change(paths.config, (text) => setProfileKeys(text, "config", profileName, { ...placed, ...STALE_TOKEN }));
  } catch (error) {
    await undoChanges(changes);
    throw error;
  }
  return changes;
}

function editCredentials(text: string, profileName: string, key: AccessKeyToSave): string {
  return setProfileKeys(text, "credentials", profileName, {
    aws_access_key_id: key.accessKeyId,
    aws_secret_access_key: key.secretAccessKey.reveal(),
    ...STALE_TOKEN,
    ...(key.sessionToken === undefined ? {} : { aws_session_token: key.sessionToken.reveal() }),
  });
}

function checkNewName(profileName: string): void {
  const problem = whyNotAProfileName(profileName);
  if (problem !== undefined || !isNameForEveryTool(profileName)) {
    throw new UserError(problem ?? l10n.t("Not every AWS tool finds a profile of this name: {0}", profileName), {
      hint: l10n.t("Use unaccented letters, digits and _-@+.%:/ only."),
    });
  }
}
