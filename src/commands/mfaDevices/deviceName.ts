import * as l10n from "@vscode/l10n";

/** What IAM takes (IAM API, CreateVirtualMFADevice). It names no length; the device's ARN must stay under 256. */
const NAME = /^[A-Za-z0-9_+=,.@-]*$/;
const NAME_LENGTH = 128;

/** The user's own name, which is the only one that older policies allow; else `<user>-2`, `<user>-3`, … */
export function findFreeName(userName: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? userName : `${userName}-${number}`;
    if (!isTaken(name)) return name;
  }
}

/** What IAM would not take in a device's name, in a sentence. */
export function explainNameFault(name: string): string | undefined {
  if (name === "") return l10n.t("A name has at least one character.");
  if (name.length > NAME_LENGTH) return l10n.t("That is {0} characters too long.", name.length - NAME_LENGTH);
  return NAME.test(name) ? undefined : l10n.t("Only letters without accents, digits and + = , . @ - _ can be in a name.");
}
