import { existsSync } from "node:fs";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isCancelledError, UserError } from "../../errors.js";
import { isInsideGitWorkTree } from "../../files/gitWorkTree.js";
import { isAccessKeyId, isSecretAccessKey, readAccessKeyCsv, type AccessKeyCsv, type CsvAccessKey } from "../../files/readAccessKeyCsv.js";
import { isAwsError } from "../../iam/errors.js";
import type { KeyPair } from "../../iam/session.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import { saveAccessKey } from "../../profiles/saveAccessKey.js";
import { isNameForEveryTool } from "../../profiles/sectionHeader.js";
import { Secret } from "../../secret.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { confirmSave } from "./confirmSave.js";
import { askNewProfileName } from "./profileName.js";

/** Makes a profile of an access key that the user has, in a file or to be typed, once AWS has accepted the key. */
export const setUpProfile: CommandHandler = async (context) => {
  const { account } = context;
  if (context.sandbox.isRunning()) {
    throw new UserError(l10n.t("You are in the sandbox account, which has a profile of its own."), {
      hint: l10n.t("Leave it to set up a profile of yours."),
      action: { title: l10n.t("Leave the sandbox account"), command: COMMANDS.stopSandbox },
    });
  }
  const title = l10n.t("Set up a profile");
  const paths = account.paths();
  const { profiles } = await readProfiles(paths);
  const csv = await askCsv(context, title);
  const fromCsv = csv && (await pickKey(context, title, csv));
  const taken = new Set(profiles.map(({ name }) => name));
  const profileName = await askNewProfileName(context, title, suggestName(taken, fromCsv?.userName), taken);
  const keys = fromCsv ?? (await askKeys(context, title));
  const region = await askRegion(context, title);
  await checkKeys(context, keys, region);
  await confirmSave(context, paths, profileName, { accessKeyId: keys.accessKeyId, placement: { region } });
  const before = account.shownProfile();
  const saved = await saveAccessKey(paths, profileName, { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, placement: { region } });
  await account.switchProfile({ kind: "profile", name: profileName });
  const undo = async () => {
    await saved.undo();
    await account.switchProfile(before ?? { kind: "asOtherTools" });
  };
  await finish(context, profileName, csv, undo);
};

/** @returns the file to take the key from; `undefined`: the user types it */
async function askCsv({ ui, homeDirectory }: CommandContext, title: string): Promise<AccessKeyCsv | undefined> {
  const source = await ui.pick(
    [
      { label: l10n.t("From a .csv file"), icon: "file", detail: l10n.t("As the AWS console gives it, or your administrator: “Access key ID,Secret access key”."), value: "csv" as const },
      { label: l10n.t("Type or paste it"), icon: "keyboard", detail: l10n.t("An access key ID (AKIA…) and its secret."), value: "typed" as const },
    ],
    { title, placeholder: l10n.t("How did you get your access key?") },
  );
  if (source === "typed") return undefined;
  // Where browsers put it.
  const downloads = path.join(homeDirectory, "Downloads");
  return readAccessKeyCsv(await ui.pickFileToOpen({ title, folder: existsSync(downloads) ? downloads : homeDirectory, kinds: { CSV: ["csv"] } }));
}

async function pickKey({ ui }: CommandContext, title: string, { keys }: AccessKeyCsv): Promise<CsvAccessKey> {
  const [first, ...others] = keys;
  if (others.length === 0) return first;
  const choices = keys.map((key) => ({ label: key.userName ?? key.accessKeyId, icon: "person", ...(key.userName === undefined ? {} : { description: key.accessKeyId }), value: key }));
  return ui.pick(choices, { title, placeholder: l10n.t("The file holds several keys. Which one is yours?") });
}

function suggestName(taken: ReadonlySet<string>, userName: string | undefined): string {
  if (!taken.has("default")) return "default";
  // IAM allows more in a user's name than all AWS tools do in a profile's.
  const plain = userName?.replace(/[^\w\-@+.%:/]/g, "-");
  return plain !== undefined && isNameForEveryTool(plain) ? plain : "work";
}

