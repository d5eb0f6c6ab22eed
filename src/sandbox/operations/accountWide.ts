import { devicesOf } from "../account.js";
import { plusSeconds } from "../clock.js";
import { credentialReport } from "../credentialReport.js";
import { ServiceError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import type { XmlObject } from "../xml.js";
import { on, pageRules, type Call, type Operation } from "./operation.js";

/** Seconds until a requested report is there; real ones take longer in larger accounts. */
const reportSeconds = 2;
/** "You can generate a credential report as often as once every four hours" (IAM User Guide). */
const reportLifeSeconds = 4 * 3600;

function summary({ account }: Call): XmlObject {
  const inUse = account.mfaDevices.filter(({ owner }) => owner).length;
  const { root } = account;
  // A hardware token in its box is nobody's yet, so it is no part of the account.
  const known = account.mfaDevices.filter(({ kind, owner }) => kind !== "hardware" || owner).length;
  const counts: [string, number][] = [
    ["Users", account.users.length],
    ["UsersQuota", 5000],
    ["AccessKeysPerUserQuota", 2],
    ["SigningCertificatesPerUserQuota", 2],
    ["AttachedPoliciesPerUserQuota", 10],
    ["UserPolicySizeQuota", 2048],
    ["MFADevices", known],
    ["MFADevicesInUse", inUse],
    ["AccountMFAEnabled", devicesOf(account, root).length > 0 ? 1 : 0],
    ["AccountAccessKeysPresent", root.accessKeys.length > 0 ? 1 : 0],
    ["AccountPasswordPresent", root.password ? 1 : 0],
    ["AccountSigningCertificatesPresent", root.certificates.length > 0 ? 1 : 0],
    ["GlobalEndpointTokenVersion", 1],
  ];
  return { SummaryMap: new Map(counts) };
}

function aliases(call: Call): XmlObject {
  const { alias } = call.account;
  return page(pageRules(call), call.input, "AccountAliases", alias === undefined ? [] : [alias], (item) => item);
}

function generate({ account, now }: Call): XmlObject {
  const { report } = account;
  if (report && report.readyAt > now) return { State: "INPROGRESS" };
  if (report && plusSeconds(report.readyAt, reportLifeSeconds) > now) return { State: "COMPLETE" };
  account.report = { requestedAt: now, readyAt: plusSeconds(now, reportSeconds), content: credentialReport(account) };
  return { State: "STARTED", Description: "No report exists. Starting a new report generation task" };
}

function get({ account, now }: Call): XmlObject {
  const { report } = account;
  if (!report) {
    throw new ServiceError("ReportNotPresent", 410, "No report exists. Please generate a new report using the GenerateCredentialReport API.");
  }
  if (report.readyAt > now) throw new ServiceError("ReportInProgress", 404, "The report is still being generated. Please try again later.");
  if (plusSeconds(report.readyAt, reportLifeSeconds) <= now) {
    throw new ServiceError("ReportExpired", 410, "The report has expired. Please generate a new report using the GenerateCredentialReport API.");
  }
  return { Content: Buffer.from(report.content), ReportFormat: "text/csv", GeneratedTime: report.readyAt };
}

/** What is about the account as a whole. */
export const accountOperations = {
  GetAccountSummary: { input: {}, resource: on.everything, run: summary },
  ListAccountAliases: { input: field.paging, resource: on.everything, run: aliases },
  GenerateCredentialReport: { input: {}, resource: on.everything, run: generate },
  GetCredentialReport: { input: {}, resource: on.everything, run: get },
} satisfies Record<string, Operation>;
