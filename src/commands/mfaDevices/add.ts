import * as l10n from "@vscode/l10n";
import { CancelledError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { MfaDevice } from "../../iam/model.js";
import { QUOTAS } from "../../iam/rules.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { ensureMfa } from "../mfaSession/signIn.js";
import { requireUser } from "../requireUser.js";
import { openConsole } from "../view.js";
import { addAuthenticatorApp } from "./authenticatorApp.js";
import { addHardwareToken } from "./hardware.js";

/** Adds an MFA device: what kind, then a sign-in with MFA where AWS wants one, then the device itself. */
export const addMfaDevice: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const devices = await listDevices(user);
  await warnOfQuota(context, devices);
  const kind = await askKind(context);
  if (kind === "passkey") return openConsole(context);
  await signInFirst(context, user, devices);
  return kind === "app" ? addAuthenticatorApp(context, user) : addHardwareToken(context, user);
};

/** Some may add devices but not list them; then AWS alone counts. */
async function listDevices({ client, caller }: UserAccount): Promise<readonly MfaDevice[]> {
  try {
    return await client.listMfaDevices(caller.userName);
  } catch (error) {
    if (isAwsError(error) && error.denial?.explicit === false) return [];
    throw error;
  }
}

async function warnOfQuota({ ui }: CommandContext, devices: readonly MfaDevice[]): Promise<void> {
  if (devices.length < QUOTAS.mfaDevices) return;
  await ui.confirm(
    l10n.t("You have {0} MFA devices, and AWS allows {1}.", devices.length, QUOTAS.mfaDevices),
    l10n.t("Remove one that is not needed first."),
    [{ title: l10n.t("Try all the same"), value: undefined }],
  );
}

function askKind({ ui }: CommandContext): Promise<"app" | "hardware" | "passkey"> {
  return ui.pick(
    [
      { label: l10n.t("Authenticator app"), icon: "device-mobile", detail: l10n.t("Codes from your phone or password manager. Works here, in the console and with every tool."), value: "app" as const },
      { label: l10n.t("Hardware token"), icon: "shield", detail: l10n.t("A device with a display of its own that shows codes. Its serial number is on its back."), value: "hardware" as const },
      { label: l10n.t("Passkey or security key"), icon: "key", detail: l10n.t("Opens the AWS console: AWS lets only its own pages add one, there is no public API for it."), value: "passkey" as const },
    ],
    { title: l10n.t("Add MFA device"), placeholder: l10n.t("What kind of device?") },
  );
}

/** Whoever has a device must show it before AWS takes another (IAM User Guide, "Enable MFA devices with the CLI or API"). */
async function signInFirst(context: CommandContext, user: UserAccount, devices: readonly MfaDevice[]): Promise<void> {
  if (devices.length === 0 || user.session.mfa !== undefined) return;
  if (devices.some(({ kind }) => kind !== "securityKey")) return ensureMfa(context, user);
  // Temporary keys may carry the MFA of a browser's sign-in; AWS knows.
  if ((await user.session.ownKeys()).temporary) return;
  const answer = await context.ui.confirm(
    l10n.t("Your only MFA devices are passkeys or security keys, and AWS usually wants a sign-in with MFA before another device is added."),
    l10n.t("Outside of a browser, no session can be opened with them. In the AWS console they work."),
    [
      { title: l10n.t("Open the AWS console"), value: "console" as const },
      { title: l10n.t("Try all the same"), value: "try" as const },
    ],
    "plain",
  );
  if (answer === "try") return;
  await openConsole(context);
  throw new CancelledError();
}
