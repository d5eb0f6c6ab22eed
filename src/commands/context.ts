import type { CommandId } from "../contributions.js";
import type { ChangeJournal } from "../files/changeJournal.js";
import type { Git } from "../git/gitProgram.js";
import type { InstalledHelper } from "../git/installHelper.js";
import type { IamClient } from "../iam/client.js";
import type { KeyReminder } from "../iam/keyReminders.js";
import type { Caller } from "../iam/model.js";
import type { MfaSession } from "../iam/mfaSession.js";
import type { KeyPair, Session } from "../iam/session.js";
import type { PartName, SnapshotLoader } from "../iam/snapshot.js";
import type { UnfinishedDevices } from "../mfa/unfinishedDevices.js";
import type { UsedCodes } from "../mfa/usedCodes.js";
import type { MfaSetUp } from "../panels/mfaSetUp.js";
import type { OneTimeSecret } from "../panels/oneTimeSecret.js";
import type { Rotation, RotationWaits } from "../rotation/rotation.js";
import type { RotationTools } from "../rotation/rotationTools.js";
import type { Secret } from "../secret.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";

/** One row of a list to choose from. */
export interface Choice<Value> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon's name. */
  readonly icon?: string;
  readonly value: Value;
}

/** What a password box says while it is typed in; only what `isAccepted` can be handed in. */
export interface InputNote {
  readonly text: string;
  readonly isAccepted: boolean;
  /** Said in its place when it is handed in and not accepted. */
  readonly missing?: string;
}

export interface Button<Value> {
  /** A verb first; never "OK". */
  readonly title: string;
  readonly value: Value;
}

/**
 * What commands ask of the editor. Every question throws CancelledError when it is dismissed, so that a command reads
 * from top to bottom and stops where the user stopped.
 */
export interface Ui {
  pick<Value>(choices: readonly Choice<Value>[], options: { title: string; placeholder: string }): Promise<Value>;
  /** @param validate a sentence that says what is wrong, or `undefined` */
  input(options: {
    title: string;
    prompt: string;
    value?: string;
    placeholder?: string;
    password?: boolean;
    validate?: (value: string) => string | undefined;
  }): Promise<string>;
  /** Picks any number of rows. @param options.picked whether a row is picked at first @throws CancelledError also if none is */
  pickMany<Value>(choices: readonly Choice<Value>[], options: { title: string; placeholder: string; picked: (value: Value) => boolean }): Promise<readonly Value[]>;
  /**
   * Asks for a password, masked.
   * @param options.value what was typed before, to be put right
   * @param options.note said under the box on every change; `undefined`: nothing to say, and accepted
   * @param options.generate offers to fill in a generated one, which can then be seen and copied
   */
  password(options: {
    title: string;
    prompt: string;
    value?: Secret;
    note: (value: string) => InputNote | undefined;
    generate?: () => Secret;
  }): Promise<Secret>;
  /** A modal question; the first button is the default. @param tone `plain` where nothing is at stake */
  confirm<Value>(message: string, detail: string, buttons: readonly Button<Value>[], tone?: "warning" | "plain"): Promise<Value>;
  /** @returns the path of the file to write */
  pickFileToSave(options: { title: string; folder: string; fileName: string }): Promise<string>;
  /** @param options.kinds which files to show, by their ending; all, if there are none: `{ CSV: ["csv"] }` @returns the path of a file to read */
  pickFileToOpen(options: { title: string; folder: string; kinds?: Readonly<Record<string, readonly string[]>> }): Promise<string>;
  /** Shows what a file will be beside what it is, and asks. @throws CancelledError unless the button is pressed */
  reviewChange(change: { readonly path: string; readonly before: string; readonly after: string; readonly question: string; readonly detail: string; readonly button: string }): Promise<void>;
  /** Runs a program in a terminal of its own, in which the user answers it. @returns its exit code; `undefined`: the terminal was closed */
  runInTerminal(options: { readonly name: string; readonly program: string; readonly args: readonly string[]; readonly environment?: Readonly<Record<string, string>> }): Promise<number | undefined>;
  /** Hands an address to the editor's own clone, which asks where to. */
  cloneRepository(url: string): Promise<void>;
  /** Opens a terminal with these variables, which VS Code forgets with it; `undefined` takes a variable out. */
  openTerminal(options: { name: string; environment: Readonly<Record<string, Secret | string | undefined>> }): void;
  /** Says what the view does not show. Does not wait for the answer. */
  notify(message: string, level?: "information" | "warning", action?: { title: string; run: () => void | Promise<void> }): void;
  /** A question beside the work, that may stay unanswered. @returns `undefined` if it is dismissed */
  ask<Value>(message: string, buttons: readonly Button<Value>[]): Promise<Value | undefined>;
  withProgress<Answer>(title: string, work: () => Promise<Answer>): Promise<Answer>;
  /** The same for work of some steps that the user waits for, where it is seen best. */
  withSteps<Answer>(title: string, work: (report: (step: string) => void) => Promise<Answer>): Promise<Answer>;
  /** The same for work that the user may end. @param work ends when its signal says so; what it reports is what it is at @throws CancelledError */
  withCancel<Answer>(title: string, work: (signal: AbortSignal, report: (step: string) => void) => Promise<Answer>): Promise<Answer>;
  openUrl(url: string): Promise<void>;
  /** Opens a file in the editor. @param line 1-based */
  openFile(path: string, line: number): Promise<void>;
  copy(text: string): Promise<void>;
}

