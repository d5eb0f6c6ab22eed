import * as l10n from "@vscode/l10n";
import type { Memory, Ui } from "../commands/context.js";
import { COMMANDS, type CommandId } from "../contributions.js";
import { claimOnce } from "../files/claimOnce.js";
import { isReminderDue } from "../iam/keyReminders.js";
import { describeReminder, type OldKeys } from "../words/oldKeys.js";

/** How the user is asked, and what they choose is done. */
export interface Reminding extends Pick<Ui, "ask"> {
  run(command: CommandId, argument?: unknown): PromiseLike<unknown>;
  /** A folder that the windows on this computer share. */
  readonly claims: string;
}

/** Asks, once a week at most and in one window only, whether an old access key is to be replaced. */
export class KeyReminders {
  readonly #memory: Memory;
  readonly #reminding: Reminding;

  constructor(memory: Memory, reminding: Reminding) {
    this.#memory = memory;
    this.#reminding = reminding;
  }

  /** @param old the old keys that the view shows */
  async remind(old: OldKeys): Promise<void> {
    const now = new Date();
    const due = old.keys.filter(({ id }) => isReminderDue(this.#memory.keyReminder(id), now));
    const [first] = due;
    // A sign-in with MFA, or a change of the AWS files, loads all windows at the same moment, before the memory of one has
    // reached the others. Whoever has the first key has them all.
    if (first === undefined || !claimOnce(this.#reminding.claims, first.id, now)) return;
    // Before the question: the next change of the view must not ask again.
    await this.#memory.noteKeyReminders(due.map(({ id }) => id), now);
    await this.#ask({ ...old, keys: due }, now);
  }

  async #ask(old: OldKeys, now: Date): Promise<void> {
    const ids = old.keys.map(({ id }) => id);
    const [accessKeyId] = ids;
    const answer = await this.#reminding.ask<"rotate" | "later" | "never">(describeReminder(old, now), [
      { title: l10n.t("Rotate…"), value: "rotate" },
      { title: l10n.t("Later"), value: "later" },
      { title: ids.length === 1 ? l10n.t("Never for this key") : l10n.t("Never for these keys"), value: "never" },
    ]);
    if (answer === "never") await this.#memory.noteKeyReminders(ids, "never");
    // Several are of one user, who has no room for two new ones: the command asks which is the first to go.
    if (answer === "rotate") await this.#reminding.run(COMMANDS.rotateAccessKey, ids.length === 1 ? { accessKeyId } : undefined);
  }
}
