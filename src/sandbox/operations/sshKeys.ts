import type { SshKey, User } from "../account.js";
import { noSuchEntity, quotaExceeded, ServiceError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { readPublicKey, type RsaPublicKey } from "../publicKey.js";
import { newId } from "../random.js";
import type { XmlObject } from "../xml.js";
import { settableStatus } from "./accessKeys.js";
import { on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";

/** SSH public keys per user (IAM User Guide, "IAM and AWS STS quotas"). */
const keysPerUser = 5;

/** The wording is that of the exceptions in the API reference. */
function checkedKey(text: string): RsaPublicKey {
  const key = readPublicKey(text);
  if (key === "unrecognized encoding") {
    throw new ServiceError("UnrecognizedPublicKeyEncoding", 400, "The public key encoding format is unsupported or unrecognized.");
  }
  if (key === "invalid key") throw new ServiceError("InvalidPublicKey", 400, "The public key is malformed or otherwise invalid.");
  return key;
}

function shown(user: User, key: SshKey, body: string): XmlObject {
  const { fingerprint } = checkedKey(key.body);
  return {
    SSHPublicKey: {
      UserName: shownName(user),
      SSHPublicKeyId: key.id,
      Fingerprint: fingerprint,
      SSHPublicKeyBody: body,
      Status: key.status,
      UploadDate: key.uploadedAt,
    },
  };
}

function upload(call: Call): XmlObject {
  const user = targetUser(call);
  const { openSsh } = checkedKey(call.input.text("SSHPublicKeyBody"));
  if (user.sshKeys.some(({ body }) => body === openSsh)) {
    throw new ServiceError("DuplicateSSHPublicKey", 400, "The SSH public key is already associated with the specified IAM user.");
  }
  if (user.sshKeys.length >= keysPerUser) throw quotaExceeded("SSHPublicKeysPerUser", keysPerUser);
  const key: SshKey = { id: newId.sshKey(), body: openSsh, uploadedAt: call.now, status: "Active" };
  user.sshKeys.push(key);
  return shown(user, key, call.input.text("SSHPublicKeyBody"));
}

function list(call: Call): XmlObject {
  const user = targetUser(call);
  return page(pageRules(call), call.input, "SSHPublicKeys", user.sshKeys, (key) => ({
    UserName: shownName(user),
    SSHPublicKeyId: key.id,
    Status: key.status,
    UploadDate: key.uploadedAt,
  }));
}

function find(user: User, call: Call): SshKey {
  const id = call.input.text("SSHPublicKeyId");
  const key = user.sshKeys.find((candidate) => candidate.id === id);
  if (!key) throw noSuchEntity(`The SSH Public Key with id ${id} cannot be found.`);
  return key;
}

function get(call: Call): XmlObject {
  const user = targetUser(call);
  const key = find(user, call);
  return shown(user, key, call.input.text("Encoding") === "PEM" ? checkedKey(key.body).pem : key.body);
}

function update(call: Call): undefined {
  find(targetUser(call), call).status = settableStatus(call);
}

function remove(call: Call): undefined {
  const user = targetUser(call);
  const key = find(user, call);
  user.sshKeys = user.sshKeys.filter((other) => other !== key);
}

const user = { UserName: field.required(field.userName) };
const id = { SSHPublicKeyId: field.required(field.publicKeyId) };

/** SSH public keys for CodeCommit. */
export const sshKeyOperations = {
  UploadSSHPublicKey: { input: { ...user, SSHPublicKeyBody: field.required(field.publicKeyMaterial) }, resource: on.user, run: upload },
  ListSSHPublicKeys: { input: { UserName: field.userName, ...field.paging }, resource: on.user, run: list },
  GetSSHPublicKey: { input: { ...user, ...id, Encoding: field.required(field.encoding) }, resource: on.user, run: get },
  UpdateSSHPublicKey: { input: { ...user, ...id, Status: field.required(field.status) }, resource: on.user, run: update },
  DeleteSSHPublicKey: { input: { ...user, ...id }, resource: on.user, run: remove },
} satisfies Record<string, Operation>;
