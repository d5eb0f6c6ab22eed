import { randomUUID } from "node:crypto";
import { authenticate, noteUse } from "../authentication.js";
import { authorize } from "../authorization.js";
import { InternalFailure, ServiceError } from "../errors.js";
import type { Answer, Exchange } from "../exchange.js";
import { readSignature, type SignedRequest } from "../signature.js";
import type { World } from "../world.js";
import type { XmlObject, XmlValue } from "../xml.js";
import { readJsonInput } from "./jsonInput.js";
import { repositoryOperations } from "./operations.js";

/** AWS JSON 1.1 names the operation in a header (botocore `codecommit/2015-04-13/service-2.json`, `targetPrefix`). */
const targetPrefix = "CodeCommit_20150413.";

/**
 * What JSON services call the errors that all services share (AWS API reference, "Common errors"); IAM and STS have
 * shorter names for them.
 */
const jsonCodes: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDeniedException",
  ExpiredToken: "ExpiredTokenException",
  IncompleteSignature: "IncompleteSignatureException",
  InvalidAction: "UnknownOperationException",
  InvalidClientTokenId: "UnrecognizedClientException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  Throttling: "ThrottlingException",
  ValidationError: "ValidationException",
};

/** The request as one to CodeCommit's API, or nothing when it is for another service. */
export function codeCommitExchange(world: World, request: SignedRequest): Exchange | undefined {
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string" || !target.startsWith(targetPrefix)) return undefined;
  const operation = target.slice(targetPrefix.length);
  return {
    operation,
    service: "codecommit",
    accessKeyId: accessKeyIdOf(request),
    carryOut: () => answer(world, request, operation),
    refuse,
  };
}

function accessKeyIdOf(request: SignedRequest): string | undefined {
  try {
    return readSignature(request).accessKeyId;
  } catch {
    return undefined;
  }
}

function answer(world: World, request: SignedRequest, operation: string): Answer {
  try {
    return json(200, carryOut(world, request, operation), "ok");
  } catch (error) {
    return refuse(error instanceof ServiceError ? error : new InternalFailure(error));
  }
}

function carryOut(world: World, request: SignedRequest, name: string): XmlObject {
  const signature = readSignature(request);
  if (signature.service !== "codecommit") {
    throw new ServiceError("SignatureDoesNotMatch", 400, "Credential should be scoped to correct service: 'codecommit'. ");
  }
  const caller = authenticate(world, request, signature);
  const operation = Object.hasOwn(repositoryOperations, name) ? repositoryOperations[name] : undefined;
  if (!operation) throw new ServiceError("InvalidAction", 400, `The sandbox has no operation ${name}`);
  const input = readJsonInput(operation.input, request.body);
  const call = { world, account: world.account, caller, input, now: world.clock.now(), region: signature.region };
  if (operation.resource) authorize(world.account, caller, `codecommit:${name}`, operation.resource(call));
  const result = operation.run(call);
  noteUse(world, signature);
  return result;
}

/** JSON services answer every mistake of the client's with 400, whatever IAM's status for it is. */
function refuse({ code, message, status }: ServiceError): Answer {
  const type = jsonCodes[code] ?? code;
  return json(status >= 500 ? status : 400, { __type: type, message }, type);
}

function json(status: number, body: XmlObject, outcome: string): Answer {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() };
  return { status, headers, body: JSON.stringify(plain(body)), outcome };
}

/** Dates are seconds since 1970 in AWS JSON; members that are `undefined` are left out by `JSON.stringify`. */
function plain(value: XmlValue): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map((item: XmlValue) => plain(item));
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner as XmlValue)]));
}
