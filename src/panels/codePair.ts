import * as l10n from "@vscode/l10n";
import { readCode } from "../mfa/codes.js";
import type { CodeVerdict } from "../mfa/totp.js";
import type { Codes, FieldNote } from "./mfaSetUpProtocol.js";

export const NO_CODES: Codes = ["", ""];

const NO_NOTE: FieldNote = { text: "", tone: "plain" };

/** What stands in the two fields for codes, and what is said of each. */
export class CodePair {
  readonly #judge: (code: string) => CodeVerdict | undefined;
  #codes = NO_CODES;
  #verdicts: readonly [CodeVerdict | undefined, CodeVerdict | undefined] = [undefined, undefined];
  #revision = 0;

  /** @param judge `undefined` for what is no code yet */
  constructor(judge: (code: string) => CodeVerdict | undefined) {
    this.#judge = judge;
  }

  get codes(): Codes {
    return this.#codes;
  }

  /** See SetUpState.revision. */
  get revision(): number {
    return this.#revision;
  }

  get notes(): readonly [FieldNote, FieldNote] {
    return [this.#noteFirst(), this.#noteSecond()];
  }

  /** Something is said of a code by now. */
  get isJudged(): boolean {
    return this.#verdicts.some((verdict) => verdict !== undefined);
  }

  /** The time step of the first code; 0 if it is none. */
  get firstStep(): number {
    const [first] = this.#verdicts;
    return isKnown(first) ? first.step : 0;
  }

  /** Both are of steps that AWS takes, one after the other. */
  get areRight(): boolean {
    const [first, second] = this.#verdicts;
    return isTaken(first) && isKnown(second) && second.step === first.step + 1;
  }

  /**
   * Takes what is in the fields. Both codes pasted at once are taken apart.
   * @returns whether a code was missed in between, so that the second counts as the first now
   */
  enter([first, second]: Codes): boolean {
    const both = [first, second].map(readCode).find((text) => /^\d{12}$/.test(text));
    if (both === undefined) this.#take([readCode(first), readCode(second)]);
    else this.replace([both.slice(0, 6), both.slice(6)]);
    return this.#skipMissed();
  }

  /** Changes them by other than typing. */
  replace(codes: Codes): void {
    this.#take(codes);
    this.#revision += 1;
  }

  /** A code that stays keeps the verdict of the moment at which it came. */
  #take(codes: Codes): void {
    const before = this.#codes;
    const judge = (index: 0 | 1) => (codes[index] === before[index] ? this.#verdicts[index] : this.#judge(codes[index]));
    this.#verdicts = [judge(0), judge(1)];
    this.#codes = codes;
  }

  /** When a code was missed in between, the second becomes the first: only one more is to be waited for. */
  #skipMissed(): boolean {
    const [first, second] = this.#verdicts;
    if (!isTaken(first) || !isTaken(second) || second.step <= first.step + 1) return false;
    this.#verdicts = [second, undefined];
    this.#codes = [this.#codes[1], ""];
    this.#revision += 1;
    return true;
  }

  #noteFirst(): FieldNote {
    const [code] = this.#codes;
    const [verdict, second] = this.#verdicts;
    if (!isTaken(verdict)) return noteWrong(code, verdict);
    if (this.areRight || isKnown(second)) return right(l10n.t("First code is right"));
    return verdict.kind === "previous" ? right(l10n.t("First code is right · now the one that your app shows now")) : right(l10n.t("First code is right · waiting for the next one"));
  }

  #noteSecond(): FieldNote {
    const [firstCode, code] = this.#codes;
    const [first, verdict] = this.#verdicts;
    if (this.areRight) return right(l10n.t("Second code is right"));
    if (verdict === undefined || verdict.kind === "unknown") return noteWrong(code, verdict);
    if (code === firstCode) return wrong(l10n.t("This is the first code again. Wait for the next one."));
    if (!isTaken(first)) return isTaken(verdict) ? { text: l10n.t("Now the code that came before this one, in the first field"), tone: "plain" } : noteWrong(code, verdict);
    return verdict.step < first.step ? wrong(l10n.t("This code is older than the first one. Type the one that comes after it.")) : noteWrong(code, verdict);
  }
}

type Known = Exclude<CodeVerdict, { kind: "unknown" }>;

function isKnown(verdict: CodeVerdict | undefined): verdict is Known {
  return verdict !== undefined && verdict.kind !== "unknown";
}

/** Of a step that AWS takes. */
function isTaken(verdict: CodeVerdict | undefined): verdict is Known {
  return isKnown(verdict) && ["now", "previous", "next"].includes(verdict.kind);
}

function right(text: string): FieldNote {
  return { text, tone: "right" };
}

function wrong(text: string): FieldNote {
  return { text, tone: "wrong" };
}

/** What is wrong with a code by itself; nothing as long as it is being typed. */
function noteWrong(code: string, verdict: CodeVerdict | undefined): FieldNote {
  if (verdict === undefined) return /^\d{0,5}$/.test(code) ? NO_NOTE : wrong(l10n.t("A code has six digits, and nothing else."));
  switch (verdict.kind) {
    case "unknown":
      return wrong(l10n.t("This code belongs to another account, or a digit is wrong."));
    case "ahead":
      return wrong(l10n.t("Your phone's clock is {0} min ahead. Let it set its time by itself, then type the code that it shows.", verdict.minutes));
    case "behind":
      return wrong(l10n.t("This code is {0} min old, or your phone's clock is that much behind. Let it set its time by itself, then type the code that it shows.", verdict.minutes));
    default:
      return NO_NOTE;
  }
}
