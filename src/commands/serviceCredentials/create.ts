import * as l10n from "@vscode/l10n";
import { isUserError, UserError } from "../../errors.js";
import { isAwsError } from "../../iam/errors.js";
import type { CreatedServiceSpecificCredential, ServiceSpecificCredential } from "../../iam/model.js";
import { QUOTAS } from "../../iam/rules.js";
import { hasApiKeys, SERVICES } from "../../iam/services.js";
import { describeService } from "../../words/services.js";
import type { CommandContext, CommandHandler, UserAccount } from "../context.js";
import { createWithinLimit } from "../createWithinLimit.js";
import { requireUser } from "../requireUser.js";
import { askAge } from "./askAge.js";
import { askService } from "./askService.js";
import { askCredentialToGiveUp, giveUpCredential } from "./credentialLimit.js";
import { clearUpLostCredential } from "./lostCredential.js";
import { showSecret } from "./oneTimePage.js";

/** What is to be created. */
interface Wish {
  readonly serviceName: string;
  /** Of an API key, until it ends; `undefined`: it does not. */
  readonly days: number | undefined;
  /** What is given up for it, if that was asked already. */
  readonly instead: ServiceSpecificCredential | undefined;
}

/** Generates a user name and password with which Git signs in to CodeCommit. Asks only if there are too many. */
export const createGitCredential: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const serviceName = SERVICES.codeCommit;
  const present = await listPresent(user);
  await createAndShow(context, user, { serviceName, days: undefined, instead: await askForRoom(context, present, serviceName) });
};

/** Creates an API key, or another credential for one service. */
export const createServiceCredential: CommandHandler = async (context) => {
  const user = await requireUser(context);
  const present = await listPresent(user);
  const serviceName = await askService(context, present);
  const instead = await askForRoom(context, present, serviceName);
  const days = hasApiKeys(serviceName) === false ? undefined : await askAge(context, serviceName);
  await createAndShow(context, user, { serviceName, days, instead });
};

/** Some may create them but not list them; then AWS alone counts. */
async function listPresent({ client, caller }: UserAccount): Promise<readonly ServiceSpecificCredential[]> {
  try {
    return await client.listServiceSpecificCredentials(caller.userName);
  } catch (error) {
    if (isAwsError(error) && error.denial?.explicit === false) return [];
    throw error;
  }
}

function isFull(credentials: readonly ServiceSpecificCredential[]): boolean {
  return credentials.length >= QUOTAS.serviceSpecificCredentialsPerService;
}

async function askForRoom(context: CommandContext, present: readonly ServiceSpecificCredential[], serviceName: string): Promise<ServiceSpecificCredential | undefined> {
  const same = present.filter((credential) => credential.serviceName === serviceName);
  return isFull(same) ? askCredentialToGiveUp(context, same) : undefined;
}

async function createAndShow(context: CommandContext, user: UserAccount, wish: Wish): Promise<void> {
  context.markStale("serviceSpecificCredentials");
  await showSecret(context, user, await createWithOrWithoutEnd(context, user, wish), "created");
}

/** AWS does not tell whether a service that is not known here has API keys, which end, or passwords, which cannot. */
async function createWithOrWithoutEnd(context: CommandContext, user: UserAccount, wish: Wish): Promise<CreatedServiceSpecificCredential> {
  try {
    return await createCredential(context, user, wish);
  } catch (error) {
    const mayWantNoEnd = isUserError(error) && ["ValidationError", "InvalidInput"].includes(error.code ?? "") && wish.days !== undefined && hasApiKeys(wish.serviceName) === undefined;
    if (!mayWantNoEnd) throw error;
    await context.ui.confirm(
      l10n.t("AWS does not take an end for credentials of {0}.", describeService(wish.serviceName)),
      [error.message, l10n.t("Without one they work until somebody deletes them.")].join("\n\n"),
      [{ title: l10n.t("Create without an end"), value: true }],
    );
    return createCredential(context, user, { ...wish, days: undefined });
  }
}

function createCredential(context: CommandContext, user: UserAccount, { serviceName, days, instead }: Wish): Promise<CreatedServiceSpecificCredential> {
  const { client, caller } = user;
  const title = serviceName === SERVICES.codeCommit ? l10n.t("Generating Git credentials…") : l10n.t("Creating credentials for {0}…", describeService(serviceName));
  const list = async () => (await client.listServiceSpecificCredentials(caller.userName)).filter((credential) => credential.serviceName === serviceName);
  return createWithinLimit(
    {
      list,
      create: () => context.ui.withProgress(title, () => client.createServiceSpecificCredential(caller.userName, serviceName, days).catch((error: unknown) => Promise.reject(explainRefusal(error, serviceName)))),
      clockSkewMs: () => client.clockSkewMs,
      isFull,
      askToGiveUp: (credentials) => askCredentialToGiveUp(context, credentials),
      giveUp: (credential) => giveUpCredential(context, user, credential),
      clearUp: (lost) => clearUpLostCredential(context, user, lost, list),
    },
    instead,
  );
}

/** The SDK and the wire have a name each for the same error (IAM API reference, ServiceNotSupportedException). */
const NOT_SUPPORTED = ["NotSupportedService", "ServiceNotSupported"];

function explainRefusal(error: unknown, serviceName: string): Error {
  if (isAwsError(error) && error.code !== undefined && NOT_SUPPORTED.includes(error.code)) {
    return new UserError(l10n.t("AWS has no such credentials for {0}.", serviceName), { hint: l10n.t("Check the name, as the service’s documentation writes it; not every service has API keys."), code: error.code, cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
