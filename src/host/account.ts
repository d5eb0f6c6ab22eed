import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Account, OpenAccount } from "../commands/context.js";
import { VIEW_ID } from "../contributions.js";
import { isCancelledError, UserError } from "../errors.js";
import type { Caller } from "../iam/model.js";
import type { KeyPair, Session, SessionOptions, Signer } from "../iam/session.js";
import { SnapshotLoader, type PartName } from "../iam/snapshot.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import { chooseProfile } from "../profiles/chooseProfile.js";
import { describeProblem, readProfiles } from "../profiles/readProfiles.js";
import { loadAws } from "./awsModule.js";
import { fingerprint } from "./fingerprint.js";
import type { Log } from "./log.js";
import { settings } from "./settings.js";

/** What the view shows of the account. */
export type AccountState =
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly error: Error; readonly profileName: string | undefined }
  | (OpenAccount & { readonly kind: "open"; readonly signer: Signer | undefined });

const PROFILE_KEY = "profile";

/** The account of this window: which profile, its session, and what is loaded of it. Opened when first asked for. */
export class CurrentAccount implements Account, vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #log: Log;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #openings = new vscode.EventEmitter<string | undefined>();
  /** A session was opened, for this profile (`undefined`: keys from the environment). */
  readonly onDidOpen = this.#openings.event;
  /** While the sandbox account is shown: its files and profile in place of the user's. */
  #override: { readonly paths: AwsFilePaths; readonly profileName: string } | undefined;
  readonly #ownPaths: AwsFilePaths;
  #state: AccountState | undefined;
  #opening: Promise<AccountState> | undefined;
  /** The AWS files as they were when the session was opened. */
  #fingerprint = "";

  constructor(ownPaths: AwsFilePaths, memento: vscode.Memento, log: Log) {
    this.#ownPaths = ownPaths;
    this.#memento = memento;
    this.#log = log;
  }

  paths(): AwsFilePaths {
    return this.#override?.paths ?? this.#ownPaths;
  }

  /** Looks at the files first: a command must not work with keys that somebody has replaced since. */
  async open(): Promise<OpenAccount> {
    const isStale = this.#state?.kind === "open" && (await fingerprint(this.paths())) !== this.#fingerprint;
    const state = await (isStale ? this.#openAnew() : this.openState());
    switch (state.kind) {
      case "open":
        return state;
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

  async switchProfile(name: string | undefined): Promise<void> {
    if (this.#override === undefined) await this.#memento.update(PROFILE_KEY, name);
    else if (name !== undefined) this.#override = { ...this.#override, profileName: name };
    await this.#reopen();
  }

  async adoptFiles(paths: AwsFilePaths): Promise<void> {
    if (paths.credentials === this.paths().credentials) this.#fingerprint = await fingerprint(this.paths());
  }

  /** Shows another set of AWS files, the sandbox account's; `undefined` goes back to the user's own. */
  async useFiles(override: { readonly paths: AwsFilePaths; readonly profileName: string } | undefined): Promise<void> {
    this.#override = override;
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

  dispose(): void {
    this.#close();
    this.#changes.dispose();
    this.#openings.dispose();
  }

  async #openSession(which: Pick<SessionOptions, "paths" | "profileName" | "keys" | "env">): Promise<Session> {
    const aws = await loadAws();
    const options: SessionOptions = {
      ...which,
      timeLimitMs: settings.timeLimitMs,
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
    try {
      const choice = await this.#choose();
      if (choice.kind === "none") return this.#setState({ kind: "none" });
      profileName = choice.kind === "profile" ? choice.name : undefined;
      this.#fingerprint = await fingerprint(this.paths());
      const paths = this.paths();
      // The sandbox account is reached whatever AWS_ENDPOINT_URL and its like say for the user's own.
      const env = this.#override === undefined ? process.env : {};
      const openSession = (name: string | undefined) => this.#openSession({ profileName: name, paths, env });
      const session = await openSession(profileName);
      const loader = new SnapshotLoader(session, () => this.#changes.fire());
      const state = { kind: "open", session, client: session.client, loader, paths, openSession, signer: undefined } as const;
      this.#setState(state);
      this.#loading = this.#withProgress(() => Promise.all([this.#readSigner(state), loader.load()]));
      this.#openings.fire(profileName);
      return state;
    } catch (error) {
      return this.#setState({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)), profileName });
    }
  }

  /** The thin moving line at the top of the view. */
  #withProgress(load: () => Promise<unknown>): PromiseLike<unknown> {
    return vscode.window.withProgress({ location: { viewId: VIEW_ID } }, load);
  }

  async #choose(): Promise<ReturnType<typeof chooseProfile>> {
    if (this.#override !== undefined) return { kind: "profile", name: this.#override.profileName };
    const chosen = this.#memento.get<string>(PROFILE_KEY) ?? settings.profile;
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