/** The account that the view shows: what is open, and how to open another. */
export interface Account {
  /** Opens the session if none is open. @throws UserError */
  open(): Promise<OpenAccount>;
  /** Loads parts of the view again; all of them, and the AWS files too, if none are named. */
  refresh(parts?: readonly PartName[]): Promise<void>;
  switchProfile(wish: ProfileWish): Promise<void>;
  /** Which profile the view shows, or failed to open; `undefined`: none was opened yet. */
  shownProfile(): Exclude<ProfileWish, { kind: "asOtherTools" }> | undefined;
  /** Opens the session of the view again, with what the files and settings say now. */
  reopen(): Promise<void>;
  /** This extension wrote these AWS files, in a way that does not concern the session that is open: it goes on. */
  adoptFiles(paths: AwsFilePaths): Promise<void>;
  /** The AWS files in use: the user's own, or the sandbox account's. */
  paths(): AwsFilePaths;
  /** Signs the profile's calls with this session from now on, in all windows; `undefined` ends it. */
  useMfaSession(session: Session, mfa: MfaSession | undefined): Promise<void>;
  /** Gets the keys of a profile whose role asks for a code. @throws UserError, CancelledError */
  signInToRole(askCode: (serialNumber: string) => Promise<string>): Promise<void>;
  /** The sessions with MFA that are kept, by the names of their profiles. */
  mfaSessions(): Promise<ReadonlyMap<string, MfaSession>>;
}

/** Which profile to show. */
export type ProfileWish =
  | { readonly kind: "profile"; readonly name: string }
  /** The keys in `AWS_ACCESS_KEY_ID` and its like. */
  | { readonly kind: "environment" }
  /** The one that other AWS tools take. */
  | { readonly kind: "asOtherTools" };

/**
 * An account at work. A command or page keeps the one it began with, whatever the view turns to meanwhile: a secret must
 * not end up in another account's files.
 */
export interface OpenAccount {
  readonly session: Session;
  /** For a command: where AWS asks for MFA, it asks the user for a code and goes on. */
  readonly client: IamClient;
  readonly loader: SnapshotLoader;
  /** The AWS files that the session was opened from. */
  readonly paths: AwsFilePaths;
  /** Opens a session for another profile of the same files, as after saving a key to it. */
  readonly openSession: (profileName: string) => Promise<Session>;
}

/** Everything a command may use. */
export interface CommandContext {
  readonly ui: Ui;
  readonly account: Account;
  /** Says that the view is out of date in these parts; they are loaded again when the command ends, however it ends. */
  readonly markStale: (...parts: readonly PartName[]) => void;
  readonly showOneTimeSecret: (secret: OneTimeSecret) => void;
  /** The folder that a save dialog starts in. */
  readonly homeDirectory: string;
  /** Asks AWS whom a key pair belongs to, before any file holds it. @throws AwsError if AWS does not accept it */
  readonly checkKeys: (keys: KeyPair, region: string) => Promise<Caller>;
  /** The environment variables that AWS tools take their keys from. */
  readonly environment: NodeJS.ProcessEnv;
  /** BCP 47; the language that dates are written in. */
  readonly locale: string;
  readonly pendingSecrets: PendingSecrets;
  /** Copies a secret and clears the clipboard after a while. @param what it is, if not a secret; @returns the sentence that says so */
  readonly copySecret: (secret: Secret, what?: string) => Promise<string>;
  readonly showLog: () => void;
  readonly memory: Memory;
  readonly usedCodes: UsedCodes;
  readonly unfinishedDevices: UnfinishedDevices;
  readonly showMfaSetUp: (setUp: MfaSetUp) => void;
  /** How long a session with MFA is to last, in seconds. */
  readonly mfaSessionSeconds: () => number;
  readonly git: GitContext;
  readonly search: SearchContext;
  readonly rotations: RotationContext;
  /** From what age on an access key is worth replacing; `Infinity`: from none. */
  readonly maximumKeyAgeDays: () => number;
  readonly sandbox: { isRunning(): boolean; start(): Promise<void>; stop(): Promise<void> };
}

