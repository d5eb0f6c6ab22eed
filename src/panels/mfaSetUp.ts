import * as l10n from "@vscode/l10n";
import { isCancelledError } from "../errors.js";
import { isAwsError, type AwsError } from "../iam/errors.js";
import type { CreatedMfaDevice } from "../iam/model.js";
import { drawQrCode, type QrPicture } from "../mfa/qrPicture.js";
import { stepAt, stepEnd } from "../mfa/timeSteps.js";
import { judgeCode, makeOtpUri, type CodeVerdict } from "../mfa/totp.js";
import { Secret } from "../secret.js";
import { CodePair, NO_CODES } from "./codePair.js";
import type { Codes, SetUpPhase, SetUpStatus } from "./mfaSetUpProtocol.js";

/** Whose device it will be. */
export interface DeviceOwner {
  readonly userName: string;
  readonly accountId: string;
  readonly accountAlias: string | undefined;
  readonly profileName: string | undefined;
}

/** How the deletion of an unfinished device ended. */
export type Deletion =
  | { readonly kind: "deleted" }
  /** It is somebody's: an assignment came through of which the answer was lost. */
  | { readonly kind: "assigned" }
  | { readonly kind: "denied"; readonly error: AwsError }
  /** To be tried again at the next start. */
  | { readonly kind: "failed"; readonly error: AwsError };

/** What a set-up asks of AWS, and of the user. */
export interface SetUpActions {
  /** By AWS's clock, in milliseconds. */
  now(): number;
  /** @throws AwsError, CancelledError */
  assign(codes: Codes): Promise<void>;
  /** Whether the device is the user's by now. @throws AwsError */
  isAssigned(): Promise<boolean>;
  /** The device is the user's. @param codes those that AWS accepted */
  onAssigned(codes: readonly string[]): Promise<void>;
  /** The device is not there any more, or is somebody else's: nothing is left to delete. */
  onGone(): void;
  /** Deletes the unfinished device, and forgets it unless that is to be tried again. */
  delete(): Promise<Deletion>;
  /** AWS does not let the user delete the unfinished device. @returns what the user wants */
  askAfterDenial(denied: AwsError): Promise<"goOn" | "leave">;
  /** Says in a sentence what the page can no longer say. */
  tell(sentence: string): void;
  /** @returns the sentence that says what happened */
  copyKey(seed: Secret): Promise<string>;
  /** Opens a new set-up. */
  startAgain(): Promise<void>;
  /** Writes the device into the profile. @returns the sentence that says so */
  record(): Promise<string>;
  /** @returns the sentence that says so */
  signIn(): Promise<string>;
}

/** A code that waited for longer than this many steps is not worth sending: the device would end up out of step. */
const FRESH_STEPS = 2;


/**
 * The set-up of one virtual device, from the moment it exists at AWS: holds its seed, judges the codes, assigns it to
 * the user, and sees to it that no unfinished device stays behind. Knows nothing of VS Code; the panel draws it.
 */
export class MfaSetUp {
  readonly serialNumber: string;
  readonly deviceName: string;
  readonly owner: DeviceOwner;
  readonly #actions: SetUpActions;
  #seed: Secret | undefined;
  #qr: QrPicture | undefined;
  #phase: SetUpPhase = "entering";
  readonly #pair = new CodePair((code) => this.#judge(code));
  #problem: string | undefined;
  /** What was done, by what did it: done again, it is told in the same line. */
  readonly #told = new Map<string, string>();
  /** Codes of which AWS did not say whether it took them: the device may be assigned already. */
  #sent: Codes | undefined;
  #assigning: Promise<void> | undefined;
  #ending: Promise<"ended" | "goOn"> | undefined;
  #abandoning: Promise<void> | undefined;
  #onChange: () => void = () => undefined;

  constructor(device: CreatedMfaDevice & { readonly name: string }, owner: DeviceOwner, actions: SetUpActions) {
    this.serialNumber = device.serialNumber;
    this.deviceName = device.name;
    this.owner = owner;
    this.#actions = actions;
    this.#seed = device.seed;
    const account = owner.accountAlias ?? owner.accountId;
    this.#qr = drawQrCode(makeOtpUri(device.seed, { deviceName: device.name, userName: owner.userName, account }).reveal());
  }

  get phase(): SetUpPhase {
    return this.#phase;
  }

  /** The QR code, until it has served. */
  get qr(): QrPicture | undefined {
    return this.#qr;
  }

  /** The key to be typed by hand, in groups of four; `undefined` once it has served. */
  get key(): Secret | undefined {
    return this.#seed && new Secret(this.#seed.reveal().replace(/.{4}(?=.)/g, "$& "));
  }

