import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { COMMANDS } from "../contributions.js";
import { describeMfaUntil } from "../words/mfa.js";
import type { CurrentAccount } from "./account.js";

/** Whose credentials this window works with, and until when with MFA; a click chooses another profile. */
export function showInStatusBar(account: CurrentAccount): vscode.Disposable {
  // Made when there is something to show: activation need not wait for it.
  let item: vscode.StatusBarItem | undefined;
  const draw = () => {
    const { state } = account;
    if (state?.kind !== "open") {
      item?.hide();
      return;
    }
    item ??= makeItem();
    const { profileName, mfa } = state.session;
    const name = profileName ?? l10n.t("environment");
    const until = mfa && describeMfaUntil(mfa.expiresAt, { now: new Date(), locale: vscode.env.language });
    item.text = [`$(${mfa === undefined ? "key" : "shield"}) ${name}`, until].filter(Boolean).join(" · ");
    item.tooltip = [l10n.t("My Security Credentials: profile {0}", name), until ?? l10n.t("no session with MFA"), l10n.t("Click to switch the profile")].join("\n");
    item.accessibilityInformation = { label: [l10n.t("AWS profile {0}", name), until].filter(Boolean).join(", ") };
    item.show();
  };
  return vscode.Disposable.from(account.onDidChange(draw), { dispose: () => item?.dispose() });
}

function makeItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem("mySecurityCredentials.profile", vscode.StatusBarAlignment.Left);
  item.name = l10n.t("AWS profile");
  item.command = COMMANDS.switchProfile;
  return item;
}
