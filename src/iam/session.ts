import * as l10n from "@vscode/l10n";
import { fromEnv, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { isUserError, UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";

import { describeProblem, readProfiles, type FileProblem, type Profile } from "../profiles/readProfiles.js";
import type { Secret } from "../secret.js";
import { IamClient } from "./client.js";
import { resolveEndpoint } from "./endpoints.js";
import { readErrorCode } from "./errors.js";
import type { CallEvent } from "./transport.js";

/** The keys that sign a session's calls, as far as they may be shown. */
export interface Signer {
  readonly accessKeyId: string;
  readonly temporary: boolean;
  /** `undefined`: they do not end by themselves. */
  readonly expiresAt: Date | undefined;
}

/** What a profile opens. */
export interface Session {
  /** `undefined`: the keys come from the environment. */
  readonly profileName: string | undefined;
  readonly region: string;
  /** The IAM endpoint if it is not AWS's own. */
  readonly endpoint: string | undefined;
  readonly client: IamClient;
  /** @throws UserError if the profile gives no credentials */
  signer(): Promise<Signer>;
  dispose(): void;
}

/** A key pair as the user entered it. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

export interface SessionOptions {
  readonly paths: AwsFilePaths;
  /** `undefined`: the keys in the environment (`AWS_ACCESS_KEY_ID`, …), or {@link SessionOptions.keys}. */
  readonly profileName: string | undefined;
  /** A key pair that no file holds yet, to be tried out. */
  readonly keys?: KeyPair;
  readonly env: NodeJS.ProcessEnv;
  readonly timeLimitMs: number;
  readonly onCall: (event: CallEvent) => void;
}

/** IAM is one service for a whole partition; the region only says which partition. */
const DEFAULT_REGION = "us-east-1";

/**
 * Opens a session: reads the profile, and lets the SDK resolve its credentials as every AWS tool does.
 *
 * Region and endpoints are passed on rather than left to the SDK, which reads them from `AWS_PROFILE` and the default
 * files only, whatever profile a client was given.
 * @throws UserError if there is no such profile
 */
export async function openSession({ paths, profileName, keys, env, timeLimitMs, onCall }: SessionOptions): Promise<Session> {
  const { profile, problem } = profileName === undefined ? {} : await findProfile(paths, profileName);
  const region = checkRegion([env["AWS_REGION"], env["AWS_DEFAULT_REGION"], profile?.region].find((name) => name !== undefined && name !== "") ?? DEFAULT_REGION);
  const credentials = explained(
    profileName === undefined
      ? keys === undefined
        ? fromEnv()
        : () => Promise.resolve({ accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey.reveal() })
      : fromNodeProviderChain({ profile: profileName, filepath: paths.credentials, configFilepath: paths.config, ignoreCache: true, clientConfig: { region } }),
    profile,
    problem,
  );
  const iamEndpoint = checkEndpoint(resolveEndpoint("iam", profile, env));
  const isOn = (setting: string, variable: string) => (env[variable] ?? profile?.settings.get(setting)) === "true";
  const client = new IamClient({
    profileName: profileName ?? l10n.t("(environment)"),
    region,
    iamEndpoint,
    stsEndpoint: checkEndpoint(resolveEndpoint("sts", profile, env)),
    useFips: isOn("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"),
    useDualstack: isOn("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"),
    credentials,
    timeLimitMs,
    onCall,
  });
  return {
    profileName,
    region,
    endpoint: iamEndpoint,
    client,
    signer: async () => {
      const keys = await credentials();
      return { accessKeyId: keys.accessKeyId, temporary: keys.sessionToken !== undefined, expiresAt: keys.expiration };
    },
    dispose: () => client.destroy(),
  };
}

/** @throws UserError for what is no address; the SDK would fail on each call with "Invalid URL" */
function checkEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || (URL.canParse(endpoint) && /^https?:/.test(endpoint))) return endpoint;
  throw new UserError(l10n.t("The endpoint_url of this profile is no address: {0}", endpoint), { hint: l10n.t("It starts with https:// and names a host."), code: "InvalidEndpoint" });
}

/** @throws UserError for what cannot be a part of a host's name; the SDK would fail with a sentence for developers */
function checkRegion(region: string): string {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(region)) return region;
  throw new UserError(l10n.t("The region of this profile, or of AWS_REGION, is none: {0}", region), { hint: l10n.t("It looks like eu-central-1."), code: "InvalidRegion" });
}

/** The profile, and what is wrong with the files, in case it is the reason why the profile does not work. */
async function findProfile(paths: AwsFilePaths, name: string): Promise<{ profile?: Profile; problem?: FileProblem | undefined }> {
  const { profiles, problems } = await readProfiles(paths);
  const profile = profiles.find((candidate) => candidate.name === name);
  const [problem] = problems;
  if (profile !== undefined) return { profile, problem };
  throw new UserError(l10n.t("There is no profile {0} in your AWS files.", name), {
    hint: problem === undefined ? l10n.t("Switch to another profile, or set one up.") : describeProblem(problem),
    code: "NoSuchProfile",
  });
}

/**
 * The SDK's own messages are for developers, and of a credential process they would repeat what the process printed.
 * Credentials are kept until five minutes before they end, as the SDK's own chain does.
 */
function explained(provide: AwsCredentialIdentityProvider, profile: Profile | undefined, problem: FileProblem | undefined): AwsCredentialIdentityProvider {
  let kept: AwsCredentialIdentity | undefined;
  return async () => {
    if (kept !== undefined && (kept.expiration?.getTime() ?? Infinity) - Date.now() > 5 * 60_000) return kept;
    try {
      kept = await provide();
      return kept;
    } catch (error) {
      throw isUserError(error) ? error : explainNoCredentials(error, profile, problem);
    }
  };
}

function explainNoCredentials(error: unknown, profile: Profile | undefined, problem: FileProblem | undefined): UserError {
  const code = readErrorCode(error);
  if (profile === undefined) {
    return new UserError(l10n.t("The environment holds no AWS keys any more."), { hint: l10n.t("Switch to a profile."), code });
  }
  const sentence = l10n.t("Profile {0} gives no credentials.", profile.name);
  switch (profile.kind) {
    case "sso":
      return new UserError(l10n.t("The IAM Identity Center session of profile {0} has ended.", profile.name), {
        hint: l10n.t("Run: aws sso login --profile {0}", profile.name),
        code,
      });
    case "login":
      return new UserError(l10n.t("The sign-in of profile {0} has ended.", profile.name), { hint: l10n.t("Run: aws login --profile {0}", profile.name), code });
    case "assumedRole":
      return new UserError(l10n.t("Profile {0} could not assume its role.", profile.name), {
        hint: l10n.t("Manage your credentials with the profile of your own user: its source_profile."),
        code,
      });
    case "process":
      return new UserError(sentence, { hint: l10n.t("Its credential_process failed; run that command in a terminal to see why."), code });
    case "static":
    case "session":
    case "webIdentity":
    case "none":
      return new UserError(sentence, {
        hint: problem === undefined ? l10n.t("It needs aws_access_key_id and aws_secret_access_key, or another way to sign in.") : describeProblem(problem),
        code,
      });
  }
}
