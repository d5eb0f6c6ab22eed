import { isCancelledError } from "../errors.js";
import type { IamClient } from "./client.js";
import { isAwsError, type AwsError } from "./errors.js";
import type {
  AccessKey,
  AccessKeyLastUse,
  Caller,
  LoginProfile,
  MfaDevice,
  PasswordPolicy,
  PasswordReport,
  ServiceSpecificCredential,
  SigningCertificate,
  SshPublicKey,
  User,
} from "./model.js";

/** Everything that is shown, each part on its own, so that one refusal or fault never hides the others. */
export interface PartValues {
  readonly caller: Caller;
  readonly user: User;
  readonly accountAlias: string;
  readonly loginProfile: LoginProfile;
  readonly passwordPolicy: PasswordPolicy;
  readonly passwordReport: PasswordReport;
  readonly accessKeys: readonly AccessKey[];
  readonly mfaDevices: readonly MfaDevice[];
  readonly unassignedMfaDevices: readonly MfaDevice[];
  readonly serviceSpecificCredentials: readonly ServiceSpecificCredential[];
  readonly sshPublicKeys: readonly SshPublicKey[];
  readonly signingCertificates: readonly SigningCertificate[];
}

export type PartName = keyof PartValues;

/** What a passkey or security key is certified for, such as `FIDO` → `FIDO L1`. */
export type Certifications = ReadonlyMap<string, string>;

export type Part<Value> =
  | { readonly state: "loading" }
  | { readonly state: "ok"; readonly value: Value }
  /** AWS says that there is none: no password, no alias, IAM's default password policy. */
  | { readonly state: "absent" }
  | { readonly state: "denied"; readonly error: AwsError }
  | { readonly state: "failed"; readonly error: Error; readonly previous: Value | undefined };

export type Parts = { readonly [Name in PartName]: Part<PartValues[Name]> };

/** The parts, and what is known of each access key's use, of each passkey's certification and of each SSH public key. */
export interface Snapshot extends Parts {
  readonly lastUses: ReadonlyMap<string, Part<AccessKeyLastUse>>;
  /** By serial number; of passkeys and security keys only. */
  readonly certifications: ReadonlyMap<string, Part<Certifications>>;
  /** By the id of the SSH public key; MD5, in hexadecimal pairs. */
  readonly sshFingerprints: ReadonlyMap<string, Part<string>>;
}

/** What is asked of single things, and does not change. */
interface Details {
  readonly certifications: Certifications;
  readonly sshFingerprints: string;
}

export const PART_NAMES: readonly PartName[] = [
  "caller",
  "user",
  "accountAlias",
  "loginProfile",
  "passwordPolicy",
  "passwordReport",
  "accessKeys",
  "mfaDevices",
  "unassignedMfaDevices",
  "serviceSpecificCredentials",
  "sshPublicKeys",
  "signingCertificates",
];

/** AWS makes no new credential report as long as the last one is younger than this (IAM User Guide, "Get credential reports"). */
const REPORT_LIFE_MS = 4 * 60 * 60_000;

const LOADING = { state: "loading" } as const;

/** A snapshot of which nothing is known yet. */
export const EMPTY_SNAPSHOT: Snapshot = {
  ...(Object.fromEntries(PART_NAMES.map((name) => [name, LOADING])) as unknown as Parts),
  lastUses: new Map(),
  certifications: new Map(),
  sshFingerprints: new Map(),
};

/** The value of a part, as far as there is one: the last known one if the newest load failed. */
export function valueOf<Value>(part: Part<Value>): Value | undefined {
  if (part.state === "ok") return part.value;
  return part.state === "failed" ? part.previous : undefined;
}

/** What the loader needs of a session. */
export interface SnapshotSource {
  readonly client: IamClient;
  /** Whether the caller's keys are temporary. Rejects if the profile gives no credentials. */
  signer(): Promise<{ readonly temporary: boolean }>;
}

/** Loads parts side by side and tells of each as soon as its own call has returned. */
export class SnapshotLoader {
  readonly #source: SnapshotSource;
  readonly #onChange: (snapshot: Snapshot, changed: PartName) => void;
  readonly #abort = new AbortController();
  /** The newest load of each part; the result of an older one is not news. */
  readonly #generations = new Map<string, number>();
  #snapshot = EMPTY_SNAPSHOT;

