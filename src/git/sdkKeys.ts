import { isUserError, UserError } from "../errors.js";
import { provideCredentials } from "../iam/credentialProvider.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { readProfiles, type Profile } from "../profiles/readProfiles.js";
import { Secret } from "../secret.js";
import type { SigningKeys } from "./signRequest.js";

/** Git waits without a word meanwhile. */
const TIME_LIMIT_MS = 20_000;

/**
 * The keys of a profile that only the SDK can get, for the credential helper.
 * @param region of the repository; for calls of a profile that names none
 * @throws UserError if the profile gives no keys
 */
export async function resolveKeys(paths: AwsFilePaths, profileName: string, region: string, env: NodeJS.ProcessEnv): Promise<SigningKeys> {
  const { profiles, problems } = await readProfiles(paths);
  const profile = profiles.find(({ name }) => name === profileName);
  if (profile === undefined) throw new UserError(`There is no profile ${profileName} any more.`);
  const inForce = [env["AWS_REGION"], env["AWS_DEFAULT_REGION"], profile.region].find((name) => name !== undefined && name !== "") ?? region;
  const provide = provideCredentials({ paths, profile, profiles, problem: problems[0], region: inForce, env, timeLimitMs: TIME_LIMIT_MS });
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await provide();
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: sessionToken === undefined ? undefined : new Secret(sessionToken), endsAt: expiration };
  } catch (error) {
    throw isUserError(error) ? forGit(error, profile) : error;
  }
}

/** The hints are for whoever manages their credentials in the view; some lead nowhere from a terminal. */
function forGit(error: UserError, profile: Profile): UserError {
  if (profile.kind === "assumedRole") {
    const source = profile.settings.get("source_profile");
    const signIn = source === undefined ? "check its credential_source" : `check that profile ${source} is signed in`;
    return new UserError(error.message, { hint: `The reason is ${error.code ?? "unknown"}: ${signIn}, and that it may assume ${profile.settings.get("role_arn") ?? "the role"}.`, ...codeOf(error) });
  }
  if (error.code === "TimeoutError" && profile.kind !== "process") return new UserError(error.message, { hint: "Check the network, proxy or VPN.", ...codeOf(error) });
  return error;
}

function codeOf({ code }: UserError): { code?: string } {
  return code === undefined ? {} : { code };
}
