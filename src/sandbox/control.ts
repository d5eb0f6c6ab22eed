import { codeOf, stepAt } from "./totp.js";
import { faultKinds, type Fault, type FaultKind } from "./faults.js";
import type { World } from "./world.js";

/** Where tests drive the sandbox; no AWS API lives under this path. */
export const controlPrefix = "/_sandbox/";

export interface ControlRequest {
  readonly method: string;
  /** The path after the prefix. */
  readonly name: string;
  /** Browsers send it; tests do not. */
  readonly origin: string | undefined;
  readonly body: Buffer;
}

export interface ControlAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** A request that is not understood; its message is for the person who wrote the test. */
class BadControl extends Error {}

type Body = Readonly<Record<string, unknown>>;
type Route = (world: World, body: Body) => unknown;

const routes: Readonly<Record<string, Route>> = {
  "POST faults": addFault,
  "POST latency": (world, body) => (world.latencyMs = numberOf(body, "ms", 0)),
  "POST propagation": (world, body) => (world.propagationSeconds = numberOf(body, "seconds", 0)),
  "POST clock": (world, body) => world.clock.advance(numberOf(body, "advanceSeconds", Number.NEGATIVE_INFINITY)),
  "POST reset": (world) => world.reset(),
  "GET calls": (world) => ({ calls: world.calls }),
  "GET mfa": showMfa,
};

/**
 * Answers a control request. A web page must not drive the sandbox, so anything a browser marks with an `Origin` is
 * refused.
 */
export function control(world: World, request: ControlRequest): ControlAnswer {
  if (request.origin !== undefined) return { status: 403, json: { error: "The sandbox is not driven from web pages." } };
  const route = routes[`${request.method} ${request.name}`];
  if (!route) return { status: 404, json: { error: `There is no ${request.method} ${request.name}; there are: ${Object.keys(routes).join(", ")}.` } };
  try {
    return { status: 200, json: withTime(world, route(world, readJson(request.body))) };
  } catch (error) {
    if (error instanceof BadControl) return { status: 400, json: { error: error.message } };
    throw error;
  }
}

function withTime(world: World, result: unknown): unknown {
  return { ...(typeof result === "object" && result !== null ? result : {}), now: world.clock.now().toISOString() };
}

function readJson(body: Buffer): Body {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Body;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new BadControl("The body must be a JSON object.");
}

function numberOf(body: Body, name: string, minimum: number): number {
  const value = body[name];
  if (typeof value !== "number" || !Number.isFinite(value) || value < minimum) throw new BadControl(`"${name}" must be a number.`);
  return value;
}

function textOf(body: Body, name: string, otherwise: string): string {
  const value = body[name] ?? otherwise;
  if (typeof value !== "string") throw new BadControl(`"${name}" must be a string.`);
  return value;
}

function isFaultKind(kind: string): kind is FaultKind {
  return (faultKinds as readonly string[]).includes(kind);
}

function addFault(world: World, body: Body): void {
  const kind = textOf(body, "kind", "");
  if (!isFaultKind(kind)) throw new BadControl(`"kind" must be one of ${faultKinds.join(", ")}.`);
  const times = body["times"] === undefined ? 1 : numberOf(body, "times", 1);
  const fault: Fault = {
    action: textOf(body, "action", "*"),
    kind,
    code: textOf(body, "code", "ServiceFailure"),
    message: textOf(body, "message", "The sandbox was told to fail this call."),
    after: body["after"] === true,
  };
  world.faults.add(fault, times);
}

/**
 * The seeds of the virtual MFA devices, so that a test can be the authenticator app. No AWS API ever returns a seed again
 * after CreateVirtualMFADevice; only a stand-in whose devices protect nothing may do so.
 */
function showMfa(world: World): unknown {
  const now = world.clock.now();
  const devices = world.account.mfaDevices.flatMap(({ owner, seed, serial }) =>
    seed === undefined ? [] : [{ serial, seed, user: owner?.name, code: codeOf(seed, stepAt(now)) }],
  );
  return { devices };
}
