import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { KeyPair } from "../../iam/session.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import { saveAccessKey } from "../../profiles/saveAccessKey.js";
import { Secret } from "../../secret.js";
import type { CommandContext, CommandHandler } from "../context.js";
import { confirmSave } from "./confirmSave.js";
import { askNewProfileName } from "./profileName.js";

/** Makes a profile of an access key that the user has, once AWS has accepted the key. */
export const setUpProfile: CommandHandler = async (context) => {
  const { ui, account } = context;
  if (context.sandbox.isRunning()) {
    throw new UserError(l10n.t("You are in the sandbox account, which has a profile of its own."), {
      hint: l10n.t("Leave it to set up a profile of yours."),
      action: { title: l10n.t("Leave the sandbox account"), command: COMMANDS.stopSandbox },
    });
  }
  const title = l10n.t("Set up a profile");
  const paths = account.paths();
  const { profiles } = await readProfiles(paths);
  const taken = new Set(profiles.map(({ name }) => name));
  const profileName = await askNewProfileName(context, title, taken.has("default") ? "work" : "default", taken);
  const keys = await askKeys(context, title);
  const region = await askRegion(context, title);
  await checkKeys(context, keys, region);
  await confirmSave(context, paths, profileName, { accessKeyId: keys.accessKeyId, region, endpointUrl: undefined });
  const saved = await saveAccessKey(paths, profileName, { ...keys, region });
  await account.switchProfile(profileName);
  const undo = async () => {
    await saved.undo();
    await account.switchProfile(undefined);
  };
  ui.notify(l10n.t("The key is saved to profile {0}.", profileName), "information", { title: l10n.t("Undo"), run: undo });
};

async function askKeys({ ui }: CommandContext, title: string): Promise<KeyPair> {
  const accessKeyId = await ui.input({
    title,
    prompt: l10n.t("The access key ID. Your administrator gave it to you, or the AWS console did."),
    placeholder: "AKIA…",
    validate: (value) => (/^\w{16,128}$/.test(value.trim()) ? undefined : l10n.t("An access key ID is 16 letters and digits or more, such as AKIAIOSFODNN7EXAMPLE.")),
  });
  const secret = await ui.input({
    title,
    prompt: l10n.t("The secret access key that belongs to it"),
    password: true,
    validate: (value) => (/^[\w/+=]{16,128}$/.test(value.trim()) ? undefined : l10n.t("A secret access key has 40 characters: letters, digits, / and +.")),
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

/** @throws UserError in words that fit a key that was just typed */
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
