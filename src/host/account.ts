import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Account, OpenAccount, ProfileWish } from "../commands/context.js";
import { COMMANDS, VIEW_ID } from "../contributions.js";
import { isCancelledError, UserError } from "../errors.js";
import type { AwsError } from "../iam/errors.js";
import type { KeysForGit } from "../git/answerGit.js";
import type { Question } from "../git/sessionMessages.js";
import type { MfaSession, TemporaryKeys } from "../iam/mfaSession.js";
import type { Caller } from "../iam/model.js";
import type { KeyPair, Session, SessionOptions, Signer } from "../iam/session.js";
import { SnapshotLoader, type PartName } from "../iam/snapshot.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { chooseProfile } from "../profiles/chooseProfile.js";
import { describeProblem, readProfiles } from "../profiles/readProfiles.js";
import type { Rotation } from "../rotation/rotation.js";
import type { SignedIn, SignInWish } from "../rotation/rotationTools.js";
import { AccountMfa } from "./accountMfa.js";
import { watchAwsFiles } from "./awsFilesWatch.js";
import { loadAws } from "./awsModule.js";
import { fingerprint } from "./fingerprint.js";
import type { Log } from "./log.js";
import type { MfaSessions } from "./mfaSessions.js";
import { settings } from "./settings.js";

/** What the view shows of the account. */
export type AccountState =
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly error: Error; readonly profileName: string | undefined }
  | (OpenAccount & { readonly kind: "open"; readonly signer: Signer | undefined });

const PROFILE_KEY = "profile";

/** What the account asks of the rest, which is loaded when it is first needed. */
export interface AccountQuestions {
  /** Opens a session with MFA, because AWS refused a command's call without. @throws CancelledError, UserError */
  askForMfa(account: OpenAccount, refusal: AwsError): Promise<void>;
}

