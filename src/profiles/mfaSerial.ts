import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { Secret } from "../secret.js";
import { parseAwsFile, settingsOf, type AwsFileKind } from "./awsFile.js";
import type { AwsFilePaths } from "./awsFilePaths.js";
import { changeSharedFile, inTurn, readForChange, undoChanges, type FileChange } from "./changeSharedFile.js";
import { setProfileKeys } from "./editAwsFile.js";
import { writeProfileHeader } from "./sectionHeader.js";

/** What {@link recordMfaSerial} would do, to be shown and asked first. */
export interface MfaSerialPlan {
  /** The file that gets the line: the config file, or the credentials file where that holds an `mfa_serial` already, since it wins. */
  readonly path: string;
  /** The section's header and the line under it; empty when the setting is taken out or is there already. */
  readonly lines: readonly string[];
  /** The serial number that the profile has now; `undefined`: none. */
  readonly replaces: string | undefined;
}

/** A recorded serial number, and the way back. */
export interface RecordedMfaSerial {
  /**
   * Puts back the very bytes from before.
   *
   * @throws UserError when the file was changed since.
   */
  undo(): Promise<void>;
}

interface Edit {
  readonly kind: AwsFileKind;
  readonly path: string;
}

/**
 * What recording a device in a profile will write.
 *
 * @param serialNumber `undefined`: the setting is taken out
 * @throws UserError for whatever would make {@link recordMfaSerial} fail
 */
export async function planMfaSerial(paths: AwsFilePaths, profileName: string, serialNumber: string | undefined): Promise<MfaSerialPlan> {
  const { current, edits } = await findEdits(paths, profileName, serialNumber);
  const [target = { kind: "config", path: paths.config } as const] = edits;
  for (const { kind, path } of edits) {
    setMfaSerial((await readForChange(path))?.reveal() ?? "", kind, profileName, serialNumber);
  }
  const isNews = serialNumber !== undefined && serialNumber !== current;
  return {
    path: target.path,
    lines: isNews ? [writeProfileHeader(profileName, target.kind), `mfa_serial = ${serialNumber}`] : [],
    replaces: current,
  };
}

/**
 * Records the MFA device with which a profile's sessions are opened, or takes it out; makes the profile's section in the
 * config file if only the credentials file has the profile. Nothing else changes.
 *
 * @param serialNumber `undefined`: the setting is taken out
 * @throws UserError when no file has the profile, or one cannot be read or written; nothing has changed then.
 */
export async function recordMfaSerial(paths: AwsFilePaths, profileName: string, serialNumber: string | undefined): Promise<RecordedMfaSerial> {
  const changes = await inTurn(() => record(paths, profileName, serialNumber));
  return { undo: () => inTurn(() => undoChanges(changes)) };
}

/** The text of either file with a profile's `mfa_serial` set. */
export function setMfaSerial(text: string, kind: AwsFileKind, profileName: string, serialNumber: string | undefined): string {
  return setProfileKeys(text, kind, profileName, { mfa_serial: serialNumber });
}

async function record(paths: AwsFilePaths, profileName: string, serialNumber: string | undefined): Promise<FileChange[]> {
  const { edits } = await findEdits(paths, profileName, serialNumber);
  const changes: FileChange[] = [];
  try {
    for (const { kind, path } of edits) {
      const change = await changeSharedFile(path, (text) => new Secret(setMfaSerial(text, kind, profileName, serialNumber)));
      changes.push(...(change === undefined ? [] : [change]));
    }
  } catch (error) {
    await undoChanges(changes);
    throw error;
  }
  return changes;
}

/** The serial number in force, and the files to edit: to set it the one that counts, to take it out each that has it. */
async function findEdits(paths: AwsFilePaths, profileName: string, serialNumber: string | undefined): Promise<{ current: string | undefined; edits: readonly Edit[] }> {
  const read = async (kind: AwsFileKind) => {
    const file = parseAwsFile((await readForChange(paths[kind]))?.reveal() ?? "", kind);
    const value = settingsOf(file, "profile", profileName).get("mfa_serial")?.value;
    const isThere = file.sections.some((section) => section.kind === "profile" && section.name === profileName);
    return { kind, path: paths[kind], isThere, value: value?.toString() };
  };
  const credentials = await read("credentials");
  const config = await read("config");
  if (!credentials.isThere && !config.isThere) {
    throw new UserError(l10n.t("There is no profile {0} in your AWS files.", profileName), { code: "NoSuchProfile" });
  }
  const holders = [credentials, config].filter(({ value }) => value !== undefined);
  const edits = serialNumber === undefined ? holders : [holders[0] ?? config];
  return { current: credentials.value ?? config.value, edits };
}
