import { X509Certificate } from "node:crypto";
import type { SigningCertificate, User } from "../account.js";
import { noSuchEntity, quotaExceeded, ServiceError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { newId } from "../random.js";
import type { XmlObject } from "../xml.js";
import { settableStatus } from "./accessKeys.js";
import { on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";

/** Signing certificates per user (IAM User Guide, "IAM and AWS STS quotas"). */
const certificatesPerUser = 2;

/** The SHA-256 fingerprint by which two certificates are the same. */
function fingerprint(body: string): string {
  try {
    if (body.trimStart().startsWith("-----BEGIN CERTIFICATE-----")) return new X509Certificate(body).fingerprint256;
  } catch {
    // Node tells little about a broken certificate; AWS tells no more.
  }
  throw new ServiceError("MalformedCertificate", 400, "Unable to parse certificate. Please ensure the certificate is in PEM format.");
}

function shown(user: User, { body, id, status, uploadedAt }: SigningCertificate): XmlObject {
  return { UserName: shownName(user), CertificateId: id, CertificateBody: body, Status: status, UploadDate: uploadedAt };
}

function upload(call: Call): XmlObject {
  const user = targetUser(call);
  const body = call.input.text("CertificateBody");
  const print = fingerprint(body);
  if (user.certificates.some((other) => fingerprint(other.body) === print)) {
    throw new ServiceError("DuplicateCertificate", 409, "The same certificate is already associated with an IAM user in the account.");
  }
  if (user.certificates.length >= certificatesPerUser) throw quotaExceeded("CertificatesPerUser", certificatesPerUser);
  const certificate: SigningCertificate = { id: newId.certificate(), body, uploadedAt: call.now, status: "Active" };
  user.certificates.push(certificate);
  return { Certificate: shown(user, certificate) };
}

function list(call: Call): XmlObject {
  const user = targetUser(call);
  return page(pageRules(call), call.input, "Certificates", user.certificates, (certificate) => shown(user, certificate));
}

function find(user: User, call: Call): SigningCertificate {
  const id = call.input.text("CertificateId");
  const certificate = user.certificates.find((candidate) => candidate.id === id);
  if (!certificate) throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
  return certificate;
}

function update(call: Call): undefined {
  find(targetUser(call), call).status = settableStatus(call);
}

function remove(call: Call): undefined {
  const user = targetUser(call);
  const certificate = find(user, call);
  user.certificates = user.certificates.filter((other) => other !== certificate);
}

const user = { UserName: field.existingUserName };
const id = { CertificateId: field.required(field.certificateId) };

/** X.509 signing certificates. */
export const certificateOperations = {
  UploadSigningCertificate: { input: { ...user, CertificateBody: field.required(field.certificateBody) }, resource: on.user, run: upload },
  ListSigningCertificates: { input: { ...user, ...field.paging }, resource: on.user, run: list },
  UpdateSigningCertificate: { input: { ...user, ...id, Status: field.required(field.status) }, resource: on.user, run: update },
  DeleteSigningCertificate: { input: { ...user, ...id }, resource: on.user, run: remove },
} satisfies Record<string, Operation>;
