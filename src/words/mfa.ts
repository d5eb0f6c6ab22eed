import * as l10n from "@vscode/l10n";
import type { MfaDeviceKind } from "../iam/model.js";
import type { Moment } from "./time.js";

/** What a device is, in words that tell it from the others. */
export function describeMfaKind(kind: MfaDeviceKind): string {
  switch (kind) {
    case "virtual":
      return l10n.t("authenticator app");
    case "securityKey":
      return l10n.t("passkey or security key");
    case "hardware":
      return l10n.t("hardware token");
  }
}

/** "MFA until 18:40", with the day if it is another one. */
export function describeMfaUntil(expiresAt: Date, { now, locale }: Moment): string {
  const isToday = expiresAt.toDateString() === now.toDateString();
  const time = new Intl.DateTimeFormat(locale, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(expiresAt);
  return l10n.t("MFA until {0}", time);
}
