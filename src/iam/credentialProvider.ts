import * as l10n from "@vscode/l10n";
import { fromEnv, fromIni, fromNodeProviderChain, fromSSO, fromTemporaryCredentials, fromTokenFile } from "@aws-sdk/credential-providers";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { isCancelledError, isUserError, UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { describeProblem, type FileProblem, type Profile } from "../profiles/readProfiles.js";
import { isSwitchedOn, resolveEndpoint } from "./endpoints.js";
import { explainProof, readErrorCode } from "./errors.js";

/** What getting a profile's keys depends on. */
export interface CredentialSource {
  readonly paths: AwsFilePaths;
  /** `undefined`: the keys in the environment. */
  readonly profile: Profile | undefined;
  /** All profiles: one may be another's source. */
  readonly profiles: readonly Profile[];
  /** What is wrong with the files, in case it is the reason why the profile does not work. */
  readonly problem: FileProblem | undefined;
  readonly region: string;
  readonly env: NodeJS.ProcessEnv;
  /** How long it may take, in milliseconds, but for the user's own time. */
  readonly timeLimitMs: number;
  /** Asks for the code that a role with an `mfa_serial` needs. @throws UserError, CancelledError */
  readonly askRoleCode?: ((serialNumber: string) => Promise<string>) | undefined;
}

/** A program may ask the user itself, in a window or a browser; a minute or two is nothing then. */
const PROCESS_LIMIT_MS = 180_000;

/**
 * A profile's own keys, as every AWS tool gets them. The SDK's own messages are for developers, and of a credential
 * process they would repeat what the process printed: they are replaced.
 *
 * Keys are kept until five minutes before they end, and to their end if there are no others; one request for them serves
 * all who ask meanwhile, as it may run a program or ask the user for a code.
 * @returns throws UserError, CancelledError
 */
export function provideCredentials(source: CredentialSource): AwsCredentialIdentityProvider {
  let asking = 0;
  const { askRoleCode } = source;
  const ask = askRoleCode && (async (serialNumber: string) => {
    asking++;
    try {
      return await askRoleCode(serialNumber);
    } finally {
      asking--;
    }
  });
  const provide = source.profile === undefined ? fromEnv() : provideFor(source.profile, { ...source, askRoleCode: ask }, []);
  const limitMs = source.profile?.kind === "process" ? Math.max(PROCESS_LIMIT_MS, source.timeLimitMs) : source.timeLimitMs;
  let kept: AwsCredentialIdentity | undefined;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  const left = () => (kept === undefined ? 0 : (kept.expiration?.getTime() ?? Infinity) - Date.now());
  const renew = async () => {
    try {
      kept = await withinLimit(provide, limitMs, () => asking > 0);
      return kept;
    } catch (error) {
      if (kept !== undefined && left() > 0) return kept;
      throw isUserError(error) || isCancelledError(error) ? error : explainNoCredentials(error, source, limitMs);
    }
  };
  return async () => {
    if (kept !== undefined && left() > 5 * 60_000) return kept;
    pending ??= renew().finally(() => (pending = undefined));
    return pending;
  };
}

/** The providers know no limit of their own: a program or an endpoint that never answers would stop everything for good. */
class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

function withinLimit(provide: AwsCredentialIdentityProvider, limitMs: number, isAskingUser: () => boolean): Promise<AwsCredentialIdentity> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isAskingUser()) timer = setTimeout(look, limitMs);
      else reject(new TimeoutError());
    };
    let timer = setTimeout(look, limitMs);
    provide()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * The provider for a profile's kind. Not the SDK's whole chain, which goes on to the keys of the machine when a profile's
 * own fail; and not always its `fromIni`, which for IAM Identity Center and web identities forgets which files and
 * endpoints it was told, and reads the default files as they were when it read them first.
 * @param via the profiles that came here as their source
 */
