import type { Tag, User } from "../account.js";
import { invalidInput, limitExceeded } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import type { Input } from "../input.js";
import type { XmlObject } from "../xml.js";
import { on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";

/** Tags per user and per virtual MFA device (IAM User Guide, "IAM and AWS STS quotas"). */
const tagLimit = 50;

/** The `User` structure, without the parts that only GetUser shows. */
export function shownUser(user: User): XmlObject {
  return {
    Path: user.kind === "root" ? undefined : user.path,
    UserName: shownName(user),
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
    PasswordLastUsed: user.passwordLastUsed,
  };
}

/** A tag as the Query protocol writes it. */
export function shownTag({ key, value }: Tag): XmlObject {
  return { Key: key, Value: value };
}

function getUser(call: Call): XmlObject {
  const user = targetUser(call);
  return { User: { ...shownUser(user), Tags: user.tags.length > 0 ? user.tags.map(shownTag) : undefined } };
}

/**
 * The tags of an owner with those of the request added or replaced. Keys are compared without regard to case (IAM User
 * Guide, "Tags for IAM resources").
 * @throws `InvalidInput` for a key given twice or reserved for AWS, `LimitExceeded` over 50 tags.
 */
export function withTags(present: readonly Tag[], requested: readonly Input[], quota: string): Tag[] {
  const tags = new Map(present.map((tag) => [tag.key.toLowerCase(), tag]));
  const added = new Set<string>();
  for (const item of requested) {
    const tag = { key: item.text("Key"), value: item.text("Value") };
    const same = tag.key.toLowerCase();
    if (added.has(same)) throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    if (same.startsWith("aws:")) throw invalidInput("Tag keys beginning with aws: are reserved for system use");
    added.add(same);
    tags.set(same, tag);
  }
  if (tags.size > tagLimit) throw limitExceeded(`Cannot exceed quota for ${quota}: ${tagLimit}`);
  return [...tags.values()];
}

function tagUser(call: Call): undefined {
  const user = targetUser(call);
  user.tags = withTags(user.tags, call.input.structures("Tags"), "TagsPerUser");
}

function untagUser(call: Call): undefined {
  const user = targetUser(call);
  const gone = new Set(call.input.texts("TagKeys").map((key) => key.toLowerCase()));
  user.tags = user.tags.filter(({ key }) => !gone.has(key.toLowerCase()));
}

function listUserTags(call: Call): XmlObject {
  return page(pageRules(call), call.input, "Tags", targetUser(call).tags, shownTag);
}

function listAttachedPolicies(call: Call): XmlObject {
  const prefix = call.input.optionalText("PathPrefix") ?? "/";
  const attached = targetUser(call).policies.flatMap(({ name, arn }) => (arn === undefined || !pathOf(arn).startsWith(prefix) ? [] : [{ name, arn }]));
  return page(pageRules(call), call.input, "AttachedPolicies", attached, ({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
}

/** `arn:aws:iam::aws:policy/job-function/X` has the path `/job-function/`. */
function pathOf(arn: string): string {
  return arn.slice(arn.indexOf(":policy/") + ":policy".length, arn.lastIndexOf("/") + 1);
}

const user = { UserName: field.required(field.existingUserName) };

/** The user itself, its tags and its policies. */
export const userOperations = {
  GetUser: { input: { UserName: field.existingUserName }, resource: on.user, run: getUser },
  TagUser: { input: { ...user, Tags: field.required(field.tags) }, resource: on.user, run: tagUser },
  UntagUser: { input: { ...user, TagKeys: field.required(field.tagKeys) }, resource: on.user, run: untagUser },
  ListUserTags: { input: { ...user, ...field.paging }, resource: on.user, run: listUserTags },
  ListAttachedUserPolicies: {
    input: { UserName: field.required(field.userName), PathPrefix: field.policyPath, ...field.paging },
    resource: on.user,
    run: listAttachedPolicies,
  },
} satisfies Record<string, Operation>;
