import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { MfaDevice } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import { valueOf, type Certifications, type Part, type Snapshot } from "../iam/snapshot.js";
import { isNamedAfter } from "../mfa/namedAfter.js";
import { countOf } from "../words/credentials.js";
import { describeMfaKind } from "../words/mfa.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";
import { escapeMarkdown, makeThing, type Node } from "./node.js";
import { describeDenial, describeFailure, makePartNode } from "./partNode.js";

const PARTS = ["mfaDevices", "unassignedMfaDevices"] as const;

/** MFA devices, and apart from them those of which the set-up never finished. */
export function makeMfaNode(snapshot: Snapshot, moment: Moment): Node {
  const node = makePartNode(snapshot.mfaDevices, {
    name: "mfaDevices",
    id: "mfaDevices",
    label: l10n.t("MFA devices"),
    icon: "device-mobile",
    show: (devices) => ({
      description: countOf(devices.length, QUOTAS.mfaDevices),
      ...(devices.length === 0 ? { tone: "warning" as const } : {}),
      children: devices.map((device) => makeDeviceNode(device, snapshot.certifications.get(device.serialNumber), moment)),
    }),
    empty: {
      text: l10n.t("None. A second factor keeps others out even if they learn the password."),
      command: COMMANDS.addMfaDevice,
      title: l10n.t("Add an MFA device"),
    },
  });
  return { ...node, parts: PARTS, children: [...(node.children ?? []), ...makeUnassignedNodes(snapshot), ...makeUnlistedNode(snapshot)] };
}

function makeDeviceNode(device: MfaDevice, certifications: Part<Certifications> | undefined, moment: Moment): Node {
  const { serialNumber, name, kind, enabledAt } = device;
  const since = enabledAt === undefined ? undefined : l10n.t("since {0}", formatDate(enabledAt, moment.locale));
  const certified = certifications === undefined ? undefined : valueOf(certifications);
  const level = certified === undefined || certified.size === 0 ? undefined : describeCertifications(certified);
  return makeThing(`mfaDevices/${serialNumber}`, name, [describeMfaKind(kind), since, level], {
    icon: kind === "virtual" ? "device-mobile" : "shield",
    kind: `mfaDevice.${kind}`,
    serialNumber,
    tooltip: describeFully(device, certifications, moment),
  });
}

function describeFully({ serialNumber, kind, enabledAt }: MfaDevice, certifications: Part<Certifications> | undefined, moment: Moment): string {
  const lines = [`\`${serialNumber}\``];
  if (enabledAt !== undefined) lines.push(l10n.t("Since: {0}", formatFully(enabledAt, moment)));
  if (kind !== "securityKey") return lines.join("\n\n");
  const known = certifications === undefined ? undefined : valueOf(certifications);
  if (known !== undefined && known.size > 0) lines.push(l10n.t("Certified: {0}", escapeMarkdown(describeCertifications(known))));
  if (certifications?.state === "denied") lines.push(l10n.t("What it is certified for is not shown to your user ({0}).", "iam:GetMFADevice"));
  lines.push(l10n.t("With it you sign in to the AWS console. It gives no codes, so it opens no session here; and only the console can add one, since AWS has no public interface for that."));
  return lines.join("\n\n");
}

/** AWS gives `FIDO` → `FIDO L1`, but `FIPS 140-2` → `Level 1`. */
function describeCertifications(certifications: Certifications): string {
  return [...certifications].map(([name, level]) => (level.startsWith(name) ? level : `${name} ${level}`)).join(" · ");
}

/** Those named after the user one by one, the account's others as a number: they may be anybody's. */
function makeUnassignedNodes(snapshot: Snapshot): readonly Node[] {
  const caller = valueOf(snapshot.caller);
  const all = valueOf(snapshot.unassignedMfaDevices) ?? [];
  const own = caller?.kind === "user" ? all.filter((device) => isNamedAfter(device, caller.userName)) : [];
  const others = all.length - own.length;
  return [...own.map(makeUnassignedNode), ...(others > 0 ? [makeOthersNode(others)] : [])];
}

function makeUnassignedNode({ serialNumber, name }: MfaDevice): Node {
  return {
    ...makeThing(`mfaDevices/unassigned/${serialNumber}`, name, [l10n.t("set-up never finished")], {
      icon: "warning",
      tone: "warning",
      kind: "mfaDevice.unassigned",
      serialNumber,
      tooltip: [`\`${serialNumber}\``, l10n.t("This device belongs to nobody and blocks its name. Delete it from this row's menu; if your policies do not allow that, an administrator can.")].join("\n\n"),
    }),
    command: { id: COMMANDS.deleteUnfinishedMfaDevice, title: l10n.t("Delete unfinished MFA device"), argument: { serialNumber } },
  };
}

function makeOthersNode(count: number): Node {
  const text = l10n.t("They belong to nobody; perhaps somebody is setting one of them up just now. If one is yours, delete it.");
  return {
    ...makeThing("mfaDevices/othersUnassigned", l10n.t("Other unfinished set-ups"), [l10n.t("{0} in this account, not named after you", count)], {
      icon: "info",
      tone: "quiet",
      kind: "note",
      tooltip: text,
    }),
    command: { id: COMMANDS.deleteUnfinishedMfaDevice, title: l10n.t("Choose one to delete") },
  };
}

/** Unfinished set-ups block a name; not to know of them is not the same as none. */
function makeUnlistedNode({ unassignedMfaDevices: part }: Snapshot): readonly Node[] {
  const base: Node = { id: "mfaDevices/unlisted", label: l10n.t("Unfinished set-ups"), icon: "lock", kind: "note", parts: PARTS };
  if (part.state === "denied") return [{ ...base, ...describeDenial(part.error, "mfaDevices.unlisted") }];
  return part.state === "failed" && part.previous === undefined ? [{ ...base, ...describeFailure(part.error, "mfaDevices.unlisted", PARTS, []) }] : [];
}
