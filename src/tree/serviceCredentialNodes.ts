import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { CredentialStatus, ServiceSpecificCredential } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import { SERVICES } from "../iam/services.js";
import type { Part, Snapshot } from "../iam/snapshot.js";
import { countOf, describeStatus } from "../words/credentials.js";
import { describeExpiry, describeService, nameServiceCredential, type Expiry } from "../words/services.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";
import { escapeMarkdown, makeThing, toneOf, type Node } from "./node.js";
import { makePartNode, type PartLook } from "./partNode.js";

type Credentials = readonly ServiceSpecificCredential[];

/** The hosts to which Git on this computer signs in with a credential, by its id. */
type GitHostsOf = (credentialId: string) => readonly string[];

export function makeGitCredentialsNode(snapshot: Snapshot, gitHostsOf: GitHostsOf, moment: Moment): Node {
  return makeServiceCredentialsNode(snapshot, moment, {
    id: "gitCredentials",
    label: l10n.t("HTTPS Git credentials"),
    icon: "git-merge",
    wanted: isGit,
    gitHostsOf,
    count: ({ length }) => countOf(length, QUOTAS.serviceSpecificCredentialsPerService),
    empty: { text: l10n.t("None. A user name and password with which Git signs in to CodeCommit."), command: COMMANDS.createGitCredential, title: l10n.t("Generate Git credentials") },
  });
}

/** API keys (Bedrock, CloudWatch Logs, …) and Amazon Keyspaces. */
export function makeOtherServicesNode(snapshot: Snapshot, moment: Moment): Node {
  return makeServiceCredentialsNode(snapshot, moment, {
    id: "otherServices",
    folded: true,
    label: l10n.t("API keys and other services"),
    icon: "plug",
    wanted: (credential) => !isGit(credential),
    gitHostsOf: () => [],
    count: countPerService,
    empty: { text: l10n.t("None. Services such as Amazon Bedrock and Keyspaces can have keys of their own."), command: COMMANDS.createServiceCredential, title: l10n.t("Create one") },
  });
}

function isGit({ serviceName }: ServiceSpecificCredential): boolean {
  return serviceName === SERVICES.codeCommit;
}

type Look = Pick<PartLook<unknown>, "id" | "label" | "icon" | "empty" | "folded"> & {
  readonly wanted: (credential: ServiceSpecificCredential) => boolean;
  readonly count: (credentials: Credentials) => string;
  readonly gitHostsOf: GitHostsOf;
};

function makeServiceCredentialsNode(snapshot: Snapshot, moment: Moment, { wanted, count, gitHostsOf, ...rest }: Look): Node {
  return makePartNode(filterPart(snapshot.serviceSpecificCredentials, wanted), {
    ...rest,
    name: "serviceSpecificCredentials",
    show: (credentials) => ({
      description: count(credentials),
      ...(credentials.some((credential) => endsSoon(credential, moment)) ? { tone: "warning" as const, description: l10n.t("{0} · one expires soon", count(credentials)) } : {}),
      children: credentials.map((credential) => makeServiceCredentialNode(credential, gitHostsOf(credential.id), moment)),
    }),
  });
}

/** The limit is one for each service; it is of interest where it is reached. */
function countPerService(credentials: Credentials): string {
  const quota = QUOTAS.serviceSpecificCredentialsPerService;
  const numbers = new Map<string, number>();
  for (const { serviceName } of credentials) numbers.set(serviceName, (numbers.get(serviceName) ?? 0) + 1);
  const full = [...numbers].filter(([, number]) => number >= quota).map(([serviceName, number]) => `${describeService(serviceName)} ${countOf(number, quota)}`);
  return [String(credentials.length), ...full].join(" · ");
}

function filterPart(part: Part<Credentials>, wanted: (credential: ServiceSpecificCredential) => boolean): Part<Credentials> {
  if (part.state === "ok") return { ...part, value: part.value.filter(wanted) };
  return part.state === "failed" ? { ...part, previous: part.previous?.filter(wanted) } : part;
}

/** A snapshot can be older than the end of what it holds. */
function statusOf({ status }: ServiceSpecificCredential, expiry: Expiry | undefined): CredentialStatus {
  return expiry?.isOver === true ? "Expired" : status;
}

function endsSoon(credential: ServiceSpecificCredential, moment: Moment): boolean {
  return credential.status === "Active" && describeExpiry(credential, moment)?.isSoon === true;
}

function makeServiceCredentialNode(credential: ServiceSpecificCredential, gitHosts: readonly string[], moment: Moment): Node {
  const { id, serviceName, createdAt } = credential;
  const expiry = describeExpiry(credential, moment);
  const status = statusOf(credential, expiry);
  const service = isGit(credential) ? undefined : describeService(serviceName);
  const since = createdAt === undefined ? undefined : l10n.t("since {0}", formatDate(createdAt, moment.locale));
  // The end of what has expired says that it has.
  const state = expiry?.isOver === true ? expiry.text : describeStatus(status);
  const end = expiry?.isOver === true ? undefined : expiry?.text;
  return makeThing(`serviceSpecificCredentials/${id}`, nameServiceCredential(credential), [service, state, end, gitHosts.length > 0 ? l10n.t("Git signs in with it here") : undefined, since], {
    ...toneOf(status, "key"),
    ...(endsSoon(credential, moment) ? { tone: "warning" as const } : {}),
    kind: `${isGit(credential) ? "gitCredential" : credential.isApiKey ? "apiKey" : "serviceCredential"}.${status.toLowerCase()}`,
    serviceCredentialId: id,
    tooltip: describeFully(credential, status, gitHosts, moment),
  });
}

function describeFully(credential: ServiceSpecificCredential, status: CredentialStatus, gitHosts: readonly string[], moment: Moment): string {
  const { id, serviceName, createdAt, expiresAt, isApiKey } = credential;
  const title = isGit(credential) ? l10n.t("Git credentials") : isApiKey ? l10n.t("API key") : l10n.t("User name and password");
  const lines = [`**${escapeMarkdown(title)}** \`${id}\``, `${escapeMarkdown(describeService(serviceName))} (\`${serviceName}\`)`, l10n.t("Status: {0}", describeStatus(status))];
  if (createdAt !== undefined) lines.push(l10n.t("Created: {0}", formatFully(createdAt, moment)));
  if (expiresAt !== undefined) lines.push(l10n.t("Expires: {0}", new Intl.DateTimeFormat(moment.locale, { dateStyle: "full", timeStyle: "short" }).format(expiresAt)));
  else if (isApiKey) lines.push(l10n.t("It never expires: delete it when it is not needed any more."));
  if (gitHosts.length > 0) lines.push(escapeMarkdown(l10n.t("Git on this computer signs in with it to {0}.", gitHosts.join(", "))));
  return lines.join("\n\n");
}
