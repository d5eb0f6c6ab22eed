import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { CredentialStatus, MfaDevice, ServiceSpecificCredential, SigningCertificate, SshPublicKey } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { countOf, describeStatus } from "../words/credentials.js";
import type { Node } from "./node.js";
import { describeDenial, describeFailure, makePartNode, type PartLook } from "./partNode.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";

/** `codecommit.amazonaws.com` also in China and GovCloud: the name of the service, not a host. */
const CODECOMMIT = "codecommit.amazonaws.com";

const MFA_PARTS = ["mfaDevices", "unassignedMfaDevices"] as const;

const inConsole = { command: COMMANDS.openConsole, get title() { return l10n.t("Add one in the AWS console"); } };

/** MFA devices, and apart from them those of which the set-up never finished. */
export function makeMfaNode(snapshot: Snapshot, moment: Moment): Node {
  const userName = userNameOf(snapshot);
  const unassigned = userName === undefined ? [] : (valueOf(snapshot.unassignedMfaDevices) ?? []).filter((device) => belongsTo(device, userName));
  const node = makePartNode(snapshot.mfaDevices, {
    name: "mfaDevices",
    id: "mfaDevices",
    label: l10n.t("MFA devices"),
    icon: "device-mobile",
    show: (devices) => ({
      description: countOf(devices.length, QUOTAS.mfaDevices),
      ...(devices.length === 0 ? { tone: "warning" as const } : {}),
      children: devices.map((device) => makeMfaDeviceNode(device, moment)),
    }),
    empty: { text: l10n.t("None. A second factor keeps others out even if they learn the password."), ...inConsole },
  });
  const others = (valueOf(snapshot.unassignedMfaDevices) ?? []).length - unassigned.length;
  const rows = [...(node.children ?? []), ...unassigned.map(makeUnassignedNode), ...(others > 0 ? [makeOtherUnassignedNode(others)] : []), ...makeUnlistedNode(snapshot)];
  return { ...node, parts: MFA_PARTS, children: rows };
}

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

function makeMfaDeviceNode(device: MfaDevice, moment: Moment): Node {
  const kinds: Readonly<Record<MfaDevice["kind"], string>> = {
    virtual: l10n.t("authenticator app"),
    securityKey: l10n.t("passkey or security key"),
    hardware: l10n.t("hardware token"),
  };
  const since = device.enabledAt === undefined ? undefined : l10n.t("since {0}", formatDate(device.enabledAt, moment.locale));
  return makeThing(`mfaDevices/${device.serialNumber}`, device.name, [kinds[device.kind], since], {
    icon: device.kind === "virtual" ? "device-mobile" : "shield",
    kind: `mfaDevice.${device.kind}`,
    tooltip: [`\`${device.serialNumber}\``, ...(device.enabledAt === undefined ? [] : [l10n.t("Since: {0}", formatFully(device.enabledAt, moment))])].join("\n\n"),
  });
}

function makeUnassignedNode(device: MfaDevice): Node {
  return makeThing(`mfaDevices/unassigned/${device.serialNumber}`, device.name, [l10n.t("set-up never finished")], {
    icon: "warning",
    tone: "warning",
    kind: "mfaDevice.unassigned",
    tooltip: [`\`${device.serialNumber}\``, l10n.t("This device belongs to nobody and blocks its name. An administrator can delete it.")].join("\n\n"),
  });
}

/** The account's other devices without a user, which may be anybody's. */
function makeOtherUnassignedNode(count: number): Node {
  const description = l10n.t("{0} in this account, not named after you", count);
  return makeThing("mfaDevices/othersUnassigned", l10n.t("Other unfinished set-ups"), [description], {
    icon: "info",
    tone: "quiet",
    kind: "note",
    tooltip: l10n.t("They belong to nobody. If one of them is yours, an administrator can delete it."),
  });
}

/** Unfinished set-ups block a name; not to know of them is not the same as none. */
function makeUnlistedNode({ unassignedMfaDevices: part }: Snapshot): readonly Node[] {
  const base: Node = { id: "mfaDevices/unlisted", label: l10n.t("Unfinished set-ups"), icon: "lock", kind: "note", parts: MFA_PARTS };
  if (part.state === "denied") return [{ ...base, ...describeDenial(part.error, "mfaDevices.unlisted") }];
  return part.state === "failed" && part.previous === undefined ? [{ ...base, ...describeFailure(part.error, "mfaDevices.unlisted", MFA_PARTS, []) }] : [];
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

function makeThing(id: string, label: string, words: readonly (string | undefined)[], rest: Pick<Node, "icon" | "kind" | "tooltip" | "tone">): Node {
  const description = words.filter((word) => word !== undefined).join(" · ");
  return { id, label, description, spoken: `${label}, ${description}`, ...rest };
}

function activity(status: CredentialStatus, icon: string): Pick<Node, "icon" | "tone"> {
  return status === "Active" ? { icon } : { icon: "circle-slash", tone: "quiet" };
}

/** The account's unassigned devices belong to nobody; those named after the user are most likely the user's. */
function belongsTo(device: MfaDevice, userName: string): boolean {
  return device.name === userName || device.name.startsWith(`${userName}-`);
}

function userNameOf(snapshot: Snapshot): string | undefined {
  const caller = valueOf(snapshot.caller);
  return caller?.kind === "user" ? caller.userName : undefined;
}
