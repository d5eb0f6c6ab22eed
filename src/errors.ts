/** Something the user can be offered beside an error's sentence: a button that runs a command. */
export interface ErrorAction {
  /** The button's text, a verb first. */
  readonly title: string;
  /** A command id of this extension. */
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** What a {@link UserError} may carry beside its sentence. */
export interface UserErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  readonly action?: ErrorAction;
  /** AWS's or Node's error code (`AccessDenied`, `ENOSPC`); the only part of an error that is logged. */
  readonly code?: string;
  readonly cause?: unknown;
}

/**
 * The one error that is shown to the user: a sentence that says what is wrong, and a hint that says what to do. Throw
 * it anywhere; the command wrapper (host/runCommand.ts) shows it. Its text never holds a secret.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly hint: string | undefined;
  readonly action: ErrorAction | undefined;
  readonly code: string | undefined;

  constructor(sentence: string, options: UserErrorOptions = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.action = options.action;
    this.code = options.code;
  }
}

/** The user changed their mind. Ends a command without a word. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";

  constructor() {
    super("Cancelled");
  }
}

/** By name rather than `instanceof`: `dist/window.js`, `dist/commands.js` and `dist/aws.js` each hold their own copy of the class. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === "UserError";
}

/** See {@link isUserError}. */
export function isCancelledError(error: unknown): error is CancelledError {
  return error instanceof Error && error.name === "CancelledError";
}
