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
  #subscription: vscode.Disposable | undefined;
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
  }

  /** Signs with what is kept for this session, if its profile still holds the key that opened it. */
  async takeUp(session: Session, name: string): Promise<void> {
    this.#subscription ??= this.#sessions.onDidChange((changed) => void this.#onOtherWindow(changed));
    this.#names.set(session, name);
    this.#current = session;
    await this.#adopt(session);
    this.#endInTime(session);
  }

  /** Signs with what is kept under a name, if one of these keys of the same user opened it. For a session beside the view's. */
  async join(session: Session, name: string, openedFor: readonly string[]): Promise<void> {
    this.#names.set(session, name);
    const kept = await this.get(name);
    if (kept !== undefined && openedFor.includes(kept.openedFor)) session.useMfa(kept);
  }

  /** The profile of this name holds another key of the same user by now: what the one opened is kept for the other. */
  async handOver(name: string, from: string, to: string): Promise<void> {
    const kept = await this.get(name);
    if (kept?.openedFor === from) await this.#sessions.keep(name, { ...kept, openedFor: to }).catch(() => undefined);
  }

  /** Signs with this from now on, in all windows; `undefined` ends it. */
  async use(session: Session, mfa: MfaSession | undefined): Promise<void> {
    session.useMfa(mfa);
    const name = this.#names.get(session);
    // Without a keyring there is no secret storage: the session is this window's alone then.
    if (name !== undefined) await (mfa === undefined ? this.#sessions.end(name) : this.#sessions.keep(name, mfa)).catch(() => undefined);
    this.#tell(session);
  }

  /** What is kept under a name, of whatever account. */
  get(name: string): Promise<MfaSession | undefined> {
    return this.#sessions.get(name).catch(() => undefined);
  }

  /** Surrounds the calls that load the view: nobody is asked, but a session that has ended is not used any more. */
  aroundView(session: Session): Around {
    return makeStepUp(session, undefined, (ended) => this.#onEnded(session, ended));
  }

  /** Surrounds the calls of one command: asks for MFA where AWS does. */
  around(session: Session, ask: (refusal: AwsError) => Promise<void>): Around {
    const askInTurn = (refusal: AwsError) =>
      this.#inTurn(async () => {
        // Another command, or another window, may have signed in meanwhile.
        if (session.mfa === undefined) await this.#adopt(session);
        if (session.mfa === undefined) await ask(refusal);
      });
    return makeStepUp(session, askInTurn, (ended) => this.#onEnded(session, ended));
  }

  dispose(): void {
    this.#subscription?.dispose();
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
    const kept = await this.get(name);
    const before = session.mfa?.accessKeyId;
    // This window's own doing, told back to it.
    if (kept?.accessKeyId === before) return;
    if (kept === undefined) session.useMfa(undefined);
    else await this.#adopt(session);
    if (session.mfa?.accessKeyId !== before) this.#tell(session);
  }

  /**
   * Its time has come, by the clock or in AWS's words. Another window may have opened a new one: that one is taken over, and
   * stays where it is kept.
   */
  async #onEnded(session: Session, ended: MfaSession): Promise<void> {
    session.useMfa(undefined);
    const name = this.#names.get(session);
    if (name !== undefined) await this.#sessions.endIf(name, ended.accessKeyId).catch(() => undefined);
    await this.#adopt(session);
    this.#tell(session);
  }

  /** Takes what is kept for the session's own key; what is kept for another key under the same name is another window's. */
  async #adopt(session: Session): Promise<void> {
    const name = this.#names.get(session);
    const kept = name === undefined ? undefined : await this.get(name);
    if (kept !== undefined && (await isOpenedFor(session, kept))) session.useMfa(kept);
  }

  #tell(session: Session): void {
    if (session !== this.#current) return;
    this.#endInTime(session);
    this.#onChange();
  }

  #endInTime(session: Session): void {
    clearTimeout(this.#ending);
    const end = session.mfa?.expiresAt.getTime();
    if (end === undefined) return;
    const { mfa } = session;
    this.#ending = setTimeout(() => mfa !== undefined && void this.#onEnded(session, mfa), Math.max(0, end - Date.now()));
    // It keeps no process alive.
    this.#ending.unref();
  }
}

/** Asked only where something is kept: to get a profile's own keys may take a program, or the user. */
async function isOpenedFor(session: Session, { openedFor }: MfaSession): Promise<boolean> {
  const own = await session.ownKeys().catch(() => undefined);
  return own?.accessKeyId === openedFor;
}
