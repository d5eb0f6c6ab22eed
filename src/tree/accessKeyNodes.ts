import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { AccessKey, AccessKeyLastUse } from "../iam/model.js";
import { daysBetween, isOldKey, QUOTAS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { concernsKey, type Rotation } from "../rotation/rotation.js";
import type { SessionView } from "./identityNodes.js";
import { escapeMarkdown, type Node } from "./node.js";
import { makePartNode } from "./partNode.js";
import { countOf, describeAge, describeLastUse, describeStatus } from "../words/credentials.js";
import { describeRotation, describeRotationOf } from "../words/rotation.js";
import { formatFully, type Moment } from "../words/time.js";

type KeyView = Pick<SessionView, "accessKeyId" | "maximumKeyAgeDays" | "rotations">;

/** The access keys, with the mark on the one that signs this profile's calls. */
export function makeAccessKeysNode(snapshot: Snapshot, view: KeyView, moment: Moment): Node {
  const tags = valueOf(snapshot.user)?.tags ?? new Map<string, string>();
  return makePartNode(snapshot.accessKeys, {
    name: "accessKeys",
    id: "accessKeys",
    label: l10n.t("Access keys"),
    icon: "key",
    show: (keys) => ({
      description: countOf(keys.length, QUOTAS.accessKeys),
      children: keys.map((key) => makeAccessKeyNode(key, snapshot.lastUses.get(key.id), tags.get(key.id), view, moment)),
    }),
    empty: {
      text: l10n.t("None. Programs and the AWS CLI sign with one where nothing better serves."),
      command: COMMANDS.createAccessKey,
      title: l10n.t("Create an access key"),
    },
  });
}

function makeAccessKeyNode(key: AccessKey, use: Part<AccessKeyLastUse> | undefined, note: string | undefined, view: KeyView, moment: Moment): Node {
  const signs = key.id === view.accessKeyId;
  const old = isOldKey(key, moment.now, view.maximumKeyAgeDays);
  const age = key.createdAt === undefined ? undefined : describeAge(daysBetween(key.createdAt, moment.now));
  const rotation = view.rotations.find((candidate) => concernsKey(candidate, key.id));
  const isActive = key.status === "Active";
  // What is under way first; the age of a key that is on its way out is no news.
  const state = rotation === undefined ? (old && age !== undefined ? l10n.t("{0}, time to replace it", age) : age) : describeRotationOf(rotation, key.id, moment);
  // The note last: it may be long, and a narrow side bar cuts the end off.
  const words = [signs ? l10n.t("this profile") : undefined, describeStatus(key.status), state, describeUse(use, moment), note];
  const description = words.filter((word) => word !== undefined && word !== "").join(" · ");
  return {
    id: `accessKeys/${key.id}`,
    label: key.id,
    description,
    icon: isActive ? "key" : "circle-slash",
    tone: toneOfKey(isActive, old, rotation),
    kind: rotation !== undefined ? "accessKey.rotating" : isActive ? "accessKey.active" : "accessKey.inactive",
    spoken: l10n.t("Access key {0}, {1}", key.id, description),
    tooltip: describeFully(key, use, note, { signs, olderThan: old && rotation === undefined ? view.maximumKeyAgeDays : undefined, rotation }, moment),
    accessKeyId: key.id,
  };
}

/** A key whose replacement stopped, or that something still uses, wants the user; one that is being replaced is taken care of. */
function toneOfKey(isActive: boolean, isOld: boolean, rotation: Rotation | undefined): Node["tone"] {
  if (rotation !== undefined && (rotation.problem !== undefined || rotation.lateUse !== undefined)) return "warning";
  if (!isActive) return "quiet";
  return isOld && rotation === undefined ? "warning" : undefined;
}

function describeUse(use: Part<AccessKeyLastUse> | undefined, moment: Moment): string | undefined {
  if (use === undefined || use.state === "loading") return undefined;
  const known = valueOf(use);
  return known === undefined ? l10n.t("last use unknown") : describeLastUse(known, moment);
}

function describeFully(key: AccessKey, use: Part<AccessKeyLastUse> | undefined, note: string | undefined, { signs, olderThan, rotation }: { readonly signs: boolean; readonly olderThan: number | undefined; readonly rotation: Rotation | undefined }, moment: Moment): string {
  const lines = [`**${l10n.t("Access key")}** \`${key.id}\``];
  if (note !== undefined) lines.push(escapeMarkdown(note));
  if (signs) lines.push(l10n.t("This profile signs its calls with this key."));
  if (rotation !== undefined) lines.push(escapeMarkdown(describeRotation(rotation, moment)));
  lines.push(l10n.t("Status: {0}", describeStatus(key.status)));
  if (key.createdAt !== undefined) lines.push(l10n.t("Created: {0}", formatFully(key.createdAt, moment)));
  if (olderThan !== undefined) lines.push(l10n.t("Older than {0} days: time to replace it.", olderThan));
  const known = use === undefined ? undefined : valueOf(use);
  if (known?.at !== undefined) lines.push(l10n.t("Last used: {0}", formatFully(known.at, moment)));
  else if (known !== undefined) lines.push(l10n.t("Never used since IAM began to record it (April 2015)."));
  else if (use?.state === "denied") lines.push(l10n.t("When it was last used is not shown to your user ({0}).", "iam:GetAccessKeyLastUsed"));
  return lines.join("\n\n");
}
