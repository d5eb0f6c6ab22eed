import { randomUUID } from "node:crypto";
import { isUserError, type UserError } from "../errors.js";
import type { IamClient } from "../iam/client.js";
import { isAwsError } from "../iam/errors.js";
import type { AccessKey } from "../iam/model.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";
import { findKeyPlaces, type KeyPlace } from "../profiles/keyPlaces.js";
import { readProfiles } from "../profiles/readProfiles.js";
import { clearUpReplacement, replaceKey } from "../profiles/replaceKey.js";
import { saveAccessKey } from "../profiles/saveAccessKey.js";
import { createNewKey, findLostKey } from "./createNewKey.js";
import { copyDescription, deleteKey, describe, isGone, isKeyRefused, readLastUse } from "./keyCalls.js";
import { PROOF_PACE, proveKey, type ProofPace } from "./proveKey.js";
import { extendWatch, findLateUse, isInterrupted, type Rotation, type RotationSubject, type RotationWaits } from "./rotation.js";
import { backupIsLost, hasNoPlace, isUnderWay, newKeyIsLeft, newKeyIsOff, noKeyWorks, nothingToPutBack, oldKeyIsBack, oldKeyIsGone, rotationIsOver, secretIsLost } from "./rotationErrors.js";
import type { RotationJournal } from "./rotationJournal.js";
import type { RotationKeys, RotationSecrets } from "./rotationSecrets.js";
import { workAlone } from "./workAlone.js";

/** What signs with one key. */
export interface SignedIn {
  /** Signs with a session with MFA where there is one; asks for one where AWS wants it. */
  readonly client: IamClient;
  /** Signs with the key itself. */
  readonly ownClient: IamClient;
  readonly dispose: () => void;
}

/** Which key is to sign, and where its calls go. */
export interface SignInWish {
  /** The profile whose region and endpoints lead to the account. */
  readonly profileName: string;
  readonly paths: AwsFilePaths;
  readonly keys: KeyPair;
  /** The user's other key: a session with MFA that it opened may sign too. */
  readonly otherKeyId: string | undefined;
}

/** What a rotation needs of the rest. */
export interface RotationTools {
  readonly journal: RotationJournal;
  readonly secrets: RotationSecrets;
  /** Opens a session that signs with a key; where AWS asks for MFA, it asks the user, if there is one at hand. @throws UserError */
  readonly signIn: (wish: SignInWish) => Promise<SignedIn>;
  /** Whether a key whose secret was lost on the way may be deleted. @throws CancelledError */
  readonly mayDeleteLost: (key: AccessKey) => Promise<boolean>;
  /** Told of each step that was written down. @param ended it was the last one */
  readonly onStep: (rotation: Rotation, ended: boolean) => void;
  /** How the new key is tried, if not as usual. */
  readonly pace?: ProofPace;
}

