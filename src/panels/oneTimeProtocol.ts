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
  readonly idLabel: string;
  readonly secretLabel: string;
  readonly onlyTime: string;
  readonly show: string;
  readonly hide: string;
  readonly copyId: string;
  readonly copySecret: string;
  readonly save: string;
  readonly download: string;
  readonly undo: string;
  readonly done: string;
  readonly hidden: string;
}

export interface PageState {
  readonly words: PageWords;
  readonly id: string;
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
  | { readonly type: "copyId" }
  | { readonly type: "copySecret" }
  | { readonly type: "save" }
  | { readonly type: "download" }
  | { readonly type: "undo"; readonly line: string }
  | { readonly type: "done" };
