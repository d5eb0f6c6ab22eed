import * as l10n from "@vscode/l10n";
import { isInsideGitWorkTree } from "../../files/gitWorkTree.js";
import { shortenHome, type AwsFilePaths } from "../../profiles/awsFilePaths.js";
import type { Placement } from "../../profiles/placement.js";
import { planSave, type SavePlan } from "../../profiles/saveAccessKey.js";
import { describeProfileKind } from "../../words/profiles.js";
import type { CommandContext } from "../context.js";

/** What is to be saved, as far as it is known when the user is asked. */
export interface KeyToSave {
  /** `undefined`: the key is yet to be created. */
  readonly accessKeyId: string | undefined;
  /** They are temporary keys, with a session token. */
  readonly temporary?: boolean;
  /** For a profile that is new. */
  readonly placement: Placement;
}

/** Shows every line that saving will write or take out, and asks. @throws CancelledError; UserError if it could not be saved */
export async function confirmSave({ ui }: CommandContext, paths: AwsFilePaths, profileName: string, key: KeyToSave): Promise<void> {
  const plan = await planSave(paths, profileName);
  const workTree = await isInsideGitWorkTree(plan.path);
  const isSession = key.temporary === true;
  const isHarmless = (plan.replacesKeyId === undefined || (isSession && plan.kind === "session")) && workTree === undefined;
  const lines = [...listLines(plan, paths, key), ...listConsequences(plan, isSession), ...(workTree === undefined ? [] : [l10n.t("The file belongs to the Git repository {0}: do not commit it.", workTree)])];
  const question = isSession ? l10n.t("Save the session to profile {0}?", profileName) : l10n.t("Save the key to profile {0}?", profileName);
  const button = isSession ? l10n.t("Save session") : l10n.t("Save key");
  await ui.confirm(question, lines.join("\n\n"), [{ title: button, value: true }], isHarmless ? "plain" : "warning");
}

function listLines(plan: SavePlan, paths: AwsFilePaths, key: KeyToSave): readonly string[] {
  const { profileName } = plan;
  const credentials = [`[${profileName}]`, `aws_access_key_id = ${key.accessKeyId ?? l10n.t("(the new key)")}`, "aws_secret_access_key = ***", ...(key.temporary === true ? ["aws_session_token = ***"] : [])];
  const lines = [l10n.t("These lines of {0} will be written:", shortenHome(paths.credentials)), credentials.join("\n")];
  if (!plan.exists) {
    const header = profileName === "default" ? "[default]" : `[profile ${profileName}]`;
    const config = [header, ...Object.entries(key.placement).map(([name, value]) => `${name} = ${value}`)];
    lines.push(l10n.t("And these lines of {0}:", shortenHome(paths.config)), config.join("\n"));
  }
  if (plan.removesSessionToken && key.temporary !== true) lines.push(l10n.t("The session token that stands there is taken out: it does not belong to this key."));
  lines.push(l10n.t("Everything else stays as it is."));
  return lines;
}

function listConsequences({ replacesKeyId, accessKeyIdInUseBy, kind, profileName }: SavePlan, isSession: boolean): readonly string[] {
  const lines: string[] = [];
  if (replacesKeyId !== undefined && kind === "session") {
    lines.push(l10n.t("They replace the temporary keys {0}.", replacesKeyId));
  } else if (replacesKeyId !== undefined) {
    lines.push(
      accessKeyIdInUseBy.length > 0
        ? l10n.t("They replace the key {0}, which stays in these profiles: {1}.", replacesKeyId, accessKeyIdInUseBy.join(", "))
        : l10n.t("They replace the key {0}. AWS goes on accepting it, but its secret will be in none of these profiles any more.", replacesKeyId),
    );
  }
  if (isSession && kind === "static") {
    lines.push(l10n.t("Profile {0} would work only until the session ends.", profileName));
  }
  if (!["static", "none", "session"].includes(kind)) {
    lines.push(l10n.t("Profile {0} signs in another way now ({1}), which may go on taking precedence.", profileName, describeProfileKind(kind)));
  }
  return lines;
}