/** A rotation that may begin: see planRotation. */
export interface RotationStart extends RotationSubject, RotationWaits {
  readonly keys: KeyPair;
  readonly keysBefore: readonly string[];
  readonly byItself: boolean;
  readonly isUseHidden: boolean;
}

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
    return workAlone(journal.fileOf(start), start.user.userName, async () => {
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
      await this.#write(rotation);
      try {
        await secrets.keep(rotation.id, { old: keys, new: undefined });
      } catch (error) {
        await this.#end(rotation);
        throw error;
      }
      return this.#noting(rotation, async () => this.#switchOver(await this.#create(rotation, () => Promise.resolve())));
    });
  }

  /** Takes up a rotation that stopped. @returns `undefined`: it has ended, as a rolled back one does */
  goOn(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (rotation) => (rotation.step === "rollingBack" ? this.#rollBack(rotation) : this.#advance(rotation)));
  }

  /** Asks AWS how the two keys are, and for the old one's last use. @returns `undefined`: somebody deleted the old key, so it has ended */
  look(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (rotation) => this.#look(rotation));
  }

  /**
   * Switches the old key off, unless it turns out to be in use still.
   * @param despiteUse the user knows of the use
   * @returns the rotation: resting, or watching for longer
   */
  deactivate(id: string, despiteUse = false): Promise<Rotation | undefined> {
    return this.#workOn(id, async (given) => {
      const rotation = await this.#look(given);
      const isUsed = rotation?.lateUse?.at !== given.lateUse?.at;
      if (rotation?.step !== "watching" || rotation.problem !== undefined || (isUsed && !despiteUse)) return rotation;
      return this.#withNewKey(rotation, async (client) => {
        try {
          await client.updateAccessKey(rotation.user.userName, rotation.oldKeyId, "Inactive");
        } catch (error) {
          if (isGone(error)) return this.#endWithout(rotation, client);
          throw error;
        }
        return this.#rest(rotation);
      });
    });
  }

  /**
   * Deletes the old key, for good, and ends the rotation; unless it does not rest any more, as when another window has rolled
   * back while the user was asked.
   * @returns `undefined`: it has ended
   */
  deleteOldKey(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, async (given) => {
      // What a step before has made sure of, somebody may have changed since; the old key may be in use again.
      const rotation = await this.#look(given);
      if (rotation?.step !== "resting" || rotation.lateUse?.at !== given.lateUse?.at) return rotation;
      return this.#withNewKey(rotation, async (client) => {
        await deleteKey(client, rotation.user, rotation.oldKeyId);
        return this.#end(rotation);
      });
    });
  }

  /**
   * Puts the old key back. If the new one was in the files already, programs may have it by now: it is not deleted, but
   * watched, as the old one was.
   * @returns `undefined`: nothing is left to do
   */
  rollBack(id: string): Promise<Rotation | undefined> {
    return this.#workOn(id, (rotation) => this.#rollBack(rotation));
  }

  /** Alone, with what the journal says now; what goes wrong is noted for whoever looks at the tree. */
  async #workOn(id: string, work: (rotation: Rotation) => Promise<Rotation | undefined>): Promise<Rotation | undefined> {
    const { journal } = this.#tools;
    const found = journal.find(id);
    if (found === undefined) return undefined;
    return workAlone(journal.fileOf(found), found.user.userName, async () => {
      const rotation = journal.find(id);
      if (rotation === undefined) return undefined;
      await clearUpReplacement(rotation.sets, tagOf(rotation));
      return this.#noting(rotation, () => work(rotation));
    });
  }

  async #noting<Answer>(rotation: Rotation, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      const now = this.#tools.journal.find(rotation.id);
      // A look that fails for now, as without a network, is no news; the next one tells. And the error itself says more than one
      // about the note would.
      const isPassing = isAwsError(error) && now !== undefined && !isInterrupted(now);
      // And one that says how to go on is answered by going on.
      const isAnswer = isUserError(error) && error.code === "OldKeyGone";
      if (now !== undefined && isUserError(error) && !isPassing && !isAnswer) await this.#write({ ...now, problem: error.message }).catch(() => undefined);
      throw error;
    }
  }

  async #advance(given: Rotation): Promise<Rotation> {
    if (!isInterrupted(given)) return given;
    return this.#switchOver(given.step === "creating" ? await this.#create(given, (client) => this.#clearUpLost(given, client)) : given);
  }

  /** @param prepare what an earlier try may have left to do */
  async #create(rotation: Rotation, prepare: (client: IamClient) => Promise<void>): Promise<Rotation> {
    const { secrets } = this.#tools;
    const keys = await this.#keysOf(rotation);
    // It was kept, and the window ended before that was written down.
    if (keys.new !== undefined) return this.#write({ ...rotation, step: "proving", newKeyId: keys.new.accessKeyId, problem: undefined });
    return this.#with(rotation, keys.old, async (client) => {
      await prepare(client);
      let created: KeyPair;
      try {
        created = await createNewKey(client, rotation.user.userName);
      } catch (error) {
        // Nothing was created: nothing is left to go on with. An answer that was lost is looked for when it goes on.
        if (!(isAwsError(error) && error.outcomeUnknown)) await this.#end(rotation);
        throw error;
      }
      try {
        await secrets.keep(rotation.id, { old: keys.old, new: created });
      } catch (error) {
        await deleteKey(client, rotation.user, created.accessKeyId);
        await this.#end(rotation);
        throw error;
      }
      return this.#write({ ...rotation, step: "proving", newKeyId: created.accessKeyId, problem: undefined });
    });
  }

  /** A window that ended between AWS's creation and its answer left a key whose secret nobody has. */
  async #clearUpLost(rotation: Rotation, client: IamClient): Promise<void> {
    const lost = findLostKey(rotation, await client.listAccessKeys(rotation.user.userName), client.clockSkewMs ?? 0);
    // One that a file holds is somebody's: only the user can say whether it may go.
    if (lost === undefined || (await findKeyPlaces(rotation.sets, lost.id)).places.length > 0) return;
    if (await this.#tools.mayDeleteLost(lost)) await deleteKey(client, rotation.user, lost.id);
  }

  async #switchOver(given: Rotation): Promise<Rotation> {
    const { secrets } = this.#tools;
    const { old, new: next } = await this.#findKeys(given);
    if (next === undefined) throw secretIsLost(given);
    return this.#with(given, next, async (client, ownClient) => {
      await proveKey(ownClient, { accessKeyId: next.accessKeyId, userArn: given.user.arn }, this.#tools.pace ?? PROOF_PACE);
      await copyDescription(client, given.user, given.oldKeyId, next.accessKeyId);
      const switching = await this.#write({ ...given, step: "switching", problem: undefined });
      await replaceKey(given.sets, given.oldKeyId, next, tagOf(given));
      const { places } = await findKeyPlaces(given.sets, next.accessKeyId);
      if (places.length === 0) throw hasNoPlace(given);
      const switchedAt = Date.now() + (ownClient.clockSkewMs ?? 0);
      const watching = await this.#write({ ...switching, step: "watching", switchedAt, waitUntil: Date.now() + given.graceMs, lateUse: undefined });
      // The files hold it now; only the way back is still to be kept, if there is one. A secret storage that fails at this moment
      // goes on keeping both.
      if (old !== undefined) await secrets.keep(given.id, { old, new: undefined }).catch(() => undefined);
      return watching;
    });
  }

  async #look(given: Rotation): Promise<Rotation | undefined> {
    if (given.step !== "watching" && given.step !== "resting") return given;
    return this.#withNewKey(given, async (client) => {
      const { user, oldKeyId, newKeyId } = given;
      const keys = await client.listAccessKeys(user.userName);
      const old = keys.find(({ id }) => id === oldKeyId);
      if (keys.find(({ id }) => id === newKeyId)?.status !== "Active") throw newKeyIsOff(given);
      // Somebody else deleted it, or a window that ended then: that is where it was to end.
      if (old === undefined) return this.#endWithout(given, client);
      await checkIsReplaced(given);
      if (given.step === "watching" && old.status !== "Active") return this.#rest(given);
      if (given.step === "resting" && old.status === "Active") return this.#watchOnceMore(given, client);
      const use = await readLastUse(client, oldKeyId);
      const late = findLateUse(given, use);
      const seen = { ...given, problem: undefined, isUseUnknown: use === undefined && !given.isUseHidden };
      return this.#write(late === undefined || late.at === given.lateUse?.at ? seen : extendWatch(seen, late, client.clockSkewMs ?? 0));
    });
  }

  /** Somebody switched the old key on again, and so has a need for it: from here on nothing happens to it unasked. */
  #watchOnceMore(rotation: Rotation, client: IamClient): Promise<Rotation> {
    const switchedAt = Date.now() + (client.clockSkewMs ?? 0);
    return this.#write({ ...rotation, step: "watching", byItself: false, switchedAt, waitUntil: Date.now() + rotation.graceMs, lateUse: undefined, problem: undefined });
  }

  /** The old key is gone already. */
  async #endWithout(rotation: Rotation, client: IamClient): Promise<undefined> {
    await describe(client, rotation.user.userName, rotation.oldKeyId, "");
    return this.#end(rotation);
  }

  #rest(rotation: Rotation): Promise<Rotation> {
    return this.#write({ ...rotation, step: "resting", waitUntil: Date.now() + rotation.restMs, problem: undefined });
  }

  async #rollBack(given: Rotation): Promise<Rotation | undefined> {
    if ((await findEitherKey(given.sets, given)).length === 0) await this.#putBack(given);
    // Before anything is written down: without the old key's secret there is no other way than on.
    const { old, new: next } = await this.#keysOf(given).catch(async (error: unknown) => {
      const isLost = isUserError(error) && error.code === "BackupLost";
      if (isLost && given.step === "rollingBack") await this.#watchAgain(given);
      // A window that ended in the middle of the last step, or somebody else, has deleted it.
      if (isLost && !isInterrupted(given) && (await this.#look(given)) === undefined) throw oldKeyIsGone(given, false);
      throw error;
    });
    // In the middle of the switch some file may have held the new key, and somebody may have read it.
    const switchedAt = given.switchedAt ?? (given.step === "switching" && next !== undefined ? Date.now() : undefined);
    const rotation = await this.#write({ ...given, step: "rollingBack", switchedAt, problem: undefined });
    await this.#reactivate(rotation, old, next).catch(async (error: unknown) => {
      // It did not begin, for AWS's or the user's reasons, and the files hold what they held.
      const isOver = isUserError(error) && error.code === "OldKeyGone";
      if (!isOver && given.step !== "rollingBack") await this.#write(given);
      throw error;
    });
    return this.#with(rotation, old, async (client, ownClient) => {
      await proveKey(ownClient, { accessKeyId: old.accessKeyId, userArn: rotation.user.arn }, this.#tools.pace ?? PROOF_PACE);
      if (switchedAt !== undefined) {
        if (next === undefined) throw await this.#leaveNewKey(rotation);
        // Both, before the one takes the other's place: from then on no file holds the new one's secret.
        await this.#tools.secrets.keep(rotation.id, { old, new: next });
        await replaceKey(rotation.sets, next.accessKeyId, old, tagOf(rotation));
        return this.#swap(rotation, { old, new: next }, ownClient);
      }
      // Nobody has had the new one.
      const newKeyId = rotation.newKeyId ?? next?.accessKeyId;
      if (newKeyId === undefined) await this.#clearUpLost(rotation, client);
      else await deleteKey(client, rotation.user, newKeyId);
      return this.#end(rotation);
    });
  }

  /** From here on the new key is the one to be watched and given up. */
  async #swap(rotation: Rotation, keys: { readonly old: KeyPair; readonly new: KeyPair }, client: IamClient): Promise<Rotation> {
    const switchedAt = Date.now() + (client.clockSkewMs ?? 0);
    const swapped = await this.#write({
      ...rotation,
      step: "watching",
      oldKeyId: keys.new.accessKeyId,
      newKeyId: keys.old.accessKeyId,
      switchedAt,
      waitUntil: Date.now() + rotation.graceMs,
      lateUse: undefined,
      isRolledBack: !rotation.isRolledBack,
    });
    await this.#tools.secrets.keep(rotation.id, { old: keys.new, new: undefined });
    return swapped;
  }

  /** Makes sure that the old key is there and switched on, by whichever key AWS still listens to. */
  async #reactivate(rotation: Rotation, old: KeyPair, next: KeyPair | undefined): Promise<void> {
    const check = async (client: IamClient) => {
      const key = (await client.listAccessKeys(rotation.user.userName)).find(({ id }) => id === old.accessKeyId);
      if (key === undefined) throw await this.#stayWithNewKey(rotation, client);
      if (key.status !== "Active") await client.updateAccessKey(rotation.user.userName, old.accessKeyId, "Active");
    };
    try {
      await this.#with(rotation, next ?? old, check);
    } catch (error) {
      // The new key may be the one that does not work: the old one says so itself.
      if (next === undefined || !isKeyRefused(error)) throw error;
      await this.#with(rotation, old, check).catch((second: unknown) => {
        throw isKeyRefused(second) ? noKeyWorks(rotation) : second;
      });
    }
  }

  /** There is no way back any more. A file that still holds the old key, which is gone, needs the new one. */
  async #stayWithNewKey(rotation: Rotation, client: IamClient): Promise<UserError> {
    const { places } = await findKeyPlaces(rotation.sets, rotation.oldKeyId);
    const goesOn = places.length > 0;
    if (goesOn) await this.#write({ ...rotation, step: "proving", switchedAt: undefined });
    else await this.#endWithout(rotation, client);
    return oldKeyIsGone(rotation, goesOn);
  }

  /** The files hold the new key, and it is the only one whose secret is left. */
  #watchAgain(rotation: Rotation): Promise<Rotation> {
    const now = Date.now();
    return this.#write({ ...rotation, step: "watching", switchedAt: rotation.switchedAt ?? now, waitUntil: rotation.waitUntil ?? now + rotation.graceMs });
  }

  /** Somebody put the old key back by hand. What uses the new one nobody knows, and its secret is nowhere, so that it cannot be put back. */
  async #leaveNewKey(rotation: Rotation): Promise<UserError> {
    await this.#end(rotation);
    return newKeyIsLeft(rotation);
  }

  /**
   * No file holds either key: they were moved away, or somebody put another one there. Where the profile has none at all, the
   * old key goes back into it. Where it has another one, that stays; and so does the rotation, which has the only copy of the
   * old key's secret, as long as AWS has the key.
   */
  async #putBack(rotation: Rotation): Promise<void> {
    const { profileName, paths } = rotation;
    const { profiles } = await readProfiles(paths);
    const another = profiles.find(({ name }) => name === profileName)?.accessKeyId;
    if (another === undefined) {
      await saveAccessKey(paths, profileName, (await this.#keysOf(rotation)).old);
    } else if (await this.#isOldKeyGone(rotation, another)) {
      await this.#end(rotation);
      throw rotationIsOver(rotation);
    } else {
      throw nothingToPutBack(rotation);
    }
  }

  /** Asks with the key that the profile has now, if it is the same user's, else with the old one, which has to say so itself. */
  async #isOldKeyGone(rotation: Rotation, keyInPlace: string): Promise<boolean> {
    const { user, sets, oldKeyId, step } = rotation;
    const isGoneFor = (keys: KeyPair) =>
      this.#with(rotation, keys, async (client) => {
        const { arn } = await client.getCaller();
        return arn === user.arn ? !(await client.listAccessKeys(user.userName)).some(({ id }) => id === oldKeyId) : undefined;
      }).catch((error: unknown) => {
        if (isKeyRefused(error)) return undefined;
        throw error;
      });
    const inPlace = (await findKeyPlaces(sets, keyInPlace)).keys;
    const { old } = await this.#findKeys(rotation);
    const answer = (inPlace && (await isGoneFor(inPlace))) ?? (old && (await isGoneFor(old)));
    // One that this rotation has switched off is refused too, and is still there for all that is known.
    return answer ?? step !== "resting";
  }

  async #withNewKey<Answer>(rotation: Rotation, work: (client: IamClient) => Promise<Answer>): Promise<Answer> {
    const { newKeyId } = rotation;
    // From the files alone: a new key that is in none of them any more has taken nobody's place.
    const keys = newKeyId === undefined ? undefined : (await findKeyPlaces(rotation.sets, newKeyId)).keys;
    if (keys === undefined) throw hasNoPlace(rotation);
    return this.#with(rotation, keys, work).catch((error: unknown) => {
      throw isKeyRefused(error) ? newKeyIsOff(rotation) : error;
    });
  }

  async #with<Answer>(rotation: Rotation, keys: KeyPair, work: (client: IamClient, ownClient: IamClient) => Promise<Answer>): Promise<Answer> {
    const signedIn = await this.#signIn(rotation, keys);
    try {
      return await work(signedIn.client, signedIn.ownClient);
    } finally {
      signedIn.dispose();
    }
  }

  async #signIn({ profileName, paths, oldKeyId, newKeyId }: Rotation, keys: KeyPair): Promise<SignedIn> {
    const { signIn } = this.#tools;
    const otherKeyId = keys.accessKeyId === oldKeyId ? newKeyId : oldKeyId;
    const wish = { profileName, paths, keys, otherKeyId };
    try {
      return await signIn(wish);
    } catch (error) {
      if (!(isUserError(error) && error.code === "NoSuchProfile")) throw error;
      // Somebody gave the profile another name: one that holds either key leads to the same account.
      const [place] = await findEitherKey([paths], { oldKeyId, newKeyId });
      if (place === undefined) throw error;
      return signIn({ ...wish, profileName: place.profileName });
    }
  }

  /** @throws UserError `BackupLost` */
  async #keysOf(rotation: Rotation): Promise<RotationKeys> {
    const { old, new: next } = await this.#findKeys(rotation);
    if (old === undefined) throw backupIsLost(rotation);
    return { old, new: next };
  }

  /** What is kept; where the secret storage was emptied, what the files hold. */
  async #findKeys(rotation: Rotation): Promise<{ readonly old: KeyPair | undefined; readonly new: KeyPair | undefined }> {
    const { oldKeyId, newKeyId, sets } = rotation;
    const kept = await this.#tools.secrets.get(rotation.id);
    // Whichever of the two it is called there: a window may have ended while they changed places.
    const find = async (id: string) => [kept?.old, kept?.new].find((pair) => pair?.accessKeyId === id) ?? (await findKeyPlaces(sets, id)).keys;
    return { old: await find(oldKeyId), new: newKeyId === undefined ? kept?.new : await find(newKeyId) };
  }

  async #write(rotation: Rotation): Promise<Rotation> {
    await this.#tools.journal.write(rotation);
    this.#tools.onStep(rotation, false);
    return rotation;
  }

  /** The journal last: only by it does the next window know of what is in the secret storage. No last step needs that. */
  async #end(rotation: Rotation): Promise<undefined> {
    await this.#tools.secrets.drop(rotation.id);
    this.#tools.journal.remove(rotation);
    this.#tools.onStep(rotation, true);
  }
}

/** Nobody can foretell it, and the next window knows it. */
function tagOf({ id }: Rotation): string {
  return id.replaceAll("-", "").slice(0, 12);
}

/** The places that carry one of the two keys. */
async function findEitherKey(sets: readonly AwsFilePaths[], { oldKeyId, newKeyId }: Pick<Rotation, "oldKeyId" | "newKeyId">): Promise<readonly KeyPlace[]> {
  const old = await findKeyPlaces(sets, oldKeyId);
  return newKeyId === undefined ? old.places : [...old.places, ...(await findKeyPlaces(sets, newKeyId)).places];
}

/** The files may have been put back since, as from a backup: a profile that holds the old key again would stop working. @throws UserError */
async function checkIsReplaced(rotation: Rotation): Promise<void> {
  const { places } = await findKeyPlaces(rotation.sets, rotation.oldKeyId);
  const [place] = places;
  if (place !== undefined) throw oldKeyIsBack(rotation, place);
}
