import { crowded } from "./crowded.js";
import { everyday } from "./everyday.js";
import { mfa } from "./mfa.js";
import { restricted } from "./restricted.js";
import type { Scenario } from "./scenario.js";

/** Every scenario, `default` first. */
export const scenarios: readonly Scenario[] = [...everyday, ...mfa, ...restricted, crowded];
