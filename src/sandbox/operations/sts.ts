import { callerArn } from "../account.js";
import { accessDenied } from "../errors.js";
import * as field from "../fields.js";
import type { XmlObject } from "../xml.js";
import { assumeRoleOperations } from "./assumeRole.js";
import { on, type Call, type Operation } from "./operation.js";
import { giveKey, mfaInput, provesMfa } from "./session.js";

/** Default and bounds for users; root's sessions last at most an hour (STS API reference, GetSessionToken). */
const defaultSeconds = 43_200;
const rootSeconds = 3600;

function getCallerIdentity({ account, caller }: Call): XmlObject {
  return { UserId: caller.kind === "user" ? caller.user.id : caller.userId, Account: account.id, Arn: callerArn(caller) };
}

function getSessionToken(call: Call): XmlObject {
  const { caller, input } = call;
  if (caller.kind === "role" || caller.session) throw accessDenied("Cannot call GetSessionToken with session credentials");
  const mfa = provesMfa(call);
  const asked = input.integer("DurationSeconds") ?? defaultSeconds;
  const seconds = caller.user.kind === "root" ? Math.min(asked, rootSeconds) : asked;
  return giveKey(call, { ...caller, session: { kind: "token", mfa } }, seconds);
}

/** The STS operations of the sandbox. */
export const stsOperations = {
  GetCallerIdentity: { input: {}, resource: on.everything, permission: "none", run: getCallerIdentity },
  GetSessionToken: {
    input: { DurationSeconds: field.integer(900, 129_600), ...mfaInput },
    resource: on.everything,
    permission: "unlessDenied",
    run: getSessionToken,
  },
  ...assumeRoleOperations,
} satisfies Record<string, Operation>;
