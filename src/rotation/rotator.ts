import { randomUUID } from "node:crypto";
import { isUserError } from "../errors.js";
import { isAwsError } from "../iam/errors.js";
import { clearUpReplacement } from "../profiles/replaceKey.js";
import { createNewKey } from "./createNewKey.js";
import { deleteKey, isGone } from "./keyCalls.js";
import { endWithoutOldKey, lookAtKeys, restOldKey } from "./lookAtKeys.js";
import { rollBack } from "./rollBack.js";
import { isInterrupted, type Rotation, type RotationStart } from "./rotation.js";
import { isUnderWay } from "./rotationErrors.js";
import type { RotationTools, RotationWork } from "./rotationTools.js";
import { advance, switchOver } from "./switchOver.js";
import { withNewKey } from "./withKey.js";
import { workAlone } from "./workAlone.js";
import { endRotation, tagOf, writeStep } from "./writeStep.js";

/**
 * Replaces an access key so that at each moment the profile's files hold a key that works. Every step is written down before
 * it begins and can be done again; what fails is noted, and leaves the rotation where it can go on or be rolled back.
 */
export class Rotator {
  readonly #tools: RotationTools;

  constructor(tools: RotationTools) {
    this.#tools = tools;
  }

  /**
   * Creates the new key, proves it and puts it into the files.
   * @returns the rotation, watching
   * @throws UserError, AwsError, CancelledError
   */
  async begin(start: RotationStart): Promise<Rotation> {
    const { journal, secrets } = this.#tools;
    return workAlone(journal.fileOf(start), start.user.userName, async (checkAlone) => {
      const tools = { ...this.#tools, checkAlone };
      const other = journal.list().find(({ user, paths }) => user.arn === start.user.arn && paths.credentials === start.paths.credentials);
      if (other !== undefined) throw isUnderWay(other);
      const { keys, ...rest } = start;
      const rotation: Rotation = {
        ...rest,
        id: randomUUID(),
        step: "creating",
        oldKeyId: keys.accessKeyId,
        newKeyId: undefined,
        startedAt: Date.now(),
        switchedAt: undefined,
        waitUntil: undefined,
        lateUse: undefined,
        problem: undefined,
        isUseUnknown: false,
        isRolledBack: false,
      };
      await writeStep(tools, rotation);
      try {
        await secrets.keep(rotation.id, { old: keys, new: undefined });
      } catch (error) {
        await endRotation(tools, rotation);
        throw error;
      }
      return noteProblems(tools, rotation, async () => switchOver(tools, await createNewKey(tools, rotation, () => Promise.resolve())));
    });
  }

  /** Takes up a rotation that stopped. @returns `undefined`: it has ended, as a rolled back one does */
  goOn(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (tools, rotation) => (rotation.step === "rollingBack" ? rollBack(tools, rotation) : advance(tools, rotation)));
  }

  /** Asks AWS how the two keys are, and for the old one's last use. @returns `undefined`: somebody deleted the old key, so it has ended */
  look(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (tools, rotation) => lookAtKeys(tools, rotation));
  }

  /**
   * Switches the old key off, unless it turns out to be in use still.
   * @param despiteUse the user knows of the use
   * @returns the rotation: resting, or watching for longer
   */
  deactivate(id: string, despiteUse = false): Promise<Rotation | undefined> {
    return this.#workOn(id, async (tools, given) => {
      const rotation = await lookAtKeys(tools, given);
      const isUsed = rotation?.lateUse?.at !== given.lateUse?.at;
      if (rotation?.step !== "watching" || rotation.problem !== undefined || (isUsed && !despiteUse)) return rotation;
      return withNewKey(tools, rotation, async (client) => {
        tools.checkAlone();
        try {
          await client.updateAccessKey(rotation.user.userName, rotation.oldKeyId, "Inactive");
        } catch (error) {
          if (isGone(error)) return endWithoutOldKey(tools, rotation, client);
          throw error;
        }
        return restOldKey(tools, rotation);
      });
    });
  }

  /**
   * Deletes the old key, for good, and ends the rotation; unless it does not rest any more, as when another window has rolled
   * back while the user was asked.
   * @returns `undefined`: it has ended
   */
  deleteOldKey(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, async (tools, given) => {
      // What a step before has made sure of, somebody may have changed since; the old key may be in use again.
      const rotation = await lookAtKeys(tools, given);
      if (rotation?.step !== "resting" || rotation.lateUse?.at !== given.lateUse?.at) return rotation;
      return withNewKey(tools, rotation, async (client) => {
        tools.checkAlone();
        await deleteKey(client, rotation.user, rotation.oldKeyId);
        return endRotation(tools, rotation);
      });
    });
  }

  /**
   * Puts the old key back. If the new one was in the files already, programs may have it by now: it is not deleted, but
   * watched, as the old one was.
   * @returns `undefined`: nothing is left to do
   */
  rollBack(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (tools, rotation) => rollBack(tools, rotation));
  }

  /** Alone, with what the journal says now. */
  async #workOn(id: string, work: (tools: RotationWork, rotation: Rotation) => Promise<Rotation | undefined>): Promise<Rotation | undefined> {
    const { journal } = this.#tools;
    const found = journal.find(id);
    if (found === undefined) return undefined;
    return workAlone(journal.fileOf(found), found.user.userName, async (checkAlone) => {
      const tools = { ...this.#tools, checkAlone };
      const rotation = journal.find(id);
      if (rotation === undefined) return undefined;
      await clearUpReplacement(rotation.sets, tagOf(rotation));
      return noteProblems(tools, rotation, () => work(tools, rotation));
    });
  }
}

/** What goes wrong is noted for whoever looks at the tree. */
async function noteProblems<Answer>(tools: RotationWork, rotation: Rotation, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const now = tools.journal.find(rotation.id);
    // A look that fails for now, as without a network, is no news; the next one tells. And the error itself says more than one
    // about the note would.
    const isPassing = isAwsError(error) && now !== undefined && !isInterrupted(now);
    // And one that says how to go on is answered by going on.
    const isAnswer = isUserError(error) && error.code === "OldKeyGone";
    if (now !== undefined && isUserError(error) && !isPassing && !isAnswer) await writeStep(tools, { ...now, problem: error.message }).catch(() => undefined);
    throw error;
  }
}
