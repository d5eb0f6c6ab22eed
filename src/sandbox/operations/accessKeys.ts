import { ownerOfKey, type AccessKey, type Status, type User } from "../account.js";
import { userResource, type Resource } from "../authorization.js";
import { plusSeconds } from "../clock.js";
import { noSuchEntity, quotaExceeded, validationError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { newId, newSecretAccessKey } from "../random.js";
import type { XmlObject } from "../xml.js";
import { on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";

/** Inactive keys count too (IAM User Guide, "Manage access keys for IAM users"). */
const keysPerUser = 2;

const notFound = (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`);

function find(user: User, id: string): AccessKey {
  const key = user.accessKeys.find((candidate) => candidate.id === id);
  if (!key) throw notFound(id);
  return key;
}

function create(call: Call): XmlObject {
  const user = targetUser(call);
  if (user.accessKeys.length >= keysPerUser) throw quotaExceeded("AccessKeysPerUser", keysPerUser);
  const key: AccessKey = {
    id: newId.accessKey(),
    secret: newSecretAccessKey(),
    createdAt: call.now,
    usableFrom: plusSeconds(call.now, call.world.propagationSeconds),
    madeInThisRun: true,
    status: "Active",
    lastUsed: undefined,
  };
  user.accessKeys.push(key);
  return {
    AccessKey: { UserName: shownName(user), AccessKeyId: key.id, Status: key.status, SecretAccessKey: key.secret, CreateDate: key.createdAt },
  };
}

function list(call: Call): XmlObject {
  const user = targetUser(call);
  return page(pageRules(call), call.input, "AccessKeyMetadata", user.accessKeys, (key) => ({
    UserName: shownName(user),
    AccessKeyId: key.id,
    Status: key.status,
    CreateDate: key.createdAt,
  }));
}

/**
 * The status a client may set.
 * @throws `ValidationError` for `Expired`, which the model lists but only AWS sets.
 */
export function settableStatus(call: Call): Status {
  const status = call.input.text("Status");
  if (status === "Active" || status === "Inactive") return status;
  throw validationError(`Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`);
}

function update(call: Call): undefined {
  find(targetUser(call), call.input.text("AccessKeyId")).status = settableStatus(call);
}

function remove(call: Call): undefined {
  const user = targetUser(call);
  const key = find(user, call.input.text("AccessKeyId"));
  user.accessKeys = user.accessKeys.filter((other) => other !== key);
}

/** The key's owner; a key of nobody here is worded by its id, as AWS words a key of another account. */
function keyOwner({ account, input }: Call): Resource {
  const id = input.text("AccessKeyId");
  const found = ownerOfKey(account, id);
  return found ? userResource(account, found.user) : { arn: `arn:aws:iam::${account.id}:user/`, wording: `access key ${id}` };
}

function lastUsed({ account, input }: Call): XmlObject {
  const id = input.text("AccessKeyId");
  const found = ownerOfKey(account, id);
  if (!found) throw notFound(id);
  const { user, key } = found;
  return {
    UserName: shownName(user),
    AccessKeyLastUsed: { LastUsedDate: key.lastUsed?.at, ServiceName: key.lastUsed?.service ?? "N/A", Region: key.lastUsed?.region ?? "N/A" },
  };
}

const optionalUser = { UserName: field.existingUserName };
const keyId = { AccessKeyId: field.required(field.accessKeyId) };

/** Access keys. */
export const accessKeyOperations = {
  CreateAccessKey: { input: optionalUser, resource: on.user, run: create },
  ListAccessKeys: { input: { ...optionalUser, ...field.paging }, resource: on.user, temporaryKeysNeedUserName: true, run: list },
  UpdateAccessKey: {
    input: { ...optionalUser, ...keyId, Status: field.required(field.status) },
    resource: on.user,
    temporaryKeysNeedUserName: true,
    run: update,
  },
  DeleteAccessKey: { input: { ...optionalUser, ...keyId }, resource: on.user, run: remove },
  GetAccessKeyLastUsed: { input: keyId, resource: keyOwner, run: lastUsed },
} satisfies Record<string, Operation>;