function provideFor(profile: Profile, around: CredentialSource, via: readonly Profile[]): AwsCredentialIdentityProvider {
  const { paths, askRoleCode, region } = around;
  const { name, settings } = profile;
  // Not as clientConfig: IAM Identity Center's own region (sso_region) would be overruled by it.
  const files = { profile: name, filepath: paths.credentials, configFilepath: paths.config, ignoreCache: true, parentClientConfig: { region } };
  switch (profile.kind) {
    case "sso":
      return fromSSO({ ...files, clientConfig: clientFor("sso", profile, around) });
    case "login":
      return fromIni({ ...files, clientConfig: { region: profile.region ?? region, ...clientFor("signin", profile, around) } });
    case "webIdentity":
      return fromTokenFile({
        ...given("webIdentityTokenFile", settings.get("web_identity_token_file")),
        ...given("roleArn", settings.get("role_arn")),
        ...given("roleSessionName", settings.get("role_session_name")),
        clientConfig: { region: profile.region ?? region, ...clientFor("sts", profile, around) },
      });
    case "assumedRole": {
      const clientConfig = clientFor("sts", profile, around);
      const source = around.profiles.find((other) => other.name === settings.get("source_profile"));
      const isForSdk = source === undefined || source.accessKeyId !== undefined || source.kind === "none" || [...via, profile].includes(source);
      if (isForSdk) return fromIni({ ...files, clientConfig, ...given("mfaCodeProvider", askRoleCode) });
      return fromTemporaryCredentials({
        masterCredentials: provideFor(source, around, [...via, profile]),
        params: {
          RoleArn: settings.get("role_arn"),
          DurationSeconds: Number.parseInt(settings.get("duration_seconds") ?? "3600", 10),
          ...given("RoleSessionName", settings.get("role_session_name")),
          ...given("ExternalId", settings.get("external_id")),
          ...given("SerialNumber", settings.get("mfa_serial")),
        },
        clientConfig: { region: profile.region ?? region, ...clientConfig },
        ...given("mfaCodeProvider", askRoleCode),
      });
    }
    case "static":
    case "session":
    case "process":
      return fromIni(files);
    case "none":
      return fromNodeProviderChain(files);
  }
}

/**
 * Where a profile sends the calls that get its keys. All of it is said: what is not, these clients read from `AWS_PROFILE`
 * or the default profile.
 */
function clientFor(service: string, profile: Profile, { env, timeLimitMs }: CredentialSource) {
  return {
    ...given("endpoint", resolveEndpoint(service, profile, env)),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: isSwitchedOn("use_fips_endpoint", profile, env),
    useDualstackEndpoint: isSwitchedOn("use_dualstack_endpoint", profile, env),
    requestHandler: new NodeHttpHandler({ connectionTimeout: Math.min(5_000, timeLimitMs), requestTimeout: timeLimitMs, throwOnRequestTimeout: true }),
    // AWS takes a code once: a second try with it would only say that it is wrong.
    ...given("maxAttempts", profile.settings.has("mfa_serial") ? 1 : undefined),
  };
}

/** A setting that is there or not: `undefined` is a value of its own to the SDK's types. */
function given<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function explainNoCredentials(error: unknown, { profile, problem }: CredentialSource, limitMs: number): UserError {
  const code = readErrorCode(error);
  if (profile === undefined) {
    return new UserError(l10n.t("The environment holds no AWS keys any more."), { hint: l10n.t("Switch to a profile."), code });
  }
  if (error instanceof TimeoutError) {
    return new UserError(l10n.t("Profile {0} gave no credentials within {1} seconds.", profile.name, Math.round(limitMs / 1000)), {
      hint: profile.kind === "process" ? l10n.t("Its credential_process hangs, or waits for an answer; run that command in a terminal to see why.") : l10n.t("Check the network, proxy or VPN; the time limit is a setting."),
      code,
    });
  }
  const proof = profile.kind === "assumedRole" ? explainProof(code, error instanceof Error ? error.message : "") : undefined;
  if (proof !== undefined) return proof;
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