async function askKeys({ ui }: CommandContext, title: string): Promise<KeyPair> {
  const accessKeyId = await ui.input({
    title,
    prompt: l10n.t("The access key ID. Your administrator gave it to you, or the AWS console did."),
    placeholder: "AKIA…",
    validate: (value) => (isAccessKeyId(value.trim()) ? undefined : l10n.t("An access key ID is 16 letters and digits or more, such as AKIAIOSFODNN7EXAMPLE.")),
  });
  const secret = await ui.input({
    title,
    prompt: l10n.t("The secret access key that belongs to it"),
    password: true,
    validate: (value) => (isSecretAccessKey(value.trim()) ? undefined : l10n.t("A secret access key has 40 characters: letters, digits, / and +.")),
  });
  return { accessKeyId: accessKeyId.trim(), secretAccessKey: new Secret(secret.trim()) };
}

/** IAM is the same in all regions, but China and GovCloud are other parts of AWS, and the region says which. */
async function askRegion({ ui }: CommandContext, title: string): Promise<string> {
  const region = await ui.input({
    title,
    prompt: l10n.t("The AWS region you work in. For China it begins with cn-, for GovCloud with us-gov-."),
    value: "us-east-1",
    validate: (value) => (/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(value.trim()) ? undefined : l10n.t("A region looks like eu-central-1.")),
  });
  return region.trim();
}

/** @throws UserError in words that fit a key that was just entered */
async function checkKeys({ ui, checkKeys: check }: CommandContext, keys: KeyPair, region: string): Promise<void> {
  try {
    await ui.withProgress(l10n.t("Checking the key with AWS…"), () => check(keys, region));
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const code = error.code === undefined ? {} : { code: error.code };
    if (error.code === "InvalidClientTokenId") {
      throw new UserError(l10n.t("AWS does not know the access key {0}, or it is switched off.", keys.accessKeyId), {
        hint: l10n.t("Check the ID and the region. A key that was just created may need a minute; nothing was saved."),
        ...code,
      });
    }
    if (error.code === "SignatureDoesNotMatch") {
      throw new UserError(l10n.t("This secret does not belong to the access key {0}.", keys.accessKeyId), { hint: l10n.t("Copy the secret again, whole and without spaces; nothing was saved."), ...code });
    }
    throw error;
  }
}

async function finish({ ui }: CommandContext, profileName: string, csv: AccessKeyCsv | undefined, undo: () => Promise<void>): Promise<void> {
  const done = l10n.t("The key is saved to profile {0}.", profileName);
  let deleted: string | undefined;
  try {
    deleted = csv && (await offerToDelete(ui, profileName, csv));
  } finally {
    // Once the file is gone there is no other place that has the secret: what would be undone is lost.
    if (deleted === undefined) ui.notify(done, "information", { title: l10n.t("Undo"), run: undo });
    else ui.notify(l10n.t("{0} The file is deleted: {1}", done, shortenHome(deleted)));
  }
}

/** @returns the file's path if it is gone */
async function offerToDelete(ui: CommandContext["ui"], profileName: string, csv: AccessKeyCsv): Promise<string | undefined> {
  if (!(await wantsToDelete(ui, profileName, csv))) return undefined;
  await csv.deleteUnchanged();
  return csv.path;
}

/** Dismissing the question keeps the file. */
async function wantsToDelete(ui: CommandContext["ui"], profileName: string, csv: AccessKeyCsv): Promise<boolean> {
  const others = csv.keys.length - 1;
  const workTree = await isInsideGitWorkTree(csv.path);
  const lines = [
    l10n.t("{0} still holds the secret access key, for anybody who gets hold of it. Profile {1} does not need it any more.", shortenHome(csv.path), profileName),
    ...(others > 0 ? [l10n.t("Other keys in it, which are not saved here: {0}", others)] : []),
    ...(workTree === undefined ? [] : [l10n.t("It belongs to the Git repository {0}: do not commit it.", workTree)]),
    l10n.t("It is deleted for good, not moved to the bin."),
  ];
  const remove = { title: l10n.t("Delete the file"), value: true };
  const keep = { title: l10n.t("Keep the file"), value: false };
  try {
    return await ui.confirm(l10n.t("Delete the file {0}?", path.basename(csv.path)), lines.join("\n\n"), others > 0 ? [keep, remove] : [remove, keep]);
  } catch (error) {
    if (isCancelledError(error)) return false;
    throw error;
  }
}
