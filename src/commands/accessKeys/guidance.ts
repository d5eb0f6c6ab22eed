import * as l10n from "@vscode/l10n";
import { CancelledError } from "../../errors.js";
import type { Choice, CommandContext } from "../context.js";

/** What a key is wanted for, and what AWS recommends in its place. */
interface KeyPurpose {
  readonly label: string;
  readonly icon: string;
  /** What serves better, and why, in one sentence; `undefined`: a key is what there is. */
  readonly better: { readonly label: string; readonly detail: string; readonly url: string } | undefined;
}

/**
 * The use cases of the console's first step, with the recommendation of the IAM User Guide ("Manage access keys for IAM
 * users", "Alternatives to long-term access keys") for each.
 */
function listPurposes(): readonly KeyPurpose[] {
  return [
    {
      label: l10n.t("AWS CLI or code on my own computer"),
      icon: "terminal",
      better: {
        label: l10n.t("Sign in with “aws login”"),
        detail: l10n.t("Your browser signs you in with the console password and MFA; the keys end by themselves after some hours."),
        url: "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html",
      },
    },
    {
      label: l10n.t("A team whose members all need access"),
      icon: "organization",
      better: {
        label: l10n.t("Use IAM Identity Center"),
        detail: l10n.t("Everyone signs in once with their own account and gets temporary keys."),
        url: "https://docs.aws.amazon.com/singlesignon/latest/userguide/what-is.html",
      },
    },
    {
      label: l10n.t("Code that runs on AWS (EC2, Lambda, ECS, …)"),
      icon: "server-environment",
      better: {
        label: l10n.t("Give the code a role"),
        detail: l10n.t("AWS hands the role's temporary keys to the code by itself; nothing to store, nothing to leak."),
        url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html",
      },
    },
    {
      label: l10n.t("A CI system (GitHub, GitLab, …)"),
      icon: "rocket",
      better: {
        label: l10n.t("Connect it through OpenID Connect"),
        detail: l10n.t("Each run proves who it is and gets keys for that run only."),
        url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
      },
    },
    {
      label: l10n.t("Servers outside AWS"),
      icon: "server",
      better: {
        label: l10n.t("Use IAM Roles Anywhere"),
        detail: l10n.t("Servers prove who they are with a certificate and get temporary keys."),
        url: "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html",
      },
    },
    {
      label: l10n.t("A third-party service"),
      icon: "plug",
      better: {
        label: l10n.t("Let it assume a role"),
        detail: l10n.t("Many services can; ask its makers for a role with an external ID."),
        url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
      },
    },
    { label: l10n.t("Something else"), icon: "question", better: undefined },
  ];
}

/**
 * Asks what the key is for and says what AWS recommends for that. Returns if the user wants a key all the same.
 * @throws CancelledError when the user takes the better way, whose page is then open
 */
export async function askPurpose({ ui }: CommandContext): Promise<void> {
  const title = l10n.t("Create access key (1 of 3)");
  const choices = listPurposes().map((purpose): Choice<KeyPurpose> => ({
    label: purpose.label,
    icon: purpose.icon,
    ...(purpose.better === undefined ? {} : { detail: l10n.t("Better: {0}", purpose.better.label) }),
    value: purpose,
  }));
  const { label, better } = await ui.pick(choices, { title, placeholder: l10n.t("What is the key for?") });
  if (better === undefined) return;
  const wants = await ui.pick(
    [
      { label: better.label, icon: "thumbsup", description: l10n.t("recommended by AWS"), detail: better.detail, value: "better" as const },
      { label: l10n.t("Create an access key all the same"), icon: "key", detail: l10n.t("It works until you delete it, for anyone who gets hold of it."), value: "key" as const },
    ],
    { title, placeholder: label },
  );
  if (wants === "key") return;
  await ui.openUrl(better.url);
  throw new CancelledError();
}
