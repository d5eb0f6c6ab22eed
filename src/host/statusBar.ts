import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { COMMANDS } from "../contributions.js";
import { describeMfaUntil } from "../words/mfa.js";
import { describeOldKey } from "../words/oldKeys.js";
import type { CurrentAccount } from "./account.js";
import type { ShownOldKeys } from "./oldKeys.js";

/** Whose credentials this window works with, until when with MFA, and that a key of theirs is old; a click chooses another profile. */
export function showInStatusBar(account: CurrentAccount, oldKeys: ShownOldKeys): vscode.Disposable {
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
    const now = new Date();
    const until = mfa && describeMfaUntil(mfa.expiresAt, { now, locale: vscode.env.language });
    const old = oldKeys.find().keys.map((key) => describeOldKey(key, now));
    item.text = [`$(${mfa === undefined ? "key" : "shield"}) ${name}`, until].filter(Boolean).join(" · ");
    item.tooltip = [l10n.t("My Security Credentials: profile {0}", name), until ?? l10n.t("no session with MFA"), ...old, l10n.t("Click to switch the profile")].join("\n");
    item.accessibilityInformation = { label: [l10n.t("AWS profile {0}", name), until, ...old].filter(Boolean).join(", ") };
    item.backgroundColor = old.length === 0 ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
    item.show();
  };
  return vscode.Disposable.from(oldKeys.onDidChange(draw), { dispose: () => item?.dispose() });
}

function makeItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem("mySecurityCredentials.profile", vscode.StatusBarAlignment.Left);
  item.name = l10n.t("AWS profile");
  item.command = COMMANDS.switchProfile;
  return item;
}