  constructor(source: SnapshotSource, onChange: (snapshot: Snapshot, changed: PartName) => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Ends what is under way; nothing is told from here on. */
  dispose(): void {
    this.#abort.abort();
  }

  /**
   * Loads the named parts; resolves when all have settled, and never rejects: what went wrong is in the parts.
   * Calls that need not wait for each other do not: with long-lived keys even the user's name is not waited for, since
   * IAM takes it from the signature.
   */
  async load(names: readonly PartName[] = PART_NAMES): Promise<void> {
    let temporary: boolean;
    try {
      ({ temporary } = await this.#source.signer());
    } catch (error) {
      // Without credentials no call can be made: said once, at the top.
      this.#settle("caller", { state: "failed", error: toError(error), previous: undefined });
      return;
    }
    const known = valueOf(this.#snapshot.caller);
    const loadsCaller = names.includes("caller") || known === undefined;
    const caller = loadsCaller ? this.#run("caller", (signal) => this.#source.client.getCaller({ signal })) : Promise.resolve(known);
    const first = known ?? (temporary ? await caller : undefined);
    if (first !== undefined && first.kind !== "user") {
      await caller;
      return;
    }
    // Temporary keys of nobody known: AWS would refuse each call for want of a user name.
    if (first === undefined && temporary) return;
    const rest = names.filter((name): name is Exclude<PartName, "caller"> => name !== "caller");
    await Promise.all([caller, ...rest.map((name) => this.#loadPart(name, first?.userName, caller))]);
  }

  /**
   * Loads one key's last use afresh, as a deletion must. Rejects if it is not to be had. Not ended by {@link dispose}: it
   * belongs to a command, which goes on when the view turns to another account.
   */
  loadLastUse(accessKeyId: string): Promise<AccessKeyLastUse> {
    return this.#fetchLastUse(accessKeyId, undefined);
  }

  async #fetchLastUse(accessKeyId: string, signal: AbortSignal | undefined): Promise<AccessKeyLastUse> {
    const use = await this.#source.client.getAccessKeyLastUse(accessKeyId, { signal });
    this.#settleLastUse(accessKeyId, { state: "ok", value: use });
    return use;
  }

  async #loadPart(name: Exclude<PartName, "caller">, userName: string | undefined, caller: Promise<Caller | undefined>): Promise<unknown> {
    const { client } = this.#source;
    switch (name) {
      case "user":
        return this.#run(name, (signal) => client.getUser(userName, { signal }));
      case "accountAlias":
        return this.#run(name, (signal) => client.getAccountAlias({ signal }));
      case "loginProfile":
        return this.#run(name, (signal) => client.getLoginProfile(userName, { signal }));
      case "passwordPolicy":
        return this.#run(name, (signal) => client.getPasswordPolicy({ signal }));
      case "passwordReport": {
        const generatedAt = valueOf(this.#snapshot.passwordReport)?.generatedAt;
        if (generatedAt !== undefined && Date.now() - generatedAt.getTime() < REPORT_LIFE_MS) return undefined;
        const whose = caller.then((found) => (found?.kind === "user" ? found.userName : ""));
        return this.#run(name, (signal) => client.getPasswordReport(whose, { signal }));
      }
      case "accessKeys":
        return this.#loadAccessKeys(userName);
      case "mfaDevices":
        return this.#loadMfaDevices(userName, caller);
      case "unassignedMfaDevices":
        return this.#run(name, (signal) => client.listUnassignedMfaDevices({ signal }));
      case "serviceSpecificCredentials":
        return this.#run(name, (signal) => client.listServiceSpecificCredentials(userName, { signal }));
      case "sshPublicKeys":
        return this.#loadSshPublicKeys(userName, caller);
      case "signingCertificates":
        return this.#run(name, (signal) => client.listSigningCertificates(userName, { signal }));
    }
  }

  /** The keys that were known before are asked about at once, those that turn out to be new after the list. */
  async #loadAccessKeys(userName: string | undefined): Promise<void> {
    const asked = new Set((valueOf(this.#snapshot.accessKeys) ?? []).map((key) => key.id));
    const uses = [...asked].map((id) => this.#loadLastUsePart(id));
    const keys = await this.#run("accessKeys", (signal) => this.#source.client.listAccessKeys(userName, { signal }));
    uses.push(...(keys ?? []).filter((key) => !asked.has(key.id)).map((key) => this.#loadLastUsePart(key.id)));
    await Promise.all(uses);
    if (!this.#isShown("accessKeys", keys)) return;
    const present = new Set(keys.map((key) => key.id));
    this.#snapshot = { ...this.#snapshot, lastUses: new Map([...this.#snapshot.lastUses].filter(([id]) => present.has(id))) };
  }

  async #loadLastUsePart(accessKeyId: string): Promise<void> {
    try {
      await this.#fetchLastUse(accessKeyId, this.#abort.signal);
    } catch (error) {
      const previous = this.#snapshot.lastUses.get(accessKeyId);
      this.#settleLastUse(accessKeyId, toPart(error, previous && valueOf(previous)));
    }
  }

  async #loadMfaDevices(userName: string | undefined, caller: Promise<Caller | undefined>): Promise<void> {
    const devices = await this.#run("mfaDevices", (signal) => this.#source.client.listMfaDevices(userName, { signal }));
    if (!this.#isShown("mfaDevices", devices)) return;
    const keys = devices.filter(({ kind }) => kind === "securityKey").map(({ serialNumber }) => serialNumber);
    await this.#loadDetails("certifications", "mfaDevices", keys, caller, (user, serial, signal) => this.#source.client.getMfaDeviceCertifications(user, serial, { signal }));
  }

  async #loadSshPublicKeys(userName: string | undefined, caller: Promise<Caller | undefined>): Promise<void> {
    const keys = await this.#run("sshPublicKeys", (signal) => this.#source.client.listSshPublicKeys(userName, { signal }));
    if (!this.#isShown("sshPublicKeys", keys)) return;
    const ids = keys.map(({ id }) => id);
    await this.#loadDetails("sshFingerprints", "sshPublicKeys", ids, caller, (user, id, signal) => this.#source.client.getSshPublicKeyFingerprint(user, id, { signal }));
  }

  /** A list that is older than the one shown knows nothing of the newer things. */
  #isShown<Name extends PartName>(name: Name, list: PartValues[Name] | undefined): list is PartValues[Name] {
    return list !== undefined && valueOf(this.#snapshot[name] as Part<PartValues[Name]>) === list;
  }

  /**
   * Loads what does not change of each thing in a list: what a passkey is certified for, a key's fingerprint. Each is asked
   * for once, and forgotten when its thing is gone.
   */
  async #loadDetails<Name extends keyof Details>(
    name: Name,
    part: PartName,
    ids: readonly string[],
    caller: Promise<Caller | undefined>,
    load: (userName: string, id: string, signal: AbortSignal) => Promise<Details[Name]>,
  ): Promise<void> {
    const who = await caller;
    if (who?.kind !== "user") return;
    const known = () => this.#snapshot[name] as ReadonlyMap<string, Part<Details[Name]>>;
    const settle = (details: ReadonlyMap<string, Part<Details[Name]>>) => (this.#snapshot = { ...this.#snapshot, [name]: details });
    settle(new Map([...known()].filter(([id]) => ids.includes(id))));
    const wanted = ids.filter((id) => known().get(id)?.state !== "ok");
    await Promise.all(
      wanted.map(async (id) => {
        const detail = await load(who.userName, id, this.#abort.signal).then((value): Part<Details[Name]> => ({ state: "ok", value }), (error: unknown) => toPart<Details[Name]>(error, undefined));
        settle(new Map(known()).set(id, detail));
        this.#tell(part);
      }),
    );
  }

  async #run<Name extends PartName>(name: Name, load: (signal: AbortSignal) => Promise<PartValues[Name] | undefined>): Promise<PartValues[Name] | undefined> {
    const generation = (this.#generations.get(name) ?? 0) + 1;
    this.#generations.set(name, generation);
    const isNews = () => this.#generations.get(name) === generation;
    try {
      const value = await load(this.#abort.signal);
      if (isNews()) this.#settle(name, value === undefined ? { state: "absent" } : { state: "ok", value });
      return value;
    } catch (error) {
      if (isNews()) this.#settle(name, toPart(error, valueOf(this.#snapshot[name] as Part<PartValues[Name]>)));
      return undefined;
    }
  }

  #settle<Name extends PartName>(name: Name, part: Part<PartValues[Name]>): void {
    this.#snapshot = { ...this.#snapshot, [name]: part };
    this.#tell(name);
  }

  #settleLastUse(accessKeyId: string, part: Part<AccessKeyLastUse>): void {
    this.#snapshot = { ...this.#snapshot, lastUses: new Map(this.#snapshot.lastUses).set(accessKeyId, part) };
    this.#tell("accessKeys");
  }

  #tell(changed: PartName): void {
    if (!this.#abort.signal.aborted) this.#onChange(this.#snapshot, changed);
  }
}

function toPart<Value>(error: unknown, previous: Value | undefined): Part<Value> {
  if (isAwsError(error) && error.denial !== undefined) return { state: "denied", error };
  return { state: "failed", error: toError(error), previous };
}

function toError(error: unknown): Error {
  if (isCancelledError(error)) return error;
  return error instanceof Error ? error : new Error(String(error));
}
