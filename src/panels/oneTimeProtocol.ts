/**
 * The messages between the one-time secret page and its panel. The page asks first ("ready") and gets its whole state;
 * the secret itself travels only when it is to be seen, and is taken back when it is hidden.
 */

/** Something that was done with the secret, or went wrong. */
export interface StatusLine {
  readonly id: string;
  readonly text: string;
  readonly tone: "done" | "problem";
  readonly canUndo: boolean;
}

/** All words of the page, in the user's language. */
export interface PageWords {
  readonly heading: string;
  readonly whose: string;
  readonly nameLabel: string;
  readonly secretLabel: string;
  readonly onlyTime: string;
  readonly show: string;
  readonly hide: string;
  readonly copyName: string;
  readonly copySecret: string;
  /** The first button; `undefined`: there is none. */
  readonly use: string | undefined;
  readonly download: string;
  readonly undo: string;
  readonly done: string;
  readonly hidden: string;
}

export interface PageState {
  readonly words: PageWords;
  /** What one signs in with: an access key's id, a user name. */
  readonly name: string;
  /** How many dots stand for the secret. */
  readonly secretLength: number;
  readonly lines: readonly StatusLine[];
  /** The secret was copied, downloaded or saved: closing is quiet. */
  readonly isSafe: boolean;
}

export type ToPage = { readonly type: "state"; readonly state: PageState } | { readonly type: "secret"; readonly secret: string | undefined };

export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "show" }
  | { readonly type: "hide" }
  | { readonly type: "copyName" }
  | { readonly type: "copySecret" }
  | { readonly type: "use" }
  | { readonly type: "download" }
  | { readonly type: "undo"; readonly line: string }
  | { readonly type: "done" };
