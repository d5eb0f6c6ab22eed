import { parseArgs } from "node:util";
import type { Scenario } from "./scenarios/scenario.js";

/** What the command line asks for. */
export type Request =
  | { readonly kind: "serve"; readonly port: number; readonly scenario: Scenario; readonly exitWithParent: boolean }
  | { readonly kind: "list" };

/** Arguments that make no sense; the message is one sentence for the person who typed them. */
export class BadArguments extends Error {}

/**
 * Reads the command line: `[--port N] [--scenario NAME] [--exit-with-parent]` or `--list-scenarios`.
 * @throws {BadArguments}
 */
export function readArguments(args: readonly string[], scenarios: readonly Scenario[]): Request {
  const values = parse(args);
  if (values["list-scenarios"]) return { kind: "list" };
  const name = values.scenario ?? "default";
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario) throw new BadArguments(`There is no scenario "${name}"; there are: ${scenarios.map((known) => known.name).join(", ")}.`);
  return { kind: "serve", port: readPort(values.port ?? "0"), scenario, exitWithParent: values["exit-with-parent"] ?? false };
}

function parse(args: readonly string[]) {
  try {
    const options = {
      port: { type: "string" },
      scenario: { type: "string" },
      "list-scenarios": { type: "boolean" },
      "exit-with-parent": { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}

/** 0 lets the system choose. */
function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new BadArguments(`The port must be a number from 0 to 65535, not "${text}".`);
  return port;
}
