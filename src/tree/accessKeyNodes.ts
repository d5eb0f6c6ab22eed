import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { AccessKey, AccessKeyLastUse } from "../iam/model.js";
import { daysBetween, isOldKey, OLD_KEY_DAYS, QUOTAS } from "../iam/rules.js";
import { valueOf, type Part, type Snapshot } from "../iam/snapshot.js";
import { escapeMarkdown, type Node } from "./node.js";
import { makePartNode } from "./partNode.js";
import { countOf, describeAge, describeLastUse, describeStatus } from "../words/credentials.js";
import { formatFully, type Moment } from "../words/time.js";

/** The access keys, with the mark on the one that signs this profile's calls. */
export function makeAccessKeysNode(snapshot: Snapshot, signingKeyId: string | undefined, moment: Moment): Node {
  const tags = valueOf(snapshot.user)?.tags ?? new Map<string, string>();
  return makePartNode(snapshot.accessKeys, {
    name: "accessKeys",
    id: "accessKeys",
    label: l10n.t("Access keys"),
    icon: "key",
    show: (keys) => ({
      description: countOf(keys.length, QUOTAS.accessKeys),
      children: keys.map((key) => makeAccessKeyNode(key, snapshot.lastUses.get(key.id), tags.get(key.id), key.id === signingKeyId, moment)),
    }),
    empty: {
      text: l10n.t("None. Programs and the AWS CLI sign with one where nothing better serves."),
      command: COMMANDS.createAccessKey,
      title: l10n.t("Create an access key"),
    },
  });
}

function makeAccessKeyNode(key: AccessKey, use: Part<AccessKeyLastUse> | undefined, note: string | undefined, signs: boolean, moment: Moment): Node {
  const old = isOldKey(key, moment.now);
  const age = key.createdAt === undefined ? undefined : describeAge(daysBetween(key.createdAt, moment.now));
  // The note last: it may be long, and a narrow side bar cuts the end off.
  const words = [signs ? l10n.t("this profile") : undefined, describeStatus(key.status), old && age !== undefined ? l10n.t("{0}, time to replace it", age) : age, describeUse(use, moment), note];
  const description = words.filter((word) => word !== undefined && word !== "").join(" · ");
  return {
    id: `accessKeys/${key.id}`,
    label: key.id,
    description,
    icon: key.status === "Active" ? "key" : "circle-slash",
    tone: key.status === "Active" ? (old ? "warning" : undefined) : "quiet",
    kind: key.status === "Active" ? "accessKey.active" : "accessKey.inactive",
    spoken: l10n.t("Access key {0}, {1}", key.id, description),
    tooltip: describeFully(key, use, note, signs, old, moment),
    accessKeyId: key.id,
  };
}

function describeUse(use: Part<AccessKeyLastUse> | undefined, moment: Moment): string | undefined {
  if (use === undefined || use.state === "loading") return undefined;
  const known = valueOf(use);
  return known === undefined ? l10n.t("last use unknown") : describeLastUse(known, moment);
}

function describeFully(key: AccessKey, use: Part<AccessKeyLastUse> | undefined, note: string | undefined, signs: boolean, old: boolean, moment: Moment): string {
  const lines = [`**${l10n.t("Access key")}** \`${key.id}\``];
  if (note !== undefined) lines.push(escapeMarkdown(note));
  if (signs) lines.push(l10n.t("This profile signs its calls with this key."));
  lines.push(l10n.t("Status: {0}", describeStatus(key.status)));
  if (key.createdAt !== undefined) lines.push(l10n.t("Created: {0}", formatFully(key.createdAt, moment)));
  if (old) lines.push(l10n.t("Older than {0} days: time to replace it.", OLD_KEY_DAYS));
  const known = use === undefined ? undefined : valueOf(use);
  if (known?.at !== undefined) lines.push(l10n.t("Last used: {0}", formatFully(known.at, moment)));
  else if (known !== undefined) lines.push(l10n.t("Never used since IAM began to record it (April 2015)."));
  else if (use?.state === "denied") lines.push(l10n.t("When it was last used is not shown to your user ({0}).", "iam:GetAccessKeyLastUsed"));
  return lines.join("\n\n");
}
