import { accountRoutes } from "./control/accountRoutes.js";
import { BadControl, readBody, type Body } from "./control/body.js";
import { gitRoutes } from "./control/gitRoutes.js";
import { mfaRoutes } from "./control/mfaRoutes.js";
import { tokenRoutes } from "./control/tokenRoutes.js";
import { worldRoutes } from "./control/worldRoutes.js";
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

const routes: Readonly<Record<string, (world: World, body: Body) => unknown>> = {
  ...worldRoutes,
  ...mfaRoutes,
  ...accountRoutes,
  ...tokenRoutes,
  ...gitRoutes,
};

/**
 * Answers a control request. A web page must not drive the sandbox, so anything a browser marks with an `Origin` is
 * refused.
 */
export async function control(world: World, request: ControlRequest): Promise<ControlAnswer> {
  if (request.origin !== undefined) return { status: 403, json: { error: "The sandbox is not driven from web pages." } };
  const route = routes[`${request.method} ${request.name}`];
  if (!route) return { status: 404, json: { error: `There is no ${request.method} ${request.name}; there are: ${Object.keys(routes).join(", ")}.` } };
  try {
    return { status: 200, json: withTime(world, await route(world, readBody(request.body))) };
  } catch (error) {
    if (error instanceof BadControl) return { status: 400, json: { error: error.message } };
    throw error;
  }
}

function withTime(world: World, result: unknown): unknown {
  return { ...(typeof result === "object" && result !== null ? result : {}), now: world.clock.now().toISOString() };
}
