import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isUserError, UserError } from "../../errors.js";
import { isAwsError, type AwsError } from "../../iam/errors.js";
import type { MfaSession } from "../../iam/mfaSession.js";
import type { Caller, MfaDevice } from "../../iam/model.js";
import { valueOf } from "../../iam/snapshot.js";
import type { CommandContext, OpenAccount } from "../context.js";
import { askCode, explainRefusedCode } from "./askCode.js";
import { chooseCodeDevice } from "./codeDevice.js";
import { findOpener, type Opener } from "./opener.js";

type UserCaller = Extract<Caller, { kind: "user" }>;

/** Why, and with what, a session is opened. */
export interface MfaWish {
  /** What AWS refused for want of MFA. */
  readonly refusal?: AwsError;
  /** The device, if it is known already. */
  readonly serialNumber?: string;
}

/**
 * Asks for a device and its code, opens a session with MFA, and puts it to use in all windows. A wrong code is asked for
 * again; everything else ends it.
 * @throws CancelledError, UserError
 */
export async function openMfaSession(context: CommandContext, account: OpenAccount, wish: MfaWish = {}): Promise<void> {
  const caller = valueOf(account.loader.snapshot.caller) ?? (await account.session.ownClient.getCaller());
  if (caller.kind !== "user") {
    throw new UserError(l10n.t("Only an IAM user can open a session with MFA here."), { hint: l10n.t("Switch to the profile of an IAM user."), action: { title: l10n.t("Switch profile"), command: COMMANDS.switchProfile } });
  }
  const opener = await findOpener(context, account, caller);
  try {
    await context.account.useMfaSession(account.session, await openWith(context, account, opener, caller, wish));
  } finally {
    opener.dispose();
  }
}

async function openWith(context: CommandContext, account: OpenAccount, opener: Opener, caller: UserCaller, wish: MfaWish): Promise<MfaSession> {
  const device = await chooseCodeDevice(context, opener, caller, wish);
  const openedFor = (await account.session.ownKeys()).accessKeyId;
  try {
    const mfa = await askUntilAccepted(context, opener, { device, openedFor, userName: caller.userName, refusal: wish.refusal });
    // What could not be remembered is no reason to lose the session: AWS does not give another for the same code.
    await context.memory.noteMfaDevice(caller.arn, device.serialNumber).catch(() => undefined);
    return mfa;
  } catch (error) {
    // The profile names a device that is gone, as after a change of phones: the others are asked for.
    const isStale = isAwsError(error) && error.code === "NoSuchMfaDevice" && device.serialNumber === opener.mfaSerial;
    if (!isStale) throw error;
    context.ui.notify(l10n.t("The profile’s mfa_serial names the MFA device {0}, which is not yours any more. “Use This Device for the Profile” in the menu of another one puts that right.", device.name), "warning");
    return openWith(context, account, { ...opener, mfaSerial: undefined }, caller, wish);
  }
}

interface CodeQuestion {
  readonly device: MfaDevice;
  readonly openedFor: string;
  readonly userName: string;
  readonly refusal: AwsError | undefined;
}

async function askUntilAccepted(context: CommandContext, opener: Opener, question: CodeQuestion): Promise<MfaSession> {
  const { device, openedFor, userName, refusal } = question;
  const { serialNumber } = device;
  const where =
    device.kind === "hardware"
      ? l10n.t("The six digits that your hardware token {0} shows:", device.name)
      : l10n.t("The six digits that your authenticator app shows for {0} (device {1}):", userName, device.name);
  let problem = refusal === undefined ? undefined : l10n.t("AWS asks for MFA here.");
  for (;;) {
    const now = () => Date.now() + (opener.client.clockSkewMs ?? 0);
    const code = await askCode(context, { serialNumber, now, prompt: [problem, where].filter(Boolean).join(" ") });
    try {
      const seconds = context.mfaSessionSeconds();
      const mfa = await context.ui.withProgress(l10n.t("Signing in with MFA…"), () => opener.client.getSessionToken({ serialNumber, code, seconds, openedBy: opener.accessKeyId, openedFor }));
      context.usedCodes.add(serialNumber, code, now());
      return mfa;
    } catch (error) {
      if (!isAwsError(error)) throw error;
      // An answer that was lost may have used the code up.
      if (error.outcomeUnknown || error.code === "InvalidAuthenticationCode") context.usedCodes.add(serialNumber, code, now());
      if (error.code === "InvalidAuthenticationCode") problem = explainRefusedCode();
      else if (error.outcomeUnknown) problem = error.message;
      else throw error;
    }
  }
}

/** Signs in with MFA unless that is done: what a step that AWS allows with MFA only begins with. @throws CancelledError, UserError */
export async function ensureMfa(context: CommandContext, account: OpenAccount): Promise<void> {
  const { mfa } = account.session;
  // Its timer may be late, as after the computer has slept.
  if (mfa !== undefined && mfa.expiresAt.getTime() > Date.now()) return;
  const { temporary } = await account.session.ownKeys();
  if (temporary && (await isAcceptedByIam(account))) return;
  await openMfaSession(context, account);
}

/** IAM accepts temporary keys of a user only if they carry MFA (STS API, GetSessionToken). */
async function isAcceptedByIam({ session }: OpenAccount): Promise<boolean> {
  try {
    await session.ownClient.listMfaDevices((await callerName(session)) ?? "");
    return true;
  } catch (error) {
    if (!isUserError(error)) throw error;
    return error.code !== "SessionWithoutMfa";
  }
}

async function callerName({ ownClient }: OpenAccount["session"]): Promise<string | undefined> {
  const caller = await ownClient.getCaller();
  return caller.kind === "user" ? caller.userName : undefined;
}
