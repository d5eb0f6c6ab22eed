import * as l10n from "@vscode/l10n";
import { codeCommitHostOf } from "../../git/codeCommitHost.js";
import type { CodeCommitUrl } from "../../git/codeCommitUrl.js";
import { isAwsError } from "../../iam/errors.js";
import type { Repository } from "../../iam/model.js";
import { formatTime } from "../../words/time.js";
import { UserError } from "../../errors.js";
import type { Choice, CommandContext, OpenAccount } from "../context.js";
import { askRegion } from "./askRegion.js";

type Answer = { readonly kind: "repository"; readonly name: string } | { readonly kind: "region" } | { readonly kind: "typed" };

/** A repository's name: 1 to 100 letters, digits and `._-`, not ending in `.git` (CodeCommit API, CreateRepository). */
const NAME = /^(?!.*\.git$)[\w.-]{1,100}$/;

/** The repository that the user picks among those of a region; they may turn to another one. */
export async function chooseRepository(context: CommandContext, account: OpenAccount, title: string): Promise<CodeCommitUrl & { readonly host: string; readonly region: string }> {
  let region = account.session.region;
  for (;;) {
    const host = codeCommitHostOf(region);
    if (host === undefined) throw new UserError(l10n.t("{0} is no region of AWS.", region), { hint: l10n.t("It looks like eu-central-1.") });
    const answer = await pickAnswer(context, account, region, title);
    if (answer.kind === "region") {
      ({ region } = await askRegion(context, title));
      continue;
    }
    const repositoryName = answer.kind === "repository" ? answer.name : await askName(context, title);
    return { url: `https://${host}/v1/repos/${repositoryName}`, form: "https", host, region, repositoryName, profileName: undefined };
  }
}

/** Some may clone a repository but not list any: they type its name. */
async function pickAnswer(context: CommandContext, { client }: OpenAccount, region: string, title: string): Promise<Answer> {
  const { ui } = context;
  let repositories: readonly Repository[];
  try {
    repositories = await ui.withProgress(l10n.t("Listing the repositories in {0}…", region), () => client.codeCommit(region).listRepositories());
  } catch (error) {
    if (!isAwsError(error) || error.denial === undefined) throw error;
    ui.notify([error.message, l10n.t("Type the repository's name instead.")].join(" "));
    return { kind: "typed" };
  }
  const placeholder = repositories.length > 0 ? l10n.t("Which repository?") : l10n.t("There are no repositories in {0}.", region);
  const others: Choice<Answer>[] = [
    { label: l10n.t("Another region…"), icon: "globe", value: { kind: "region" } },
    { label: l10n.t("Type a name…"), icon: "edit", value: { kind: "typed" } },
  ];
  return ui.pick([...repositories.map((repository) => describeChoice(context, repository)), ...others], { title: `${title} · ${region}`, placeholder });
}

function describeChoice({ locale }: CommandContext, { name, description, lastModifiedAt }: Repository): Choice<Answer> {
  const changed = lastModifiedAt === undefined ? {} : { description: l10n.t("changed {0}", formatTime(lastModifiedAt, { now: new Date(), locale })) };
  return { label: name, icon: "repo", ...changed, ...(description === undefined ? {} : { detail: description }), value: { kind: "repository", name } };
}

async function askName({ ui }: CommandContext, title: string): Promise<string> {
  const name = await ui.input({
    title,
    prompt: l10n.t("The repository's name, as it stands in CodeCommit:"),
    validate: (text) => (NAME.test(text.trim()) ? undefined : l10n.t("A name has 1 to 100 letters, digits, dots, dashes and underscores, and does not end in “.git”.")),
  });
  return name.trim();
}
