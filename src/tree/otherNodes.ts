import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { CredentialStatus, ServiceSpecificCredential, SigningCertificate, SshPublicKey } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import type { Part, Snapshot } from "../iam/snapshot.js";
import { countOf, describeStatus } from "../words/credentials.js";
import { makeThing, type Node } from "./node.js";
import { makePartNode, type PartLook } from "./partNode.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";


/** `codecommit.amazonaws.com` also in China and GovCloud: the name of the service, not a host. */
const CODECOMMIT = "codecommit.amazonaws.com";

const inConsole = { command: COMMANDS.openConsole, get title() { return l10n.t("Add one in the AWS console"); } };

/** CodeCommit's two kinds of credential. */
export function makeCodeCommitNode(snapshot: Snapshot, moment: Moment): Node {
  const children = [
    makeServiceCredentialsNode(snapshot, moment, {
      id: "gitCredentials",
      label: l10n.t("HTTPS Git credentials"),
      icon: "git-merge",
      wanted: (credential) => credential.serviceName === CODECOMMIT,
      empty: { text: l10n.t("None. A user name and password with which Git signs in to CodeCommit."), ...inConsole },
    }),
    makePartNode(snapshot.sshPublicKeys, {
      name: "sshPublicKeys",
      id: "sshPublicKeys",
      label: l10n.t("SSH public keys"),
      icon: "terminal",
      show: (keys) => ({ description: countOf(keys.length, QUOTAS.sshPublicKeys), children: keys.map((key) => makeUploadedNode("sshPublicKey", key, moment)) }),
      empty: { text: l10n.t("None. With your public key uploaded, Git signs in to CodeCommit over SSH."), ...inConsole },
    }),
  ];
  return { id: "codeCommit", label: l10n.t("CodeCommit"), icon: "repo", kind: "codeCommit", children, expanded: true };
}

/** API keys (Bedrock, CloudWatch Logs, …) and Amazon Keyspaces. */
export function makeOtherServicesNode(snapshot: Snapshot, moment: Moment): Node {
  return makeServiceCredentialsNode(snapshot, moment, {
    id: "otherServices",
    folded: true,
    label: l10n.t("API keys and other services"),
    icon: "plug",
    wanted: (credential) => credential.serviceName !== CODECOMMIT,
    empty: { text: l10n.t("None. Services such as Amazon Bedrock and Keyspaces can have keys of their own."), ...inConsole },
  });
}

export function makeSigningCertificatesNode(snapshot: Snapshot, moment: Moment): Node {
  return makePartNode(snapshot.signingCertificates, {
    folded: true,
    name: "signingCertificates",
    id: "signingCertificates",
    label: l10n.t("X.509 signing certificates"),
    icon: "verified",
    show: (certificates) => ({
      description: countOf(certificates.length, QUOTAS.signingCertificates),
      children: certificates.map((certificate) => makeUploadedNode("signingCertificate", certificate, moment)),
    }),
    empty: { text: l10n.t("None. Only some old SOAP interfaces still ask for one."), ...inConsole },
  });
}

function makeServiceCredentialsNode(
  snapshot: Snapshot,
  moment: Moment,
  look: Pick<PartLook<unknown>, "id" | "label" | "icon" | "empty" | "folded"> & { wanted: (credential: ServiceSpecificCredential) => boolean },
): Node {
  const { wanted, ...rest } = look;
  const part = filterPart(snapshot.serviceSpecificCredentials, wanted);
  return makePartNode(part, {
    ...rest,
    name: "serviceSpecificCredentials",
    show: (credentials) => ({
      description: look.id === "gitCredentials" ? countOf(credentials.length, QUOTAS.serviceSpecificCredentialsPerService) : String(credentials.length),
      children: credentials.map((credential) => makeServiceCredentialNode(credential, look.id === "gitCredentials", moment)),
    }),
  });
}

function filterPart(part: Part<readonly ServiceSpecificCredential[]>, wanted: (credential: ServiceSpecificCredential) => boolean): Part<readonly ServiceSpecificCredential[]> {
  if (part.state === "ok") return { ...part, value: part.value.filter(wanted) };
  return part.state === "failed" ? { ...part, previous: part.previous?.filter(wanted) } : part;
}

function makeServiceCredentialNode(credential: ServiceSpecificCredential, isGit: boolean, moment: Moment): Node {
  const { id, signInName, serviceName, status, createdAt, expiresAt } = credential;
  const service = isGit ? undefined : serviceName.replace(/\.amazonaws\.com$/, "");
  const since = createdAt === undefined ? undefined : l10n.t("since {0}", formatDate(createdAt, moment.locale));
  const until = expiresAt === undefined ? undefined : l10n.t("until {0}", formatDate(expiresAt, moment.locale));
  return makeThing(`serviceSpecificCredentials/${id}`, signInName === "" ? id : signInName, [service, describeStatus(status), since, until], {
    ...activity(status, "key"),
    kind: isGit ? "gitCredential" : "serviceCredential",
    tooltip: `\`${id}\``,
  });
}

function makeUploadedNode(kind: string, { id, status, uploadedAt }: SshPublicKey | SigningCertificate, moment: Moment): Node {
  const since = uploadedAt === undefined ? undefined : l10n.t("uploaded {0}", formatDate(uploadedAt, moment.locale));
  return makeThing(`${kind}/${id}`, id, [describeStatus(status), since], {
    ...activity(status, kind === "sshPublicKey" ? "terminal" : "verified"),
    kind,
    tooltip: uploadedAt === undefined ? `\`${id}\`` : [`\`${id}\``, l10n.t("Uploaded: {0}", formatFully(uploadedAt, moment))].join("\n\n"),
  });
}

function activity(status: CredentialStatus, icon: string): Pick<Node, "icon" | "tone"> {
  return status === "Active" ? { icon } : { icon: "circle-slash", tone: "quiet" };
}
