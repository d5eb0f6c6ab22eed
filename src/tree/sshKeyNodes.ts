import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { SshPublicKey } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { countOf, describeStatus } from "../words/credentials.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";
import { escapeMarkdown, makeThing, toneOf, type Node } from "./node.js";
import { makePartNode } from "./partNode.js";

/** Files with the same keys on this computer, as people write their paths, by IAM's fingerprint of the key. */
export type SshKeysHere = ReadonlyMap<string, string>;

/** SSH public keys for CodeCommit, and which of them this computer holds. */
export function makeSshPublicKeysNode(snapshot: Snapshot, keysHere: SshKeysHere, moment: Moment): Node {
  return makePartNode(snapshot.sshPublicKeys, {
    name: "sshPublicKeys",
    id: "sshPublicKeys",
    label: l10n.t("SSH public keys"),
    icon: "terminal",
    show: (keys) => ({
      description: countOf(keys.length, QUOTAS.sshPublicKeys),
      children: keys.map((key) => makeSshPublicKeyNode(key, snapshot.sshFingerprints.get(key.id), keysHere, moment)),
    }),
    empty: { text: l10n.t("None. With your public key uploaded, Git signs in to CodeCommit over SSH."), command: COMMANDS.uploadSshPublicKey, title: l10n.t("Upload an SSH public key") },
  });
}

function makeSshPublicKeyNode(key: SshPublicKey, part: Part<string> | undefined, keysHere: SshKeysHere, moment: Moment): Node {
  const { id, status, uploadedAt } = key;
  const since = uploadedAt === undefined ? undefined : l10n.t("uploaded {0}", formatDate(uploadedAt, moment.locale));
  const fingerprint = part && valueOf(part);
  const file = fingerprint === undefined ? undefined : keysHere.get(fingerprint);
  // Where the fingerprint is not to be had, nothing is said: that is not "on no machine".
  const here = file === undefined ? undefined : l10n.t("this machine: {0}", file);
  return makeThing(`sshPublicKey/${id}`, id, [describeStatus(status), here, since], {
    ...toneOf(status, "terminal"),
    kind: `sshPublicKey.${status === "Active" ? "active" : "inactive"}`,
    sshPublicKeyId: id,
    tooltip: describeFully(key, part, file, moment),
  });
}

function describeFully({ id, uploadedAt }: SshPublicKey, part: Part<string> | undefined, file: string | undefined, moment: Moment): string {
  const fingerprint = part && valueOf(part);
  const lines = [
    `\`${id}\``,
    uploadedAt === undefined ? undefined : l10n.t("Uploaded: {0}", formatFully(uploadedAt, moment)),
    fingerprint === undefined ? undefined : l10n.t("Fingerprint (MD5): {0}", `\`${fingerprint}\``),
    file === undefined ? undefined : l10n.t("On this machine: {0}", escapeMarkdown(file)),
    fingerprint !== undefined && file === undefined ? l10n.t("No key in ~/.ssh on this machine has this fingerprint.") : undefined,
    part?.state === "denied" ? l10n.t("Its fingerprint is not shown to your user ({0}), so that it cannot be found on this machine.", "iam:GetSSHPublicKey") : undefined,
  ];
  return lines.filter((line) => line !== undefined).join("\n\n");
}
