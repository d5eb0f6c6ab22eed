import { readFileSync } from "node:fs";
import { UserError } from "../errors.js";
import { fileErrorCode, readError } from "../files/fileError.js";
import { parseAwsFile, sectionsOf, settingsOf, type AwsFile, type AwsFileKind, type AwsKey } from "../profiles/awsFile.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { profileKind, type ProfileKind } from "../profiles/profileKind.js";
import { Secret } from "../secret.js";
import type { SigningKeys } from "./signRequest.js";

/** A profile, as far as its keys are concerned. */
export interface KeysOfProfile {
  readonly kind: ProfileKind;
  /** Where the files hold them; those of other kinds the SDK gets. */
  readonly keys: SigningKeys | undefined;
  readonly hasMfaSerial: boolean;
}

/**
 * Reads one profile with its keys, without the SDK: each fetch would wait for it to load.
 * @throws UserError if there is no such profile, or a file cannot be read
 */
export async function readKeysOfProfile(paths: AwsFilePaths, name: string): Promise<KeysOfProfile> {
  const [config, credentials] = [parse(paths.config, "config"), parse(paths.credentials, "credentials")];
  const sections = [config, credentials].flatMap((file) => sectionsOf(file, "profile", name));
  if (sections.length === 0) throw await noSuchProfile(paths, name);
  const settings = new Map([config, credentials].flatMap((file) => [...settingsOf(file, "profile", name)]));
  const kind = profileKind(new Set(settings.keys()));
  const endsAt = sectionsOf(credentials, "profile", name).at(-1)?.mfaLoginEnds;
  return {
    kind,
    keys: kind === "static" || kind === "session" ? keysIn(settings, kind === "session", endsAt) : undefined,
    hasMfaSerial: settings.has("mfa_serial"),
  };
}

/** At once: nothing else waits in this process, and each turn through Node's threads takes longer than the reading. */
function parse(path: string, kind: AwsFileKind): AwsFile {
  try {
    return parseAwsFile(readFileSync(path, "utf8"), kind);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return parseAwsFile("", kind);
    throw readError(path, error);
  }
}

function keysIn(settings: ReadonlyMap<string, AwsKey>, temporary: boolean, endsAt: Date | undefined): SigningKeys {
  const secret = (key: string) => {
    const value = settings.get(key)?.value ?? "";
    return typeof value === "string" ? new Secret(value) : value;
  };
  const keys = { accessKeyId: secret("aws_access_key_id").reveal(), secretAccessKey: secret("aws_secret_access_key") };
  return temporary ? { ...keys, sessionToken: secret("aws_session_token"), endsAt } : keys;
}

async function noSuchProfile(paths: AwsFilePaths, name: string): Promise<UserError> {
  const { describeProblem, readProfiles } = await import("../profiles/readProfiles.js");
  const [problem] = (await readProfiles(paths)).problems;
  return new UserError(`There is no profile ${name} in ${paths.config} or ${paths.credentials}.`, {
    hint: problem === undefined ? "Set it up there, or choose another profile for this repository." : describeProblem(problem),
    code: "NoSuchProfile",
  });
}
