import type { QrPicture } from "../mfa/qrPicture.js";

/**
 * The messages between the page that sets up an authenticator app and its panel. The page asks first ("ready") and gets
 * its whole state; what the codes are worth is judged on this side, each time a field changes. The key in letters
 * travels only when it is to be seen, and is taken back when it is hidden.
 */

/** What is said under a code's field. */
export interface FieldNote {
  readonly text: string;
  readonly tone: "right" | "wrong" | "plain";
}

/** Both codes, as they are typed. */
export type Codes = readonly [string, string];

/** Something that was done after the device was assigned, or what went wrong. */
export interface SetUpStatus {
  readonly text: string;
  readonly tone: "done" | "plain" | "problem";
}

/**
 * `entering`: the codes are asked for. `assigning`: AWS is asked. `assigned`: the device is the user's. `gone`: it cannot
 * be assigned any more, somebody else having deleted or taken it. `ended`: nothing is held.
 */
export type SetUpPhase = "entering" | "assigning" | "assigned" | "gone" | "ended";

/** All words of the page, in the user's language. */
export interface SetUpWords {
  readonly heading: string;
  readonly whose: string;
  readonly device: string;
  readonly scan: string;
  readonly picture: string;
  readonly cannotScan: string;
  readonly showKey: string;
  readonly hideKey: string;
  readonly keyLabel: string;
  readonly copyKey: string;
  readonly codes: string;
  readonly firstCode: string;
  readonly secondCode: string;
  /** With `{0}` for the seconds. */
  readonly nextCode: string;
  readonly assign: string;
  readonly cancel: string;
  readonly close: string;
  readonly startAgain: string;
  readonly assignedHeading: string;
  readonly record: string;
  readonly recordHint: string;
  readonly signIn: string;
  readonly signInHint: string;
  readonly done: string;
}

export interface SetUpState {
  readonly words: SetUpWords;
  readonly phase: SetUpPhase;
  /** Only as long as it is to be scanned. */
  readonly qr: QrPicture | undefined;
  readonly codes: Codes;
  /** Higher when the codes were changed by other than typing: then the page takes them over. */
  readonly revision: number;
  readonly notes: readonly [FieldNote, FieldNote];
  readonly canAssign: boolean;
  /** Until the app shows another code, in milliseconds. */
  readonly nextCodeIn: number;
  readonly status: readonly SetUpStatus[];
  /** What is offered once the device is assigned. */
  readonly offers: { readonly record: boolean; readonly signIn: boolean };
}

export type ToSetUpPage = { readonly type: "state"; readonly state: SetUpState } | { readonly type: "key"; readonly key: string | undefined };

export type FromSetUpPage =
  | { readonly type: "ready" }
  | { readonly type: "codes"; readonly codes: Codes }
  | { readonly type: "assign" }
  | { readonly type: "showKey" }
  | { readonly type: "hideKey" }
  | { readonly type: "copyKey" }
  | { readonly type: "startAgain" }
  | { readonly type: "record" }
  | { readonly type: "signIn" }
  /** Cancels, or is done: the panel closes, and what is unfinished is deleted. */
  | { readonly type: "close" };
