import { faultKinds, type Fault } from "../faults.js";
import type { World } from "../world.js";
import { choiceOf, flagOf, numberOf, optionalNumber, textOf, type Body } from "./body.js";

/**
 * AWS's own words, where they are known, for errors that only a fault can bring about. "Login Profile for User … cannot be
 * modified while login profile is being created." is quoted wherever clients retry this error (hashicorp/terraform-provider-aws,
 * fog/fog).
 */
const defaultMessages: Readonly<Record<string, string>> = {
  EntityTemporarilyUnmodifiable: "Login Profile for User alice cannot be modified while login profile is being created.",
};

function addFault(world: World, body: Body): void {
  const kind = choiceOf(body, "kind", faultKinds);
  const code = textOf(body, "code", "ServiceFailure");
  const fault: Fault = {
    action: textOf(body, "action", "*"),
    kind,
    code,
    message: textOf(body, "message", defaultMessages[code] ?? "The sandbox was told to fail this call."),
    after: flagOf(body, "after", false),
  };
  world.faults.add(fault, optionalNumber(body, "times", 1) ?? 1);
}

/** What concerns the sandbox as a whole: its time, its faults, its log. */
export const worldRoutes = {
  "POST faults": addFault,
  "POST latency": (world: World, body: Body) => (world.latencyMs = numberOf(body, "ms", 0)),
  "POST propagation": (world: World, body: Body) => (world.propagationSeconds = numberOf(body, "seconds", 0)),
  "POST clock": (world: World, body: Body) => world.clock.advance(numberOf(body, "advanceSeconds")),
  "POST reset": (world: World) => world.reset(),
  "GET calls": (world: World) => ({ calls: world.calls }),
};