  /** What stands in the fields, and what is said of it. */
  get pair(): Pick<CodePair, "codes" | "revision" | "notes"> {
    return this.#pair;
  }

  get canAssign(): boolean {
    return this.#phase === "entering" && this.#pair.areRight;
  }

  /** Until the app shows another code, in milliseconds. */
  get nextCodeIn(): number {
    const now = this.#actions.now();
    return stepEnd(now) - now;
  }

  get status(): readonly SetUpStatus[] {
    return [...this.#statusOfPhase(), ...[...this.#told.values()].map((text): SetUpStatus => ({ text, tone: "done" }))];
  }

  /** What can still be done with the assigned device. */
  get offers(): { readonly record: boolean; readonly signIn: boolean } {
    const isAssigned = this.#phase === "assigned";
    return { record: isAssigned && this.owner.profileName !== undefined && !this.#told.has("record"), signIn: isAssigned && !this.#told.has("signIn") };
  }

  /** One listener: the panel that shows it. */
  listen(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** Takes what is in the fields. */
  enter(codes: Codes): void {
    if (this.#phase !== "entering") return;
    const hasMissed = this.#pair.enter(codes);
    // What went wrong is still to be read while the next code is typed.
    if (this.#pair.isJudged) this.#problem = undefined;
    if (hasMissed) this.#problem = l10n.t("There was another code in between. This one counts as the first now; type the one after it.");
    this.#onChange();
  }

  /** Assigns the device to the user, if both codes are right. */
  assign(): Promise<void> {
    if (!this.canAssign) return Promise.resolve();
    this.#assigning = this.#assign().finally(() => (this.#assigning = undefined));
    return this.#assigning;
  }

  async copyKey(): Promise<void> {
    if (this.#seed === undefined) return;
    this.#tell("copy", await this.#actions.copyKey(this.#seed));
  }

  /** Writes the assigned device into the profile. */
  async record(): Promise<void> {
    if (this.offers.record) this.#tell("record", await this.#actions.record());
  }

  async signIn(): Promise<void> {
    if (this.offers.signIn) this.#tell("signIn", await this.#actions.signIn());
  }

  /** Sets up another device in place of one that is gone. */
  async startAgain(): Promise<void> {
    if (this.#phase !== "gone") return;
    this.#forget();
    await this.#actions.startAgain();
  }

  /**
   * The page is closed. Deletes the device unless it is assigned.
   * @returns `goOn` if it cannot be deleted and the user would rather finish the set-up: then it is to be shown again
   */
  end(): Promise<"ended" | "goOn"> {
    this.#ending ??= this.#end().finally(() => (this.#ending = undefined));
    return this.#ending;
  }

  /** The window is going away: what can be done without a question is done, the rest is left to the next start. Never rejects. */
  abandon(): Promise<void> {
    this.#abandoning ??= this.#abandon().catch(() => undefined);
    return this.#abandoning;
  }

  async #abandon(): Promise<void> {
    await this.#assigning?.catch(() => undefined);
    const isUnfinished = this.#phase === "entering" && this.#ending === undefined;
    this.#forget();
    if (isUnfinished) await this.#actions.delete();
  }

  async #assign(): Promise<void> {
    const { codes, firstStep } = this.#pair;
    if (firstStep < stepAt(this.#actions.now()) - FRESH_STEPS) {
      this.#fail(l10n.t("These codes are too old by now. Type two new ones."));
      return;
    }
    this.#setPhase("assigning");
    try {
      // Asked first: once it is the user's, AWS wants a sign-in with it before it takes another assignment.
      if (this.#sent === undefined || !(await this.#actions.isAssigned())) {
        this.#sent = codes;
        await this.#actions.assign(codes);
      }
    } catch (error) {
      return this.#clearUp(error);
    }
    await this.#succeed();
  }

  /** Not every error says whether AWS assigned the device. */
  async #clearUp(error: unknown): Promise<void> {
    if (!isAwsError(error)) {
      this.#sent = undefined;
      this.#setPhase("entering");
      if (isCancelledError(error)) return;
      throw error;
    }
    const isOpen = error.outcomeUnknown || error.code === "EntityAlreadyExists";
    const isAssigned = isOpen ? await this.#askAgain() : false;
    if (isAssigned === true) return this.#succeed();
    if (!isOpen) this.#sent = undefined;
    if (isAssigned === false) this.#refuse(error);
    else this.#fail(l10n.t("The answer from AWS was lost, and it cannot be asked now whether the device was assigned. Type two new codes when the network is back."));
  }

  /** @returns `undefined` if AWS cannot be asked */
  async #askAgain(): Promise<boolean | undefined> {
    try {
      return await this.#actions.isAssigned();
    } catch (error) {
      if (isAwsError(error)) return undefined;
      this.#setPhase("entering");
      throw error;
    }
  }

  /** AWS did not assign the device, and the codes are used up. */
  #refuse(error: AwsError): void {
    if (error.code === "NoSuchEntity") this.#lose(l10n.t("Somebody deleted the unfinished device {0} meanwhile. In your app, delete the entry that you just scanned.", this.deviceName));
    else if (error.code === "EntityAlreadyExists") this.#lose(l10n.t("The device {0} belongs to another user by now. In your app, delete the entry that you just scanned.", this.deviceName));
    else this.#fail(explainRefusal(error));
  }

  #fail(problem: string): void {
    this.#problem = problem;
    this.#pair.replace(NO_CODES);
    this.#setPhase("entering");
  }

  #lose(problem: string): void {
    this.#problem = problem;
    this.#dropSeed();
    this.#actions.onGone();
    this.#setPhase("gone");
  }

  async #succeed(): Promise<void> {
    this.#problem = undefined;
    this.#told.clear();
    this.#dropSeed();
    // Before what is to be remembered of it: the device is the user's whatever becomes of that.
    this.#setPhase("assigned");
    await this.#actions.onAssigned(this.#sent ?? []);
  }

