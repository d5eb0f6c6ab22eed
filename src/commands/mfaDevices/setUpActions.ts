import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import type { PartName } from "../../iam/snapshot.js";
import type { SetUpActions } from "../../panels/mfaSetUp.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { signInWithMfa } from "../mfaSession/signIn.js";
import { copyPermissionRequest } from "../permissions.js";
import { deleteUnassigned } from "./leftDevices.js";
import { recordMfaSerial } from "./recordSerial.js";

const MFA_PARTS = ["mfaDevices", "unassignedMfaDevices"] as const;

/** What the set-up of one device asks of AWS and of the user. @param startAgain opens the set-up of another device */
export function makeSetUpActions(context: CommandContext, user: UserAccount, device: { readonly serialNumber: string; readonly name: string }, startAgain: CommandHandler): SetUpActions {
  const { ui, account, memory, unfinishedDevices, usedCodes } = context;
  const { client, session, caller } = user;
  const { serialNumber, name } = device;
  const now = () => Date.now() + (client.clockSkewMs ?? 0);
  const refresh = () => void account.refresh(MFA_PARTS).catch(() => undefined);
  const forget = () => {
    unfinishedDevices.remove(serialNumber);
    refresh();
  };
  return {
    now,
    assign: (codes) => client.enableMfaDevice(caller.userName, serialNumber, codes),
    isAssigned: async () => (await client.listMfaDevices(caller.userName)).some((own) => own.serialNumber === serialNumber),
    async onAssigned(codes) {
      for (const code of codes) usedCodes.add(serialNumber, code, now());
      forget();
      await memory.noteMfaDevice(caller.arn, serialNumber).catch(() => undefined);
    },
    onGone: forget,
    async delete() {
      // Not by the client that asks for MFA: who cancels wants no question.
      const deletion = await deleteUnassigned(session.client, serialNumber);
      if (deletion.kind === "deleted") forget();
      if (deletion.kind === "failed") unfinishedDevices.release(serialNumber, session.profileName);
      return deletion;
    },
    async askAfterDenial({ denial }) {
      const answer = await ui.confirm(
        l10n.t("AWS does not let you delete the unfinished device {0}.", name),
        l10n.t("As long as it is there, it blocks its name, and is of no use to anybody. Either finish the set-up, or have an administrator delete it."),
        [
          { title: l10n.t("Go on with the set-up"), value: "goOn" as const },
          { title: l10n.t("Leave it and copy a request for the administrator"), value: "leave" as const },
        ],
      );
      if (answer === "leave") {
        await copyPermissionRequest(context, { denial: { ...denial, resource: serialNumber } });
        forget();
      }
      return answer;
    },
    tell: (sentence) => ui.notify(sentence),
    copyKey: (seed) => context.copySecret(seed, l10n.t("Key")),
    startAgain: () => runFromPage(context, user, startAgain),
    async record() {
      await runFromPage(context, user, recordMfaSerial, { serialNumber });
      return l10n.t("Recorded as mfa_serial of profile {0}", session.profileName ?? "");
    },
    async signIn() {
      await runFromPage(context, user, signInWithMfa, { serialNumber });
      return l10n.t("Signed in with MFA");
    },
  };
}

/**
 * Runs a command for a page, which outlives the command that opened it: what is out of date is loaded again here.
 * @throws UserError if the view has turned to another profile meanwhile, to which the page's device does not belong
 */
async function runFromPage(context: CommandContext, { session }: UserAccount, handler: CommandHandler, argument?: unknown): Promise<void> {
  const shown = (await context.account.open()).session.profileName;
  if (shown !== session.profileName) {
    throw new UserError(l10n.t("The view shows another profile by now."), { hint: l10n.t("Switch back to {0}, then try again.", session.profileName ?? l10n.t("the environment's keys")) });
  }
  const stale = new Set<PartName>();
  try {
    await handler({ ...context, markStale: (...parts) => parts.forEach((part) => stale.add(part)) }, argument);
  } finally {
    if (stale.size > 0) await context.account.refresh([...stale]);
  }
}
