import * as l10n from "@vscode/l10n";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import type { RotationCaution } from "../../rotation/planRotation.js";
import { describeWaits } from "../../words/rotation.js";
import type { Button, CommandContext } from "../context.js";
import type { KeyRotationPlan } from "./planKeyRotation.js";

/** Shows which files will change and what happens when. @returns whether it goes on without asking @throws CancelledError */
export async function askToBegin({ ui, rotations }: CommandContext, plan: KeyRotationPlan): Promise<boolean> {
  const { keys, user, cautions } = plan;
  const detail = [
    l10n.t("A new key is created, and tried until AWS accepts it everywhere, which takes some seconds. Then it takes the old one’s place in:"),
    describePlaces(plan),
    describeWaits(rotations.waits()),
    ...cautions.map(describeCaution),
    l10n.t("You can roll back at any time until the old key is deleted."),
  ];
  return ui.confirm(
    l10n.t("Replace access key {0} of {1} by a new one?", keys.accessKeyId, user.userName),
    detail.join("\n\n"),
    beginButtons(),
    "plain",
  );
}

/** Whether it goes on without asking. */
export function beginButtons(): readonly Button<boolean>[] {
  return [
    { title: l10n.t("Rotate, ask before each step"), value: false },
    { title: l10n.t("Rotate and finish by itself"), value: true },
  ];
}

/** Which profiles get the new key, and what else names the old one and stays as it is. */
export function describePlaces({ places, elsewhere }: KeyRotationPlan): string {
  const named = places.map(({ profileName, file }) => l10n.t("• profile {0} in {1}", profileName, shortenHome(file.path)));
  const left = elsewhere.length === 0 ? [] : [l10n.t("Not changed, although it names the old key: {0}. Put the new one there yourself, before the old one is switched off.", elsewhere.join(", "))];
  return [...new Set(named), ...left].join("\n");
}

/** What stands in nobody's way, in words. */
export function describeCaution(caution: RotationCaution): string {
  switch (caution) {
    case "environment":
      return l10n.t("VS Code was started with this key in AWS_ACCESS_KEY_ID, and so are its terminals. That cannot be changed from here: set the variable to the new key, and restart VS Code before the old key is switched off.");
    case "lastUseHidden":
      return l10n.t("Your user may not see when a key was last used (iam:GetAccessKeyLastUsed), so nobody can warn you of a program that still has the old one.");
    case "clockWrong":
      return l10n.t("This computer’s clock is wrong by more than 5 minutes. Put it right: some programs fail for that reason alone.");
  }
}
