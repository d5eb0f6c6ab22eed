import * as l10n from "@vscode/l10n";
import { isCancelledError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { AccessKey, AccessKeyLastUse } from "../../iam/model.js";
import { isYoungKey, wasUsedRecently, type KeyInUse } from "../../iam/rules.js";
import { describeLastUse } from "../../words/credentials.js";
import { formatFully } from "../../words/time.js";
import type { CommandContext, UserAccount } from "../context.js";
import { currentMoment } from "./pickAccessKey.js";

/** What is known of a key's use, asked for at this moment; or why it is not known. */
export interface FreshUse {
  readonly use: AccessKeyLastUse | undefined;
  readonly sentence: string;
  /** Used lately, or it is not known: nobody can say that nothing depends on it. */
  readonly risky: boolean;
}

/** Asks AWS for a key's last use. A refusal or fault does not stop the caller: it is part of what the user is told. */
export async function askKeyUse(context: Pick<CommandContext, "locale">, { loader }: UserAccount, key: AccessKey): Promise<FreshUse> {
  try {
    const use = await loader.loadLastUse(key.id);
    const moment = currentMoment(context);
    if (use.at === undefined && isYoungKey(key, moment.now)) return { use, sentence: l10n.t("No use is known yet, but IAM may show one only hours later."), risky: true };
    if (use.at === undefined) return { use, sentence: l10n.t("It was never used, as far as IAM knows."), risky: false };
    const sentence = l10n.t("It was {0}. Exactly: {1}.", describeLastUse(use, moment), formatFully(use.at, moment));
    return { use, sentence, risky: wasUsedRecently(use, moment.now) };
  } catch (error) {
    if (isCancelledError(error)) throw error;
    const reason = isAwsError(error) && error.denial !== undefined ? l10n.t("your user may not see it ({0})", error.denial.action) : l10n.t("AWS did not say");
    return { use: undefined, sentence: l10n.t("When it was last used is not known: {0}.", reason), risky: true };
  }
}

/** The same for several keys, side by side. */
export function askKeyUses(context: Pick<CommandContext, "locale">, user: UserAccount, keys: readonly AccessKey[]): Promise<readonly KeyInUse[]> {
  return Promise.all(keys.map(async (key) => ({ key, use: (await askKeyUse(context, user, key)).use })));
}
