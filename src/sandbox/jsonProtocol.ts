import { randomUUID } from "node:crypto";
import { authenticate, noteUse } from "./authentication.js";
import { authorize } from "./authorization.js";
import { InternalFailure, ServiceError } from "./errors.js";
import type { Answer, Exchange } from "./exchange.js";
import { readSignature, type SignedRequest } from "./signature.js";
import type { World } from "./world.js";
import type { XmlObject, XmlValue } from "./xml.js";
import { trailOperations } from "./cloudtrail/operations.js";
import { repositoryOperations } from "./codecommit/operations.js";
import { readJsonInput } from "./jsonInput.js";
import type { JsonOperation } from "./jsonOperation.js";

interface JsonService {
  readonly name: string;
  /** AWS JSON 1.1 names the operation in a header, after one of these (`targetPrefix` in botocore's models). */
  readonly targetPrefixes: readonly string[];
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

const services: readonly JsonService[] = [
  { name: "codecommit", targetPrefixes: ["CodeCommit_20150413."], operations: repositoryOperations },
  // The AWS CLI writes the long one, the SDK for JavaScript the short one.
  { name: "cloudtrail", targetPrefixes: ["com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.", "CloudTrail_20131101."], operations: trailOperations },
];

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

/** The request as one to a service that speaks AWS JSON, or nothing when it is for another one. */
export function jsonExchange(world: World, request: SignedRequest): Exchange | undefined {
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string") return undefined;
  for (const service of services) {
    const prefix = service.targetPrefixes.find((candidate) => target.startsWith(candidate));
    if (prefix === undefined) continue;
    const operation = target.slice(prefix.length);
    return {
      operation,
      service: service.name,
      accessKeyId: accessKeyIdOf(request),
      carryOut: () => answer(world, request, service, operation),
      refuse,
    };
  }
  return undefined;
}

function accessKeyIdOf(request: SignedRequest): string | undefined {
  try {
    return readSignature(request).accessKeyId;
  } catch {
    return undefined;
  }
}

function answer(world: World, request: SignedRequest, service: JsonService, operation: string): Answer {
  try {
    return json(200, carryOut(world, request, service, operation), "ok");
  } catch (error) {
    return refuse(error instanceof ServiceError ? error : new InternalFailure(error));
  }
}

function carryOut(world: World, request: SignedRequest, service: JsonService, name: string): XmlObject {
  const signature = readSignature(request);
  if (signature.service !== service.name) {
    throw new ServiceError("SignatureDoesNotMatch", 400, `Credential should be scoped to correct service: '${service.name}'. `);
  }
  const caller = authenticate(world, request, signature);
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!operation) throw new ServiceError("InvalidAction", 400, `The sandbox has no operation ${name}`);
  const input = readJsonInput(operation.input, request.body);
  const call = { world, account: world.account, caller, input, now: world.clock.now(), region: signature.region };
  if (operation.resource) authorize(world.account, caller, `${service.name}:${name}`, operation.resource(call));
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
