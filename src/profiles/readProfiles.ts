import * as l10n from "@vscode/l10n";
import { Secret } from "../secret.js";
import { parseAwsFile, sectionsOf, settingsOf } from "./awsFile.js";
import type { AwsFile, AwsFileKind, AwsFileProblem, AwsKey } from "./awsFile.js";
import { shortenHome } from "./awsFilePaths.js";
import type { AwsFilePaths } from "./awsFilePaths.js";
import { profileKind } from "./profileKind.js";
import type { ProfileKind } from "./profileKind.js";
import { readEndpoints } from "./profileEndpoints.js";
import type { ProfileEndpoints } from "./profileEndpoints.js";
import { readSharedFile } from "./readSharedFile.js";

export type { ProfileKind } from "./profileKind.js";
export type { ProfileEndpoints } from "./profileEndpoints.js";

/** A profile, as the SDK sees it: both files merged, the credentials file's values over the config file's. No secrets. */
export interface Profile {
  readonly name: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly endpoints: ProfileEndpoints;
  /** Every key that is not a secret; sub-keys as `s3.addressing_style`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly kind: ProfileKind;
  /** For temporary keys that carry MFA as far as one can tell: `aws configure mfa-login` wrote them, or the name ends in `-mfa`. */
  readonly mfaSession?: { readonly endsAt: Date | undefined };
}

/** An {@link AwsFileProblem} and the file it is in. */
export interface FileProblem extends AwsFileProblem {
  readonly path: string;
}

/** What both files hold. */
export interface Profiles {
  /** In the order in which the files first name them, the config file first. */
  readonly profiles: readonly Profile[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads both shared files. A missing file is an empty one; a malformed one gives problems and what else it holds.
 *
 * @throws UserError with the path when a file is there but cannot be read.
 */
export async function readProfiles(paths: AwsFilePaths): Promise<Profiles> {
  const [config, credentials] = await Promise.all([
    readParsed(paths.config, "config"),
    readParsed(paths.credentials, "credentials"),
  ]);
  const sections = [config, credentials].flatMap((read) => read.file.sections);
  const names = new Set(sections.filter((section) => section.kind === "profile").map((section) => section.name));
  const read = [...names].map((name) => mergeProfile(name, config, credentials));
  return {
    profiles: read.map(({ profile }) => profile),
    problems: [...config.problems, ...credentials.problems, ...read.flatMap(({ problems }) => problems)],
  };
}

/** `~/.aws/config, line 12: …` */
export function describeProblem(problem: FileProblem, homeDirectory?: string): string {
  return l10n.t("{0}, line {1}: {2}", shortenHome(problem.path, homeDirectory), problem.line, problem.message);
}

interface ReadFile {
  readonly path: string;
  readonly file: AwsFile;
  readonly problems: readonly FileProblem[];
}

async function readParsed(path: string, kind: AwsFileKind): Promise<ReadFile> {
  const { text, notUtf8AtLine } = await readSharedFile(path);
  if (text?.reveal().includes("\0") === true) {
    const message = l10n.t("This file is no UTF-8 text; it may be UTF-16. Save it with the encoding UTF-8.");
    return { path, file: parseAwsFile("", kind), problems: [{ path, line: 1, message }] };
  }
  const file = parseAwsFile(text?.reveal() ?? "", kind);
  const problems = file.problems.map((problem) => ({ ...problem, path }));
  if (notUtf8AtLine !== undefined) {
    problems.unshift({ path, line: notUtf8AtLine, message: l10n.t("From here on the file is not UTF-8 text: save it with that encoding.") });
  }
  return { path, file, problems };
}

function mergeProfile(name: string, config: ReadFile, credentials: ReadFile): { profile: Profile; problems: FileProblem[] } {
  const inConfig = settingsOf(config.file, "profile", name);
  const inCredentials = settingsOf(credentials.file, "profile", name);
  const keys = new Map([...inConfig, ...inCredentials]);
  const settings = plainSettings(keys);
  const { endpoints, missingSection } = readEndpoints(settings, config.file);
  const region = settings.get("region");
  const accessKeyId = settings.get("aws_access_key_id");
  const kind = profileKind(new Set(keys.keys()));
  const profile: Profile = {
    name,
    ...(region === undefined ? {} : { region }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    endpoints,
    settings,
    kind,
    ...(kind === "session" ? readMfaSession(name, credentials.file) : {}),
  };
  if (missingSection === undefined) {
    return { profile, problems: [] };
  }
  const path = inCredentials.has("services") ? credentials.path : config.path;
  const message = l10n.t("The config file has no such section: [services {0}]", missingSection);
  return { profile, problems: [{ path, line: keys.get("services")?.line ?? 1, message }] };
}

function readMfaSession(name: string, credentials: AwsFile): Pick<Profile, "mfaSession"> {
  const endsAt = sectionsOf(credentials, "profile", name).at(-1)?.mfaLoginEnds;
  return endsAt !== undefined || name.endsWith("-mfa") ? { mfaSession: { endsAt } } : {};
}

function plainSettings(keys: ReadonlyMap<string, AwsKey>): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [name, { value }] of keys) {
    if (!(value instanceof Secret)) {
      settings.set(name, value);
    }
  }
  return settings;
}
