import { randomUUID } from "node:crypto";
import { authenticate, noteUse } from "./authentication.js";
import { authorize, authorizeUnlessDenied } from "./authorization.js";
import { InternalFailure, invalidAction, ServiceError, validationError } from "./errors.js";
import type { Answer, Exchange } from "./exchange.js";
import { readInput } from "./input.js";
import type { Call, Operation } from "./operations/operation.js";
import { iam, services, type Service } from "./operations/table.js";
import { readSignature, type Signature, type SignedRequest } from "./signature.js";
import type { World } from "./world.js";
import { errorXml, responseXml } from "./xml.js";

/** A Query protocol request, before anybody has looked at who sent it. */
interface QueryCall {
  readonly request: SignedRequest;
  /** The form: everything but `Action` and `Version` is the operation's input. */
  readonly form: ReadonlyMap<string, string>;
  readonly action: string;
  readonly signature: Signature | undefined;
  readonly service: Service;
}

/** A request to IAM or STS, read as far as the call log and the faults need it. */
export function queryExchange(world: World, request: SignedRequest): Exchange {
  const call = readCall(request);
  return {
    operation: call.action,
    service: call.service.name,
    accessKeyId: call.signature?.accessKeyId,
    carryOut: () => answer(world, call),
    refuse: (error) => refusal(call.service, error, randomUUID()),
  };
}

function readCall(request: SignedRequest): QueryCall {
  const form = readForm(request);
  const signature = trySignature(request);
  const version = form.get("Version");
  const service = services.find((candidate) => candidate.version === version) ?? services.find(({ name }) => name === signature?.service) ?? iam;
  return { request, form, action: form.get("Action") ?? "", signature, service };
}

/** Parameters of the query string and of a form body: the Query protocol takes either. */
function readForm({ query, body, headers }: SignedRequest): Map<string, string> {
  const isForm = String(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return new Map([...new URLSearchParams(query), ...new URLSearchParams(isForm ? body.toString("utf8") : "")]);
}

function trySignature(request: SignedRequest): Signature | undefined {
  try {
    return readSignature(request);
  } catch {
    return undefined;
  }
}

/** Carries a call out, from the signature to the XML. Only mistakes in the sandbox itself become `InternalFailure`. */
function answer(world: World, call: QueryCall): Answer {
  const requestId = randomUUID();
  try {
    const result = carryOut(world, call);
    return xml(200, responseXml(call.service.namespace, call.action, requestId, result), requestId, "ok");
  } catch (error) {
    return refusal(call.service, error instanceof ServiceError ? error : new InternalFailure(error), requestId);
  }
}

function refusal(service: Service, { code, message, status, type }: ServiceError, requestId: string): Answer {
  return xml(status, errorXml(service.namespace, requestId, { type, code, message }), requestId, code);
}

function xml(status: number, body: string, requestId: string, outcome: string): Answer {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body, outcome };
}

function carryOut(world: World, query: QueryCall): ReturnType<Operation["run"]> {
  const { request, service } = query;
  const signature = readSignature(request);
  if (signature.service !== service.name) {
    throw new ServiceError("SignatureDoesNotMatch", 403, `Credential should be scoped to correct service: '${service.name}'. `);
  }
  const caller = authenticate(world, request, signature);
  const operation = findOperation(query);
  const form = new Map(query.form);
  form.delete("Action");
  form.delete("Version");
  const call: Call = { world, account: world.account, caller, input: readInput(operation.input, form), now: world.clock.now() };
  requireUserName(operation, call);
  allow(query, operation, call);
  const result = operation.run(call);
  noteUse(world, signature);
  return result;
}

function findOperation({ action, form, service }: QueryCall): Operation {
  const version = form.get("Version");
  if (action === "") throw new ServiceError("MissingAction", 400, "The request must contain the parameter Action");
  const known = version === service.version && Object.hasOwn(service.operations, action);
  const operation = known ? service.operations[action] : undefined;
  if (!operation) throw invalidAction(`Could not find operation ${action} for version ${version ?? "NO_VERSION_SPECIFIED"}`);
  return operation;
}

/**
 * Roles have no user that an omitted `UserName` could mean, and a few operations do not derive one from temporary keys.
 * @throws `ValidationError`
 */
function requireUserName(operation: Operation, call: Call): void {
  if (!("UserName" in operation.input) || call.input.optionalText("UserName") !== undefined || call.input.flag("AllUsers")) return;
  const { caller } = call;
  const temporary = caller.kind === "role" || (operation.temporaryKeysNeedUserName === true && caller.session !== undefined);
  if (temporary) throw validationError("Must specify userName when calling with non-User credentials");
}

function allow({ action, service }: QueryCall, operation: Operation, call: Call): void {
  if (operation.permission === "none") return;
  const permission = `${service.name}:${action}`;
  if (operation.permission === "unlessDenied") authorizeUnlessDenied(call.caller, permission, operation.resource(call));
  else authorize(call.account, call.caller, permission, operation.resource(call));
}
