import { matchesCredentialPattern, type CredentialTarget } from "./credentialPattern.js";
import type { ConfigEntry } from "./gitConfig.js";
import { readHelperCommand } from "./readHelperCommand.js";
import type { GitSignIn, OtherHelper } from "./repositoryState.js";

/** The credential helpers that Git asks for one address, the first first. */
export interface HelperOrder {
  readonly helpers: readonly ConfiguredHelper[];
  /** Whether Git says which repository it wants. */
  readonly useHttpPath: boolean;
}

export interface ConfiguredHelper {
  readonly helper: string;
  /** `undefined`: the command line or the environment. */
  readonly file: string | undefined;
}

/**
 * As Git does (credential.c, `credential_apply_config`): all sections that match count, in the order in which they are
 * read and not by how exactly they match; an empty helper takes back those before it.
 */
export function orderHelpers(entries: readonly ConfigEntry[], target: CredentialTarget): HelperOrder {
  let helpers: ConfiguredHelper[] = [];
  let useHttpPath = false;
  for (const { key, value, file } of entries) {
    const [, pattern, name] = /^credential\.(?:(.*)\.)?(helper|usehttppath)$/s.exec(key) ?? [];
    if (name === undefined || (pattern !== undefined && !matchesCredentialPattern(pattern, target))) continue;
    if (name === "usehttppath") useHttpPath = isTrue(value);
    else if (value === "") helpers = [];
    else if (value !== undefined) helpers.push({ helper: value, file });
  }
  return { helpers, useHttpPath };
}

/**
 * What the order comes to.
 * @param launcher the credential helper's script, by which this extension's own entries are known
 * @param isOfRepository whether a file is the repository's own configuration
 */
export function describeOrder({ helpers }: HelperOrder, launcher: string, isOfRepository: (file: string) => boolean): GitSignIn {
  const place = helpers.findIndex(({ helper }) => readHelperCommand(launcher, helper) !== undefined);
  const own = helpers[place];
  const others = helpers.flatMap(({ helper, file }, index): OtherHelper[] => (readHelperCommand(launcher, helper) === undefined ? [{ helper, file, isBefore: index < place }] : []));
  const command = own && readHelperCommand(launcher, own.helper);
  if (own === undefined || command === undefined) return others.length === 0 ? { kind: "nothing" } : { kind: "others", others };
  const scope = own.file !== undefined && isOfRepository(own.file) ? "repository" : "host";
  const { profileName } = command;
  return others.length === 0 ? { kind: "profile", profileName, scope } : { kind: "contested", profileName, scope, others };
}

/** Source: git-config(1), "boolean"; without a value Git refuses all of it, as an error. */
function isTrue(value = ""): boolean {
  return /^(?:true|yes|on|[+-]?0*[1-9]\d*[kmg]?)$/i.test(value);
}
