import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";

/** An id that IAM gives to SSH public keys (IAM User Guide, "IAM identifiers", unique IDs). */
export function isSshPublicKeyId(text: string): boolean {
  return /^APKA[A-Z0-9]{12,}$/.test(text);
}

/**
 * For every place where ssh reads the id: in its configuration a line feed would begin an option, and among its arguments a
 * hyphen. Who answers in AWS's place, by a profile's `endpoint_url`, chooses the id.
 * @returns it @throws UserError if it is none
 */
export function requireSshPublicKeyId(text: string): string {
  if (isSshPublicKeyId(text)) return text;
  throw new UserError(l10n.t("This key’s ID is not of the form that AWS gives to SSH public keys, so ssh is not told of it."), {
    hint: l10n.t("An ID looks like APKAEIBAERJR2EXAMPLE. If your profile names an endpoint of its own, check it."),
    code: "UnsuitableKeyId",
  });
}