  async #end(): Promise<"ended" | "goOn"> {
    await this.#assigning?.catch(() => undefined);
    if (this.#phase !== "entering") {
      this.#forget();
      return "ended";
    }
    const deletion = await this.#actions.delete();
    if (deletion.kind === "denied" && (await this.#wantsToGoOn(deletion.error))) return "goOn";
    if (deletion.kind === "assigned") {
      await this.#actions.onAssigned(this.#sent ?? []);
      this.#actions.tell(l10n.t("The device {0} was assigned after all: it is yours.", this.deviceName));
    }
    if (deletion.kind === "failed") this.#actions.tell(l10n.t("The unfinished device {0} could not be deleted now. That is made up for at the next start.", this.deviceName));
    this.#forget();
    return "ended";
  }

  /** Dismissing the question must not cost the key. */
  async #wantsToGoOn(denied: AwsError): Promise<boolean> {
    try {
      return (await this.#actions.askAfterDenial(denied)) === "goOn";
    } catch (error) {
      if (isCancelledError(error)) return true;
      throw error;
    }
  }

  #forget(): void {
    this.#dropSeed();
    this.#phase = "ended";
    this.#onChange = () => undefined;
  }

  #dropSeed(): void {
    this.#seed = undefined;
    this.#qr = undefined;
    this.#pair.replace(NO_CODES);
  }

  #judge(code: string): CodeVerdict | undefined {
    return this.#seed === undefined || !/^\d{6}$/.test(code) ? undefined : judgeCode(this.#seed, code, this.#actions.now());
  }

  #statusOfPhase(): readonly SetUpStatus[] {
    if (this.#problem !== undefined) return [{ text: this.#problem, tone: "problem" }];
    if (this.#phase === "assigning") return [{ text: l10n.t("Assigning the device…"), tone: "plain" }];
    if (this.#phase !== "assigned") return [];
    return [{ text: l10n.t("{0} is yours: AWS asks for its code when you sign in to the console, and for sessions with MFA.", this.deviceName), tone: "done" }];
  }

  #setPhase(phase: SetUpPhase): void {
    this.#phase = phase;
    this.#onChange();
  }

  #tell(what: string, text: string): void {
    if (this.#phase === "ended") return;
    this.#told.set(what, text);
    this.#onChange();
  }
}

/** Why AWS did not assign the device, and that it takes two new codes to try again. */
function explainRefusal(error: AwsError): string {
  const known: Readonly<Record<string, string>> = {
    InvalidAuthenticationCode: l10n.t("AWS did not accept these codes. Type two new ones, each as soon as your app shows it."),
    EntityTemporarilyUnmodifiable: l10n.t("AWS is still busy with an earlier change of your user. Wait a minute, then type two new codes."),
    ConcurrentModification: l10n.t("Something else changed your user at the same moment, so AWS did nothing. Type two new codes."),
    LimitExceeded: l10n.t("You have as many MFA devices as AWS allows. Remove one in the view, then type two new codes here."),
  };
  const sentence = known[error.code ?? ""];
  if (sentence !== undefined) return sentence;
  if (error.outcomeUnknown) return l10n.t("The answer from AWS was lost, and the device is not assigned. Type two new codes.");
  return [error.message, error.hint, l10n.t("Then type two new codes.")].filter((part) => part !== undefined).join(" ");
}
