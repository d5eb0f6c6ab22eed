import * as l10n from "@vscode/l10n";
import { fromEnv, fromIni, fromNodeProviderChain, fromSSO, fromTemporaryCredentials, fromTokenFile } from "@aws-sdk/credential-providers";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { isCancelledError, isUserError, UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";

import { describeProblem, readProfiles, type FileProblem, type Profile, type ProfileKind } from "../profiles/readProfiles.js";
import type { Secret } from "../secret.js";
import { IamClient } from "./client.js";
import { resolveEndpoint } from "./endpoints.js";
import { readErrorCode } from "./errors.js";
import type { MfaSession } from "./mfaSession.js";
import { Transport, type CallEvent } from "./transport.js";

/** The keys that sign a session's calls, as far as they may be shown. */
export interface Signer {
  /** The profile's own key, also while a session with MFA signs in its place. */
  readonly accessKeyId: string;
  /** Whether calls are signed with temporary keys, the profile's own or those of a session with MFA. */
  readonly temporary: boolean;
  /** `undefined`: they do not end by themselves. */
  readonly expiresAt: Date | undefined;
  /** A session with MFA that this extension opened. */
  readonly hasMfa: boolean;
}

/** The profile's own keys, whatever session with MFA is in use. */
export interface OwnKeys {
  readonly accessKeyId: string;
  readonly temporary: boolean;
}

/** What a profile opens. */
export interface Session {
  /** `undefined`: the keys come from the environment. */
  readonly profileName: string | undefined;
  readonly region: string;
  /** The IAM endpoint if it is not AWS's own. */
  readonly endpoint: string | undefined;
  /** `undefined`: the keys come from the environment, or were typed. */
  readonly profileKind: ProfileKind | undefined;
  /** The `mfa_serial` of the profile: the device to open sessions with. */
  readonly mfaSerial: string | undefined;
  readonly client: IamClient;
  /** Signs with the profile's own keys, whatever session with MFA is in use: only they can open another one. */
  readonly ownClient: IamClient;
  /** @throws UserError if the profile gives no credentials */
  signer(): Promise<Signer>;
  /** @throws UserError if the profile gives no credentials */
  ownKeys(): Promise<OwnKeys>;
  /** The session with MFA that signs the calls; `undefined`: none, or it has ended. */
  readonly mfa: MfaSession | undefined;
  /** Signs with these keys from now on; `undefined`: with the profile's own again. */
  useMfa(mfa: MfaSession | undefined): void;
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
  /** Asks for the code that a role with an `mfa_serial` needs. @throws UserError, CancelledError */
  readonly askRoleCode?: (serialNumber: string) => Promise<string>;
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
export async function openSession(options: SessionOptions): Promise<Session> {
  const { paths, profileName, env, timeLimitMs, onCall } = options;
  const { profiles = [], profile, problem } = profileName === undefined ? {} : await findProfile(paths, profileName);
  const region = checkRegion([env["AWS_REGION"], env["AWS_DEFAULT_REGION"], profile?.region].find((name) => name !== undefined && name !== "") ?? DEFAULT_REGION);
  const own = explained(chooseProvider({ ...options, profiles, region }, profile), profile, problem);
  const iamEndpoint = checkEndpoint(resolveEndpoint("iam", profile, env));
  const connection = {
    profileName: profileName ?? l10n.t("(environment)"),
    region,
    iamEndpoint,
    stsEndpoint: checkEndpoint(resolveEndpoint("sts", profile, env)),
    useFips: isOn("use_fips_endpoint", profile, env),
    useDualstack: isOn("use_dualstack_endpoint", profile, env),
    timeLimitMs,
    onCall,
  };
  let mfa: MfaSession | undefined;
  const transport = new Transport({ ...connection, credentials: askedEachTime(() => (mfa === undefined ? own() : Promise.resolve(keysOf(mfa)))) });
  const ownTransport = new Transport({ ...connection, credentials: own });
  return {
    profileName,
    region,
    endpoint: iamEndpoint,
    profileKind: profile?.kind,
    mfaSerial: profile?.kind === "assumedRole" ? undefined : profile?.settings.get("mfa_serial"),
    client: new IamClient(transport),
    ownClient: new IamClient(ownTransport),
    signer: async () => {
      const keys = await own();
      return { accessKeyId: keys.accessKeyId, temporary: mfa !== undefined || keys.sessionToken !== undefined, expiresAt: mfa?.expiresAt ?? keys.expiration, hasMfa: mfa !== undefined };
    },
    ownKeys: async () => {
      const keys = await own();
      return { accessKeyId: keys.accessKeyId, temporary: keys.sessionToken !== undefined };
    },
    get mfa() {
      return mfa;
    },
    useMfa: (next) => {
      mfa = next;
    },
    dispose: () => {
      transport.destroy();
      ownTransport.destroy();
    },
  };
}

function isOn(setting: string, profile: Profile | undefined, env: NodeJS.ProcessEnv): boolean {
  return (env[`AWS_${setting.toUpperCase()}`] ?? profile?.settings.get(setting)) === "true";
}

/** What getting a profile's keys depends on. */
interface Surroundings extends SessionOptions {
  readonly profiles: readonly Profile[];
  readonly region: string;
}

function chooseProvider(around: Surroundings, profile: Profile | undefined): AwsCredentialIdentityProvider {
  const { keys } = around;
  if (keys !== undefined) return () => Promise.resolve({ accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey.reveal() });
  return profile === undefined ? fromEnv() : provideFor(profile, around, []);
}

/**
 * The provider for a profile's kind. Not the SDK's whole chain, which goes on to the keys of the machine when a profile's
 * own fail; and not always its `fromIni`, which for IAM Identity Center and web identities forgets which files and
 * endpoints it was told, and reads the default files as they were when it read them first.
 * @param via the profiles that came here as their source
 */
function provideFor(profile: Profile, around: Surroundings, via: readonly Profile[]): AwsCredentialIdentityProvider {
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
function clientFor(service: string, profile: Profile, { env }: Surroundings) {
  return {
    ...given("endpoint", checkEndpoint(resolveEndpoint(service, profile, env))),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: isOn("use_fips_endpoint", profile, env),
    useDualstackEndpoint: isOn("use_dualstack_endpoint", profile, env),
  };
}

/** A setting that is there or not: `undefined` is a value of its own to the SDK's types. */
function given<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

/**
 * The SDK keeps keys that do not end for good. Ours change when a session with MFA begins or ends, so each call asks
 * anew: to the SDK they end at once.
 */
function askedEachTime(provide: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  return async () => ({ ...(await provide()), expiration: new Date() });
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: MfaSession): AwsCredentialIdentity {
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal(), sessionToken: sessionToken.reveal(), expiration: expiresAt };
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
async function findProfile(paths: AwsFilePaths, name: string): Promise<{ profiles: readonly Profile[]; profile: Profile; problem: FileProblem | undefined }> {
  const { profiles, problems } = await readProfiles(paths);
  const profile = profiles.find((candidate) => candidate.name === name);
  const [problem] = problems;
  if (profile !== undefined) return { profiles, profile, problem };
  throw new UserError(l10n.t("There is no profile {0} in your AWS files.", name), {
    hint: problem === undefined ? l10n.t("Switch to another profile, or set one up.") : describeProblem(problem),
    code: "NoSuchProfile",
  });
}

/**
 * The SDK's own messages are for developers, and of a credential process they would repeat what the process printed.
 * Credentials are kept until five minutes before they end, and to their end if there are no others; one request for
 * them serves all who ask meanwhile, as it may run a program or ask the user for a code.
 */
function explained(provide: AwsCredentialIdentityProvider, profile: Profile | undefined, problem: FileProblem | undefined): AwsCredentialIdentityProvider {
  let kept: AwsCredentialIdentity | undefined;
  let pending: Promise<AwsCredentialIdentity> | undefined;
  const left = () => (kept === undefined ? 0 : (kept.expiration?.getTime() ?? Infinity) - Date.now());
  const renew = async () => {
    try {
      kept = await provide();
      return kept;
    } catch (error) {
      if (kept !== undefined && left() > 0) return kept;
      throw isUserError(error) || isCancelledError(error) ? error : explainNoCredentials(error, profile, problem);
    }
  };
  return async () => {
    if (kept !== undefined && left() > 5 * 60_000) return kept;
    pending ??= renew().finally(() => (pending = undefined));
    return pending;
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
