import type { Profile } from "./readProfiles.js";

/** Where the keys of a window come from. */
export type ProfileChoice =
  | { readonly kind: "profile"; readonly name: string }
  /** `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` */
  | { readonly kind: "environment" }
  | { readonly kind: "none" };

/** What the user chose in this extension; as text, a profile's name. */
export type ChosenProfile = string | Exclude<ProfileChoice, { readonly kind: "none" }> | { readonly kind: "asOtherTools" };

/**
 * The profile to begin with: the one the user chose in this extension, else the one every AWS tool would take.
 * Source: AWS SDKs and Tools Reference Guide, "Credential provider chain".
 * @param chosen remembered for the workspace, or set in the settings; kept even if it is missing in the files or the
 * environment, so that the user is told rather than given another account
 */
export function chooseProfile(chosen: ChosenProfile | undefined, env: NodeJS.ProcessEnv, profiles: readonly Pick<Profile, "name">[]): ProfileChoice {
  if (typeof chosen === "object" && chosen.kind === "environment") return { kind: "environment" };
  const named = nonEmpty(nameOf(chosen)) ?? nonEmpty(env["AWS_PROFILE"]);
  if (named !== undefined) return { kind: "profile", name: named };
  if (hasKeysInEnvironment(env)) return { kind: "environment" };
  return profiles.some(({ name }) => name === "default") ? { kind: "profile", name: "default" } : { kind: "none" };
}

/** Whether the environment holds an access key that AWS tools would take. */
export function hasKeysInEnvironment(env: NodeJS.ProcessEnv): boolean {
  return nonEmpty(env["AWS_ACCESS_KEY_ID"]) !== undefined && nonEmpty(env["AWS_SECRET_ACCESS_KEY"]) !== undefined;
}

function nameOf(chosen: ChosenProfile | undefined): string | undefined {
  if (typeof chosen !== "object") return chosen;
  return chosen.kind === "profile" ? chosen.name : undefined;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
