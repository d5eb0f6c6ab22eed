import type * as vscode from "vscode";
import type { Around } from "../iam/client.js";
import type { AwsError } from "../iam/errors.js";
import type { MfaSession } from "../iam/mfaSession.js";
import type { Session } from "../iam/session.js";
import { makeStepUp } from "../iam/stepUp.js";
import type { MfaSessions } from "./mfaSessions.js";

/**
 * The sessions with MFA of the accounts that this window has opened: taken up at their opening, shared with the other
 * windows, ended when their time has come.
 */
export class AccountMfa implements vscode.Disposable {
  readonly #sessions: MfaSessions;
  readonly #onChange: () => void;
  readonly #subscription: vscode.Disposable;
  /** The entry that a session's MFA is kept in. */
  readonly #names = new WeakMap<Session, string>();
  #current: Session | undefined;
  #ending: NodeJS.Timeout | undefined;
  /** One question at a time, whoever asks. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param onChange the session of the view signs with other keys now */
  constructor(sessions: MfaSessions, onChange: () => void) {
    this.#sessions = sessions;
    this.#onChange = onChange;
    this.#subscription = sessions.onDidChange((name) => void this.#onOtherWindow(name));
  }

  /** Signs with what is kept for this session, if its profile still holds the key that opened it. */
  async takeUp(session: Session, name: string): Promise<void> {
    this.#names.set(session, name);
    this.#current = session;
    const kept = await this.get(name);
    if (kept === undefined || !(await isOpenedBy(session, kept))) return;
    session.useMfa(kept);
    this.#endInTime(session);
  }

  /** Signs with this from now on, in all windows; `undefined` ends it. */
  async use(session: Session, mfa: MfaSession | undefined): Promise<void> {
    session.useMfa(mfa);
    const name = this.#names.get(session);
    // Without a keyring there is no secret storage: the session is this window's alone then.
    if (name !== undefined) await (mfa === undefined ? this.#sessions.end(name) : this.#sessions.keep(name, mfa)).catch(() => undefined);
    if (session !== this.#current) return;
    this.#endInTime(session);
    this.#onChange();
  }

  /** What is kept under a name, of whatever account. */
  get(name: string): Promise<MfaSession | undefined> {
    return this.#sessions.get(name).catch(() => undefined);
  }

  /** Surrounds the calls that load the view: nobody is asked, but a session that has ended is not used any more. */
  aroundView(session: Session): Around {
    return makeStepUp(session, undefined, () => this.use(session, undefined));
  }

  /** Surrounds the calls of one command: asks for MFA where AWS does. */
  around(session: Session, ask: (refusal: AwsError) => Promise<void>): Around {
    const askInTurn = (refusal: AwsError) =>
      this.#inTurn(async () => {
        // Another command, or another window, may have signed in meanwhile.
        if (session.mfa === undefined) await this.#adopt(session);
        if (session.mfa === undefined) await ask(refusal);
      });
    return makeStepUp(session, askInTurn, () => this.use(session, undefined));
  }

  dispose(): void {
    this.#subscription.dispose();
    clearTimeout(this.#ending);
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(step);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #onOtherWindow(name: string): Promise<void> {
    const session = this.#current;
    if (session === undefined || this.#names.get(session) !== name) return;
    const before = session.mfa?.accessKeyId;
    await this.#adopt(session);
    if (session.mfa?.accessKeyId === before) return;
    this.#endInTime(session);
    this.#onChange();
  }

  async #adopt(session: Session): Promise<void> {
    const name = this.#names.get(session);
    const kept = name === undefined ? undefined : await this.get(name);
    session.useMfa(kept !== undefined && (await isOpenedBy(session, kept)) ? kept : undefined);
  }

  #endInTime(session: Session): void {
    clearTimeout(this.#ending);
    const end = session.mfa?.expiresAt.getTime();
    if (end === undefined) return;
    this.#ending = setTimeout(() => void this.use(session, undefined), Math.max(0, end - Date.now()));
    // It keeps no process alive.
    this.#ending.unref();
  }
}

/** A profile whose own keys are temporary has its sessions opened by another profile's key. */
async function isOpenedBy(session: Session, { openedBy }: MfaSession): Promise<boolean> {
  const own = await session.ownKeys().catch(() => undefined);
  return own !== undefined && (own.temporary || own.accessKeyId === openedBy);
}
