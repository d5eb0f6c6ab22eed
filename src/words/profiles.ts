import * as l10n from "@vscode/l10n";
import type { ProfileKind } from "../profiles/readProfiles.js";

/** How a profile gets its keys, in words. */
export function describeProfileKind(kind: ProfileKind): string {
  switch (kind) {
    case "static":
      return l10n.t("access key");
    case "session":
      return l10n.t("temporary keys");
    case "sso":
      return l10n.t("IAM Identity Center");
    case "assumedRole":
      return l10n.t("role");
    case "process":
      return l10n.t("credential process");
    case "login":
      return l10n.t("aws login");
    case "webIdentity":
      return l10n.t("web identity");
    case "none":
      return l10n.t("no keys");
  }
}
