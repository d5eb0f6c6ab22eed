import { randomUUID } from "node:crypto";
import { InternalFailure, ServiceError } from "../errors.js";
import type { Answer, Exchange } from "../exchange.js";
import type { SignedRequest } from "../signature.js";
import type { World } from "../world.js";
import { refreshLogin } from "./login.js";
import { PortalError } from "./portalError.js";
import { roleCredentials } from "./roleCredentials.js";
import { refreshSsoToken } from "./ssoToken.js";

/**
 * The endpoints behind `sso_session` and `login_session` profiles, which speak JSON: the IAM Identity Center portal, its
 * token service, and the sign-in service of `aws login`. Paths and shapes are those of the SDK's clients
 * (`@aws-sdk/nested-clients`: `sso`, `sso-oidc`, `signin`).
 */
interface PortalOperation {
  readonly name: string;
  readonly service: "sso" | "sso-oidc" | "signin";
  readonly run: (world: World, request: SignedRequest) => object;
}

const operations: Readonly<Record<string, PortalOperation>> = {
  "GET /federation/credentials": { name: "GetRoleCredentials", service: "sso", run: roleCredentials },
  "POST /token": { name: "CreateToken", service: "sso-oidc", run: refreshSsoToken },
  "POST /v1/token": { name: "CreateOAuth2Token", service: "signin", run: refreshLogin },
};

/** The request as one of these services' own, or nothing when it is for IAM or STS. */
export function portalExchange(world: World, request: SignedRequest): Exchange | undefined {
  const operation = operations[`${request.method} ${request.path}`];
  if (!operation) return undefined;
  return {
    operation: operation.name,
    service: operation.service,
    accessKeyId: undefined,
    carryOut: () => carryOut(world, request, operation),
    refuse: (error) => refuse(error),
  };
}

function carryOut(world: World, request: SignedRequest, operation: PortalOperation): Answer {
  try {
    return json(200, operation.run(world, request), "ok", {});
  } catch (error) {
    return refuse(error instanceof ServiceError ? error : new InternalFailure(error));
  }
}

/** REST-JSON errors: the header names the error, the body explains it. */
function refuse(error: ServiceError): Answer {
  const fields = error instanceof PortalError ? error.fields : {};
  return json(error.status, { message: error.message, ...fields }, error.code, { "x-amzn-errortype": error.code });
}

function json(status: number, body: object, outcome: string, headers: Record<string, string>): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", "x-amzn-requestid": randomUUID(), ...headers },
    body: JSON.stringify(body),
    outcome,
  };
}
