import * as l10n from "@vscode/l10n";
import { isNameForEveryTool, whyNotAProfileName } from "../../profiles/sectionHeader.js";
import type { CommandContext } from "../context.js";

/** Asks for the name of a profile that is not there yet. */
export async function askNewProfileName({ ui }: CommandContext, title: string, suggestion: string, taken: ReadonlySet<string>): Promise<string> {
  const name = await ui.input({
    title,
    prompt: l10n.t("A name for the new profile"),
    value: findFreeName(suggestion, taken),
    validate: (value) => {
      const fault = whyNotAProfileName(value.trim());
      if (fault !== undefined) return fault;
      if (!isNameForEveryTool(value.trim())) return l10n.t("Some AWS tools read only letters, digits and - _ @ + . % : / in a profile's name.");
      return taken.has(value.trim()) ? l10n.t("There is a profile of that name already.") : undefined;
    },
  });
  return name.trim();
}

function findFreeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}
