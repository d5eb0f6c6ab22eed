import * as l10n from "@vscode/l10n";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { UserError } from "../errors.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { environmentOf, placementOf, type Placement } from "../profiles/placement.js";
import { describeProblem, readProfiles, type FileProblem, type Profile, type ProfileKind } from "../profiles/readProfiles.js";
import { Secret } from "../secret.js";
import { IamClient } from "./client.js";
import { provideCredentials } from "./credentialProvider.js";
import { isSwitchedOn, resolveEndpoint } from "./endpoints.js";
import type { MfaSession, TemporaryKeys } from "./mfaSession.js";
import { Transport, type CallEvent } from "./transport.js";

export type { KeyPair } from "../profiles/keyPair.js";

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
  /** How a profile made from this one reaches the same part of AWS. */
  readonly placement: Placement;
  /** The same for a program that is given keys only, as variables. */
  readonly environment: Readonly<Record<string, string>>;
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
  /**
   * The profile's own keys if they are temporary, as those of a role, for a program that signs by itself.
   * @throws UserError if the profile gives none, or only for a code that nobody is at hand to type
   */
  ownTemporaryKeys(): Promise<TemporaryKeys | undefined>;
  /** The session with MFA that signs the calls; `undefined`: none, or it has ended. */
  readonly mfa: MfaSession | undefined;
  /** Signs with these keys from now on; `undefined`: with the profile's own again. */
  useMfa(mfa: MfaSession | undefined): void;
  dispose(): void;
}

export interface SessionOptions {
  readonly paths: AwsFilePaths;
  /** `undefined`: the keys in the environment (`AWS_ACCESS_KEY_ID`, …), or {@link SessionOptions.keys}. */
  readonly profileName: string | undefined;
  /** A key pair that signs in place of the profile's own, as one that no file holds yet. */
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
  const { keys } = options;
  const own: AwsCredentialIdentityProvider =
    keys === undefined
      ? provideCredentials({ ...options, profile, profiles, problem, region })
      : () => Promise.resolve({ accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey.reveal() });
  const iamEndpoint = resolveEndpoint("iam", profile, env);
  const connection = {
    profileName: profileName ?? l10n.t("(environment)"),
    region,
    iamEndpoint,
    stsEndpoint: resolveEndpoint("sts", profile, env),
    codeCommitEndpoint: resolveEndpoint("codecommit", profile, env),
    cloudTrailEndpoint: resolveEndpoint("cloudtrail", profile, env),
    useFips: isSwitchedOn("use_fips_endpoint", profile, env),
    useDualstack: isSwitchedOn("use_dualstack_endpoint", profile, env),
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
    placement: placementOf(profile, region),
    environment: environmentOf(profile, region),
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
    ownTemporaryKeys: async () => {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await own();
      return sessionToken === undefined ? undefined : { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: new Secret(sessionToken), expiresAt: expiration };
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
