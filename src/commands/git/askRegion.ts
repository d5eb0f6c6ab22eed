import * as l10n from "@vscode/l10n";
import { codeCommitHostOf } from "../../git/codeCommitHost.js";
import type { CommandContext } from "../context.js";

/** A region that the user types, and CodeCommit's host in it. @throws CancelledError */
export async function askRegion({ ui }: Pick<CommandContext, "ui">, title: string): Promise<{ readonly region: string; readonly host: string }> {
  const text = await ui.input({
    title,
    prompt: l10n.t("The AWS region of the repositories:"),
    placeholder: "eu-central-1",
    validate: (value) => (codeCommitHostOf(value.trim()) === undefined ? l10n.t("A region looks like eu-central-1.") : undefined),
  });
  const region = text.trim();
  return { region, host: codeCommitHostOf(region) ?? "" };
}
