import * as l10n from "@vscode/l10n";
import type { ServiceSpecificCredential } from "../../iam/model.js";
import { QUOTAS } from "../../iam/rules.js";
import { hasApiKeys, SERVICES } from "../../iam/services.js";
import { countOf } from "../../words/credentials.js";
import { describeService } from "../../words/services.js";
import type { Choice, CommandContext } from "../context.js";

/** Asks which service the credentials are for: those that are known, those that the user has some of, or another one. */
export async function askService({ ui }: CommandContext, present: readonly ServiceSpecificCredential[]): Promise<string> {
  const known: readonly string[] = [SERVICES.bedrock, SERVICES.cloudWatchLogs, SERVICES.keyspaces];
  const others = present.map(({ serviceName }) => serviceName).filter((name) => name !== SERVICES.codeCommit);
  const title = l10n.t("Create API key or service credential");
  const choices: Choice<string | undefined>[] = [...new Set([...known, ...others])].map((serviceName) => {
    const count = present.filter((credential) => credential.serviceName === serviceName).length;
    return {
      label: describeService(serviceName),
      icon: hasApiKeys(serviceName) === false ? "person" : "key",
      description: [serviceName, count > 0 ? countOf(count, QUOTAS.serviceSpecificCredentialsPerService) : undefined].filter(Boolean).join(" · "),
      ...describeKind(serviceName),
      value: serviceName,
    };
  });
  choices.push({ label: l10n.t("Another service…"), icon: "edit", value: undefined });
  return (await ui.pick(choices, { title, placeholder: l10n.t("For which service? The credentials serve for nothing else.") })) ?? askOtherService({ ui }, title);
}

function describeKind(serviceName: string): { detail?: string } {
  switch (hasApiKeys(serviceName)) {
    case true:
      return { detail: l10n.t("An API key. Where a program takes temporary credentials, those serve better: they end by themselves.") };
    case false:
      return { detail: l10n.t("A user name and password, for tools that cannot sign requests as AWS's own do.") };
    case undefined:
      return {};
  }
}

async function askOtherService({ ui }: Pick<CommandContext, "ui">, title: string): Promise<string> {
  const name = await ui.input({
    title,
    prompt: l10n.t("The service’s name as AWS writes it, such as bedrock.amazonaws.com."),
    placeholder: "name.amazonaws.com",
    validate: (value) => (/^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.amazonaws\.com$/.test(value.trim()) ? undefined : l10n.t("A service’s name is in small letters and ends in .amazonaws.com.")),
  });
  return name.trim();
}
