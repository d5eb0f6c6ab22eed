import path from "node:path";
import * as l10n from "@vscode/l10n";
import { isInsideGitWorkTree } from "../../files/gitWorkTree.js";
import type { OneTimeAccessKey } from "../../panels/oneTimeAccessKey.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readProfiles } from "../../profiles/readProfiles.js";
import { isNameForEveryTool, whyNotAProfileName } from "../../profiles/sectionHeader.js";
import { planSave, type SavePlan } from "../../profiles/saveAccessKey.js";
import type { Choice, CommandContext, UserAccount } from "../context.js";
import { writeCsv, writeToProfile, type CsvTarget } from "./writeSecret.js";

/** Puts a secret where the user wanted it, once there is one. */
export type Destination = (key: OneTimeAccessKey) => Promise<void>;

/** Asks where the secret goes, before there is one. */
export async function askDestination(context: CommandContext, user: UserAccount): Promise<Destination> {
  const kind = await context.ui.pick(
    [
      { label: l10n.t("Save to a profile"), icon: "save", detail: shortenHome(context.account.paths().credentials), value: "profile" as const },
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

/** Which profile to write, with what will be written shown and agreed. @param accessKeyId if there is one already */
export async function askProfile(context: CommandContext, user: UserAccount, accessKeyId: string | undefined): Promise<string> {
  const { ui, account } = context;
  const paths = account.paths();
  const { profiles } = await readProfiles(paths);
  const title = l10n.t("Save to a profile");
  const choices = profiles.map((profile): Choice<string | undefined> => ({
    label: profile.name,
    icon: "person",
    ...(profile.accessKeyId === undefined ? {} : { description: l10n.t("replaces {0}", profile.accessKeyId) }),
    value: profile.name,
  }));
  const picked = await ui.pick([{ label: l10n.t("New profile…"), icon: "add", value: undefined }, ...choices], { title, placeholder: l10n.t("Which profile gets the key?") });
  const taken = new Set(profiles.map(({ name }) => name));
  const profileName = picked ?? (await askNewProfileName(context, title, user.session.profileName, taken));
  const plan = await planSave(paths, profileName);
  const workTree = await isInsideGitWorkTree(plan.path);
  await ui.confirm(l10n.t("Save the new key to profile {0}?", profileName), explainPlan(plan, accessKeyId, workTree), [{ title: l10n.t("Save key"), value: true }], plan.replacesKeyId === undefined && workTree === undefined ? "plain" : "warning");
  return profileName;
}

export async function askNewProfileName({ ui }: CommandContext, title: string, current: string | undefined, taken: ReadonlySet<string>): Promise<string> {
  const name = await ui.input({
    title,
    prompt: l10n.t("A name for the new profile"),
    value: suggestName(current, taken),
    validate: (value) => {
      const fault = whyNotAProfileName(value.trim());
      if (fault !== undefined) return fault;
      if (!isNameForEveryTool(value.trim())) return l10n.t("Some AWS tools read only letters, digits and - _ @ + . % : / in a profile's name.");
      return taken.has(value.trim()) ? l10n.t("There is a profile of that name already.") : undefined;
    },
  });
  return name.trim();
}

function suggestName(current: string | undefined, taken: ReadonlySet<string>): string {
  const base = current === undefined ? "default" : `${current}-new`;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

function explainPlan(plan: SavePlan, accessKeyId: string | undefined, workTree: string | undefined): string {
  const lines = [
    l10n.t("These lines of {0} will be written:", shortenHome(plan.path)),
    [`[${plan.profileName}]`, `aws_access_key_id = ${accessKeyId ?? l10n.t("(the new key)")}`, "aws_secret_access_key = ***"].join("\n"),
    plan.replacesKeyId === undefined ? undefined : l10n.t("They replace the key {0} there. It goes on working elsewhere, but its secret is no longer in this file.", plan.replacesKeyId),
    plan.exists && plan.kind !== "static" && plan.kind !== "none" ? l10n.t("The profile signs in another way now ({0}), which may go on taking precedence.", plan.kind) : undefined,
    workTree === undefined ? undefined : l10n.t("The file belongs to the Git repository {0}: do not commit it.", workTree),
    l10n.t("Everything else in the file stays as it is."),
  ];
  return lines.filter((line) => line !== undefined).join("\n\n");
}

export async function askCsvFile({ ui, homeDirectory }: CommandContext, { caller }: UserAccount): Promise<CsvTarget> {
  const form = await ui.pick(
    [
      { label: l10n.t("As the AWS console writes it"), detail: "Access key ID,Secret access key", value: "console" as const },
      { label: l10n.t("For “aws configure import”"), detail: "User Name,Access key ID,Secret access key", value: "import" as const },
    ],
    { title: l10n.t("Download .csv"), placeholder: l10n.t("Which columns?") },
  );
  for (;;) {
    const file = await ui.pickFileToSave({ title: l10n.t("Download .csv"), folder: homeDirectory, fileName: `${caller.userName}_accessKeys.csv` });
    const workTree = await isInsideGitWorkTree(file);
    if (workTree === undefined) return { path: file, form };
    const answer = await ui.confirm(
      l10n.t("This folder belongs to a Git repository: {0}", path.basename(workTree)),
      l10n.t("A secret that is committed and pushed counts as leaked; AWS scans public repositories and fences the user in. Choose a place outside of {0}.", workTree),
      [{ title: l10n.t("Choose another place"), value: "again" as const }, { title: l10n.t("Save here anyway"), value: "here" as const }],
    );
    if (answer === "here") return { path: file, form };
  }
}
