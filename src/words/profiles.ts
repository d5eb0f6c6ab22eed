import * as l10n from "@vscode/l10n";
import type { Profile, ProfileKind } from "../profiles/readProfiles.js";
import { describeMfaUntil } from "./mfa.js";
import type { Moment } from "./time.js";

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

/** What a list of profiles says of one: how it gets its keys, its region, where its calls go, and until when it has MFA. */
export function describeProfile(profile: Profile, mfaUntil: Date | undefined, moment: Moment): string {
  const until = mfaUntil ?? profile.mfaSession?.endsAt;
  const words = [
    describeSignIn(profile),
    profile.region,
    profile.endpoints.services.get("iam") ?? profile.endpoints.general,
    until !== undefined && until > moment.now ? describeMfaUntil(until, moment) : undefined,
  ];
  return words.filter((word) => word !== undefined).join(" · ");
}

function describeSignIn({ kind, mfaSession, settings }: Profile): string {
  if (mfaSession !== undefined) return l10n.t("MFA session");
  if (kind !== "assumedRole") return describeProfileKind(kind);
  const source = settings.get("source_profile");
  if (source !== undefined) return l10n.t("role, through profile {0}", source);
  switch (settings.get("credential_source")) {
    case "Environment":
      return l10n.t("role, through the keys in the environment");
    case "Ec2InstanceMetadata":
      return l10n.t("role, through this EC2 instance");
    case "EcsContainer":
      return l10n.t("role, through this container");
    default:
      return describeProfileKind(kind);
  }
}