/** The replacement of access keys. */
export interface RotationContext {
  /** Those under way in the AWS files in use. */
  list(): readonly Rotation[];
  /** With the user at hand, who may be asked for MFA. */
  readonly tools: RotationTools;
  /** Without: what AWS allows with MFA only is refused. */
  readonly unattendedTools: RotationTools;
  /** The AWS files in use and, where the environment names others, the usual ones: programs may read these. */
  keyFileSets(): readonly AwsFilePaths[];
  waits(): RotationWaits;
}

/** Git and the folders of the window, for what concerns CodeCommit. */
export interface GitContext {
  /** The Git that the editor uses too. @throws UserError if there is none, or it is too old */
  program(): Promise<Git>;
  /** The folders that are open on this computer; none in a window that is not trusted. */
  folders(): readonly string[];
  /** The path of the credential helper's script, whether it is there or not. */
  launcher(): Promise<string>;
  /** Puts the credential helper, as of this version, into the folder that stays. @throws UserError */
  installHelper(): Promise<InstalledHelper>;
  /** What was written of the user's. */
  readonly changes: ChangeJournal;
  /** Remembers, for the tree, why Git cannot sign in to a remote; `undefined`: it can. */
  noteProblem(remote: { readonly folder: string; readonly name: string }, problem: string | undefined): void;
  /** Reads again how Git signs in to the repositories of the window; the tree follows. */
  refresh(): Promise<void>;
}

/** What the editor knows of a search in the window's folders. */
export interface SearchContext {
  /** The editor's own folder, where its search program is. */
  readonly appRoot: string;
  /** The globs of what is not to be read in a folder (`files.exclude`). */
  excludes(folder: string): readonly string[];
}

/** What is remembered from one time to the next, in all windows. Never a secret. */
export interface Memory {
  /** The serial number of the device that last opened a session for this user. */
  lastMfaDevice(userArn: string): string | undefined;
  noteMfaDevice(userArn: string, serialNumber: string): Promise<void>;
  /** When this extension last changed this user's password. */
  passwordChangedAt(userArn: string): Date | undefined;
  notePasswordChange(userArn: string, at: Date): Promise<void>;
  /** When Git last signed in to this host for a look (`git ls-remote`), and the profile that signed. */
  lastGitSignIn(host: string): { readonly at: Date; readonly profileName: string } | undefined;
  noteGitSignIn(host: string, profileName: string, at: Date): Promise<void>;
  /** The hosts for which Git's own helper was handed this service-specific credential. */
  gitCredentialHosts(credentialId: string): readonly string[];
  noteGitCredentialHosts(credentialId: string, hosts: readonly string[]): Promise<void>;
  /** The last reminder of an old access key. */
  keyReminder(accessKeyId: string): KeyReminder | undefined;
  noteKeyReminders(accessKeyIds: readonly string[], reminder: KeyReminder): Promise<void>;
  /** Repositories (their folders) that the user does not want to be asked about. */
  isGitDeclined(folder: string): boolean;
  noteGitDeclined(folder: string): Promise<void>;
}

/** A credential whose one-time secret nobody has taken yet. Never the secret. */
export interface PendingSecret {
  readonly kind: "accessKey" | "serviceCredential";
  readonly id: string;
  /** What the user knows it by. */
  readonly name: string;
  readonly profileName: string | undefined;
}

/** Credentials whose one-time secret nobody has taken yet: if the window goes away with the secret, the next one says so. */
export interface PendingSecrets {
  add(secret: PendingSecret): Promise<void>;
  remove(id: string): Promise<void>;
}

/**
 * A command's work: the same function for the tree, the palette and a webview. What the tree knows comes as the
 * argument; from the palette there is none, and the command asks.
 */
export type CommandHandler = (context: CommandContext, argument?: unknown) => Promise<void>;

export type CommandTable = Readonly<Record<CommandId, CommandHandler>>;

/** An IAM user at work: what every change to a credential starts from. */
export interface UserAccount extends OpenAccount {
  readonly caller: Extract<Caller, { kind: "user" }>;
  readonly signingKeyId: string;
}