/** The account of this window: which profile, its session, and what is loaded of it. Opened when first asked for. */
export class CurrentAccount implements Account, vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #log: Log;
  readonly #questions: AccountQuestions;
  readonly #mfa: AccountMfa;
  #watch: vscode.Disposable | undefined;
  /** Set while the user is at hand to type the code of a role. */
  #askRoleCode: ((serialNumber: string) => Promise<string>) | undefined;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #openings = new vscode.EventEmitter<OpenAccount>();
  readonly onDidOpen = this.#openings.event;
  /** While the sandbox account is shown: its files and profile in place of the user's. */
  #override: { readonly paths: AwsFilePaths; readonly profileName: string } | undefined;
  readonly #ownPaths: AwsFilePaths;
  #state: AccountState | undefined;
  #opening: Promise<AccountState> | undefined;
  /** The AWS files as they were when the session was opened. */
  #fingerprint = "";

  constructor(own: { readonly paths: AwsFilePaths; readonly memento: vscode.Memento; readonly mfaSessions: MfaSessions }, log: Log, questions: AccountQuestions) {
    this.#ownPaths = own.paths;
    this.#memento = own.memento;
    this.#log = log;
    this.#questions = questions;
    this.#mfa = new AccountMfa(own.mfaSessions, () => void this.#onSignedInOrOut());
  }

  paths(): AwsFilePaths {
    return this.#override?.paths ?? this.#ownPaths;
  }

  /** Whether files other than the user's own are shown: the sandbox account's. */
  get isElsewhere(): boolean {
    return this.#override !== undefined;
  }

  /** What is shown now; `undefined`: nothing was asked for yet. */
  get state(): AccountState | undefined {
    return this.#state;
  }

  shownProfile(): Exclude<ProfileWish, { kind: "asOtherTools" }> | undefined {
    const state = this.#state;
    if (state === undefined || state.kind === "none") return undefined;
    const name = state.kind === "open" ? state.session.profileName : state.profileName;
    return name === undefined ? { kind: "environment" } : { kind: "profile", name };
  }

  /** Looks at the files first: a command must not work with keys that somebody has replaced since. */
  async open(): Promise<OpenAccount> {
    const isStale = this.#state?.kind === "open" && (await fingerprint(this.paths())) !== this.#fingerprint;
    const state = await (isStale ? this.#openAnew() : this.openState());
    switch (state.kind) {
      case "open":
        // One for each command: a code that is asked for, or refused, is that command's affair.
        return { ...state, client: state.client.with(this.#mfa.around(state.session, (refusal) => this.#questions.askForMfa(state, refusal))) };
      case "failed":
        throw state.error;
      case "none":
        throw new UserError(l10n.t("There is no AWS profile on this computer yet."), { hint: l10n.t("Set one up, or try the sandbox account, in the Security Credentials view.") });
    }
  }

  /** Opens the session if none is, and begins to load; one opening serves all who ask meanwhile. */
  openState(): Promise<AccountState> {
    if (this.#state !== undefined) return Promise.resolve(this.#state);
    this.#opening ??= this.#openNow().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async refresh(parts?: readonly PartName[]): Promise<void> {
    const state = this.#state;
    const isAll = parts === undefined || parts.length === 0;
    if (state?.kind !== "open" || (await fingerprint(this.paths())) !== this.#fingerprint) return this.#reopen();
    if (isAll) await this.#readSigner(state);
    await this.#withProgress(() => state.loader.load(isAll ? undefined : parts));
  }

  async switchProfile(wish: ProfileWish): Promise<void> {
    if (this.#override === undefined) await this.#memento.update(PROFILE_KEY, wish.kind === "asOtherTools" ? undefined : wish);
    else if (wish.kind === "profile") this.#override = { ...this.#override, profileName: wish.name };
    await this.#reopen();
  }

  async useMfaSession(session: Session, mfa: MfaSession | undefined): Promise<void> {
    await this.#mfa.use(session, mfa);
  }

  async mfaSessions(): Promise<ReadonlyMap<string, MfaSession>> {
    const { profiles } = await readProfiles(this.paths());
    const withKeys = profiles.filter(({ accessKeyId }) => accessKeyId !== undefined);
    const kept = await Promise.all(withKeys.map(async ({ name, accessKeyId }) => ({ name, accessKeyId, mfa: await this.#mfa.get(entryOf(this.paths(), name)) })));
    // What was opened for a key that the profile held earlier is of no use to it.
    return new Map(kept.flatMap(({ name, accessKeyId, mfa }) => (mfa === undefined || mfa.openedFor !== accessKeyId ? [] : [[name, mfa]])));
  }

  /**
   * The keys that Git may sign with where this window alone has them: a session with MFA that was opened for the profile's
   * key, or the role that the view has signed in to. Of the user's own files only: the sandbox account's are not Git's.
   */
  async keysForGit({ profileName, accessKeyId }: Question): Promise<KeysForGit | undefined> {
    const state = this.#state?.kind === "open" && this.#override === undefined ? this.#state : undefined;
    const keys = (await this.#keptFor(profileName, accessKeyId)) ?? (accessKeyId === undefined ? await roleKeys(state?.session, profileName) : undefined);
    if (keys === undefined) return undefined;
    const { expiresAt, ...pair } = keys;
    return { keys: { ...pair, endsAt: expiresAt }, clockOffsetMs: state?.session.client.clockSkewMs };
  }

  async #keptFor(profileName: string, accessKeyId: string | undefined): Promise<MfaSession | undefined> {
    const kept = await this.#mfa.get(entryOf(this.#ownPaths, profileName));
    return kept?.openedFor === accessKeyId ? kept : undefined;
  }

  async signInToRole(askCode: (serialNumber: string) => Promise<string>): Promise<void> {
    this.#askRoleCode = askCode;
    try {
      const state = await this.openState();
      if (state.kind === "open") await state.session.ownKeys();
    } finally {
      this.#askRoleCode = undefined;
    }
    await this.refresh();
  }

  async adoptFiles(paths: AwsFilePaths): Promise<void> {
    if (paths.credentials === this.paths().credentials) this.#fingerprint = await fingerprint(this.paths());
  }

  /** A profile's files hold another key of the same user: the session with MFA goes on, and who signs is read anew. */
  async followRotation({ paths, oldKeyId, newKeyId }: Rotation): Promise<void> {
    const { profiles } = await readProfiles(paths);
    for (const { name, accessKeyId } of profiles) {
      if (newKeyId !== undefined && accessKeyId === newKeyId) await this.#mfa.handOver(entryOf(paths, name), oldKeyId, newKeyId);
    }
    await this.adoptFiles(paths);
    await this.reopen();
  }

  /** Shows another set of AWS files, the sandbox account's; `undefined` goes back to the user's own. */
  async useFiles(override: { readonly paths: AwsFilePaths; readonly profileName: string } | undefined): Promise<void> {
    const left = this.#state;
    // The files of the sandbox account go away, and with them what was kept for its profile.
    if (override === undefined && left?.kind === "open") await this.#mfa.use(left.session, undefined);
    this.#override = override;
    this.#watch?.dispose();
    this.#watch = undefined;
    await this.#reopen();
  }

  async checkKeys(keys: KeyPair, region: string): Promise<Caller> {
    const session = await this.#openSession({ profileName: undefined, paths: this.#ownPaths, keys, env: { ...process.env, AWS_REGION: region } });
    try {
      return await session.client.getCaller();
    } finally {
      session.dispose();
    }
  }

  /**
   * Signs with a key over a profile's connection, whatever key the profile holds.
   * @param mayAsk whether the user is at hand to be asked for MFA
   */
  async signInWith({ profileName, paths, keys, otherKeyId }: SignInWish, mayAsk: boolean): Promise<SignedIn> {
    const env = this.#override === undefined ? process.env : {};
    const openSession = (name: string | undefined) => this.#openSession({ profileName: name, paths, env });
    const session = await this.#openSession({ profileName, paths, keys, env });
    await this.#mfa.join(session, entryOf(paths, profileName), otherKeyId === undefined ? [keys.accessKeyId] : [keys.accessKeyId, otherKeyId]);
    const loader = new SnapshotLoader({ client: session.client, signer: () => session.signer() }, () => undefined);
    const open: OpenAccount = { session, client: session.client, loader, paths, openSession };
    const around = mayAsk ? this.#mfa.around(session, (refusal) => this.#questions.askForMfa(open, refusal)) : this.#mfa.aroundView(session);
    return { client: session.client.with(around), ownClient: session.ownClient, dispose: () => session.dispose() };
  }

  dispose(): void {
    this.#close();
    this.#mfa.dispose();
    this.#watch?.dispose();
    this.#changes.dispose();
    this.#openings.dispose();
  }

  async #openSession(which: Pick<SessionOptions, "paths" | "profileName" | "keys" | "env">): Promise<Session> {
    const aws = await loadAws();
    const options: SessionOptions = {
      ...which,
      timeLimitMs: settings.timeLimitMs,
      askRoleCode: (serialNumber) => this.#askRoleCode?.(serialNumber) ?? Promise.reject(wantsRoleCode(which.profileName ?? "")),
      onCall: (event) => this.#log.call(event),
    };
    return aws.openSession(options, vscode.l10n.bundle);
  }

  /** The first load of the session that is open. */
  #loading: PromiseLike<unknown> = Promise.resolve();

  /** Begins anew, as after a change of the settings or the files. Opens nothing that nobody has asked for yet. */
  async reopen(): Promise<void> {
    if (this.#state !== undefined || this.#opening !== undefined) await this.#reopen();
  }

  async #reopen(): Promise<void> {
    const state = await this.#openAnew();
    if (state.kind === "open") await this.#loading;
  }

  /** Opens a new session in place of the one there is, without waiting for what it loads. */
  async #openAnew(): Promise<AccountState> {
    await this.#opening;
    this.#close();
    return this.openState();
  }

  async #openNow(): Promise<AccountState> {
    let profileName: string | undefined;
    this.#watch ??= watchAwsFiles(this.paths(), () => void this.#onFilesChanged());
    try {
      this.#fingerprint = await fingerprint(this.paths());
      const choice = await this.#choose();
      if (choice.kind === "none") return this.#setState({ kind: "none" });
      profileName = choice.kind === "profile" ? choice.name : undefined;
      const paths = this.paths();
      // The sandbox account is reached whatever AWS_ENDPOINT_URL and its like say for the user's own.
      const env = this.#override === undefined ? process.env : {};
      const openSession = (name: string | undefined) => this.#openSession({ profileName: name, paths, env });
      const session = await openSession(profileName);
      await this.#mfa.takeUp(session, entryOf(paths, profileName));
      const client = session.client.with(this.#mfa.aroundView(session));
      const loader = new SnapshotLoader({ client, signer: () => session.signer() }, () => this.#changes.fire());
      const state = { kind: "open", session, client: session.client, loader, paths, openSession, signer: undefined } as const;
      this.#setState(state);
      this.#loading = this.#withProgress(() => Promise.all([this.#readSigner(state), loader.load()]));
      this.#openings.fire(state);
      return state;
    } catch (error) {
      return this.#setState({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)), profileName });
    }
  }

  /** Written by somebody else: this extension's own writing is adopted, and then the fingerprint is the same. */
  async #onFilesChanged(): Promise<void> {
    if ((await fingerprint(this.paths())) !== this.#fingerprint) await this.reopen();
  }

  /** The thin moving line at the top of the view. */
  #withProgress(load: () => Promise<unknown>): PromiseLike<unknown> {
    return vscode.window.withProgress({ location: { viewId: VIEW_ID } }, load);
  }

  /** Other keys see other things. */
  async #onSignedInOrOut(): Promise<void> {
    if (this.#state?.kind === "open") await this.refresh();
  }

  async #choose(): Promise<ReturnType<typeof chooseProfile>> {
    if (this.#override !== undefined) return { kind: "profile", name: this.#override.profileName };
    const chosen = this.#memento.get<string | ProfileWish>(PROFILE_KEY) ?? settings.profile;
    const { profiles, problems } = await readProfiles(this.#ownPaths);
    const choice = chooseProfile(chosen, process.env, profiles);
    const [problem] = problems;
    // Files that cannot be read are not the same as none: a newcomer's welcome would be a riddle here.
    if (choice.kind === "none" && problem !== undefined) {
      throw new UserError(l10n.t("Your AWS files cannot be read."), { hint: describeProblem(problem), code: "MalformedAwsFile" });
    }
    return choice;
  }

  /** Who signs, for the mark on the key; if the profile gives no credentials, the loader says so. */
  async #readSigner(state: Extract<AccountState, { kind: "open" }>): Promise<void> {
    try {
      const signer = await state.session.signer();
      if (this.#state?.kind === "open" && this.#state.session === state.session) this.#setState({ ...this.#state, signer });
    } catch (error) {
      if (isCancelledError(error)) throw error;
    }
  }

  #setState(state: AccountState): AccountState {
    this.#state = state;
    this.#changes.fire();
    return state;
  }

  /**
   * Ends the loading, but not the session: a command or page may have a call under way with it, and a creation that is
   * cut off is a key with a lost secret. Its idle connections close by themselves.
   */
  #close(): void {
    if (this.#state?.kind === "open") this.#state.loader.dispose();
    this.#state = undefined;
  }
}

/** Where a profile's session with MFA is kept: a name means another profile in other files. */
function entryOf({ credentials }: AwsFilePaths, profileName: string | undefined): string {
  return [credentials, profileName ?? "(environment)"].join(":");
}

async function roleKeys(session: Session | undefined, profileName: string): Promise<TemporaryKeys | undefined> {
  if (session?.profileName !== profileName || session.profileKind !== "assumedRole") return undefined;
  // Nobody is asked for a code here: Git waits, and its user may sit at another window.
  return session.ownTemporaryKeys().catch(() => undefined);
}

function wantsRoleCode(profileName: string): UserError {
  return new UserError(l10n.t("The role of profile {0} asks for a code of your MFA device.", profileName), {
    hint: l10n.t("Sign in with MFA."),
    action: { title: l10n.t("Sign in with MFA"), command: COMMANDS.signInWithMfa },
    code: "MfaCodeNeeded",
  });
}
