import * as l10n from "@vscode/l10n";
import type { OneTimeSecret } from "../../panels/oneTimeSecret.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { askPrivateFile } from "../askPrivateFile.js";
import type { CommandContext, UserAccount } from "../context.js";
import { askProfile } from "../profiles/askProfile.js";
import { writeCsv, writeToProfile, type CsvTarget } from "./writeSecret.js";

/** Puts a secret where the user wanted it, once there is one. */
export type Destination = (key: OneTimeSecret) => Promise<void>;

/** Asks where the secret goes, before there is one. */
export async function askDestination(context: CommandContext, user: UserAccount): Promise<Destination> {
  const kind = await context.ui.pick(
    [
      { label: l10n.t("Save to a profile"), icon: "save", detail: shortenHome(user.paths.credentials), value: "profile" as const },
      { label: l10n.t("Download .csv"), icon: "desktop-download", detail: l10n.t("A file that only you can read."), value: "csv" as const },
      { label: l10n.t("Decide when I see it"), icon: "eye", detail: l10n.t("A page shows the secret once, to copy, save or download."), value: "page" as const },
    ],
    { title: l10n.t("Create access key (3 of 3)"), placeholder: l10n.t("Where does the secret go? It can be seen only once.") },
  );
  switch (kind) {
    case "page":
      return () => Promise.resolve();
    case "profile": {
      const profileName = await askProfile(context, user, undefined);
      return (key) => key.keep((report) => writeToProfile(context, user, key, profileName, report));
    }
    case "csv": {
      const target = await askCsvFile(context, user);
      return (key) => key.keep((report) => writeCsv(key, target, report));
    }
  }
}

export async function askCsvFile(context: CommandContext, { caller }: UserAccount): Promise<CsvTarget> {
  const form = await context.ui.pick(
    [
      { label: l10n.t("As the AWS console writes it"), detail: "Access key ID,Secret access key", value: "console" as const },
      { label: l10n.t("For “aws configure import”"), detail: "User Name,Access key ID,Secret access key", value: "import" as const },
    ],
    { title: l10n.t("Download .csv"), placeholder: l10n.t("Which columns?") },
  );
  return { path: await askPrivateFile(context, `${caller.userName}_accessKeys.csv`), form };
}
