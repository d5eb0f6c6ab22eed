import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../errors.js";
import { checkReplaceable, removeTemporaryFile } from "../files/privateFile.js";
import { Secret } from "../secret.js";
import { parseAwsFile, settingsOf } from "./awsFile.js";
import type { AwsFilePaths } from "./awsFilePaths.js";
import { changeSharedFile, inTurn, readForChange, undoChanges, type FileChange } from "./changeSharedFile.js";
import { setProfileKeys } from "./editAwsFile.js";
import type { KeyPair } from "./keyPair.js";
import { findKeyPlaces, type KeyFile, type KeyPlace } from "./keyPlaces.js";

/** Another program may add a place while the others are changed over. */
const ROUNDS = 3;

/**
 * Puts another key into every place that carries an access key: all files or, as far as nobody else writes them meanwhile,
 * none. Nothing else in them changes, and what others write meanwhile is kept. Where no place carries the key, as on a second
 * try, nothing is written. A profile with one half in each file gets both in the credentials file, which wins: else a reader, or
 * a crash, between two files would find halves of two keys.
 *
 * @param tag names the temporary files, which hold secrets, so that a crash leaves none behind: see {@link clearUpReplacement}
 * @throws UserError when a file cannot be read or written; then all files are as they were.
 */
export async function replaceKey(sets: readonly AwsFilePaths[], oldKeyId: string, keys: KeyPair, tag: string): Promise<void> {
  await inTurn(async () => {
    const changes: FileChange[] = [];
    try {
      for (let round = 1; ; round++) {
        const { places } = await findKeyPlaces(sets, oldKeyId);
        if (places.length === 0) return;
        if (round > ROUNDS) throw keepsComingBack(oldKeyId, places);
        await changeFiles(places, oldKeyId, keys, tag, (change) => noteChange(changes, change));
      }
    } catch (error) {
      // Where somebody has changed a file since, it stays as it is; what went wrong first is what is told.
      await undoChanges(changes, tag).catch(() => undefined);
      throw error;
    }
  });
}

/** As long as those of AWS. */
const STAND_IN: KeyPair = { accessKeyId: "A".repeat(20), secretAccessKey: new Secret("a".repeat(40)) };

/**
 * Does all of {@link replaceKey} but its last step, with a key that is none: finds out what would stop it, such as a full disk, a
 * read-only file, or a section that cannot be changed safely. What is written for a moment is as long as the outcome, and holds
 * no secret that a crash could leave behind.
 * @throws UserError
 */
export async function rehearseReplacement(places: readonly KeyPlace[], oldKeyId: string): Promise<void> {
  for (const path of new Set(places.map(({ file }) => file.path))) {
    const own = places.filter(({ file }) => file.path === path);
    const text = (await readForChange(path))?.reveal() ?? "";
    const [first] = own;
    if (first === undefined) continue;
    const outcome = editText(text, first.file, own, oldKeyId, STAND_IN);
    await checkReplaceable(path, "#".repeat(Buffer.byteLength(outcome)));
  }
}

/** Removes the temporary files that a crash may have left. @throws UserError */
export async function clearUpReplacement(sets: readonly AwsFilePaths[], tag: string): Promise<void> {
  for (const path of new Set(sets.flatMap(({ config, credentials }) => [config, credentials]))) {
    await removeTemporaryFile(path, tag).catch((error: unknown) => {
      // As of AWS_CONFIG_FILE=/dev/null: nothing was written beside it.
      if (!(isUserError(error) && error.code === "NotAFile")) throw error;
    });
  }
}

async function changeFiles(places: readonly KeyPlace[], oldKeyId: string, keys: KeyPair, tag: string, onChange: (change: FileChange) => void): Promise<void> {
  // The credentials files first: see replaceKey.
  const inOrder = [...places].sort((one, other) => Number(one.file.kind === "config") - Number(other.file.kind === "config"));
  for (const path of new Set(inOrder.map(({ file }) => file.path))) {
    const own = places.filter(({ file }) => file.path === path);
    const [first] = own;
    if (first === undefined) continue;
    const change = await changeSharedFile(path, (text) => new Secret(editText(text, first.file, own, oldKeyId, keys)), tag);
    if (change !== undefined) onChange(change);
  }
}

/** Looks at the text once more: somebody may have given the profile another key since its places were listed. */
function editText(text: string, { kind }: KeyFile, places: readonly KeyPlace[], oldKeyId: string, keys: KeyPair): string {
  return places.reduce((edited, { profileName, holdsSecret, isSplit }) => {
    const id = settingsOf(parseAwsFile(edited, kind), "profile", profileName).get("aws_access_key_id")?.value;
    if (id !== undefined && id !== oldKeyId) return edited;
    return setProfileKeys(edited, kind, profileName, {
      ...(id === undefined && !isSplit ? {} : { aws_access_key_id: keys.accessKeyId }),
      ...(holdsSecret || isSplit ? { aws_secret_access_key: keys.secretAccessKey.reveal() } : {}),
    });
  }, text);
}

/** One change a file: what was there before the first, and after the last; unless somebody else wrote in between, whose words stay. */
function noteChange(changes: FileChange[], change: FileChange): void {
  const index = changes.findIndex(({ path }) => path === change.path);
  const earlier = changes[index];
  if (earlier === undefined) changes.push(change);
  else changes[index] = earlier.after.reveal() === change.before?.reveal() ? { ...change, before: earlier.before } : change;
}

function keepsComingBack(accessKeyId: string, places: readonly KeyPlace[]): UserError {
  return new UserError(l10n.t("Another program keeps writing the key {0} into {1}.", accessKeyId, places[0]?.file.path ?? ""), {
    hint: l10n.t("Wait until it has finished, then try again."),
  });
}
