import { execFile } from "node:child_process";
import path from "node:path";
import type { Sandbox } from "./sandboxProcess";

/** What the CLI made of a call. `unknown`: this CLI is older than the operation or the parameter. */
export type Outcome =
  | { readonly kind: "ok"; readonly json: Json }
  | { readonly kind: "refused"; readonly code: string; readonly operation: string; readonly message: string }
  | { readonly kind: "unknown" };

/** JSON as the CLI prints it: tests reach into it by name, and a wrong name is `undefined` and fails an assertion. */
export interface Json {
  readonly [name: string]: Json;
}

export interface AwsCall {
  readonly sandbox: Sandbox;
  /** `iam get-user` */
  readonly command: string;
  /** Arguments that may hold spaces. */
  readonly args?: readonly string[] | undefined;
  /** Credentials other than the sandbox's caller's. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A folder of the test's own, which holds everything the CLI may read. */
  readonly home: string;
}

/** Whether there is an AWS CLI on PATH. */
export function hasAwsCli(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("aws", ["--version"], (error) => resolve(!error));
  });
}

/**
 * Runs the real AWS CLI against a sandbox, without retries.
 * @throws Error for anything that is neither output nor an error of the service.
 */
export function aws(call: AwsCall): Promise<Outcome> {
  const args = [...call.command.split(" "), ...(call.args ?? []), "--endpoint-url", call.sandbox.ready.endpoint, "--output", "json"];
  return new Promise((resolve, reject) => {
    execFile("aws", args, { env: { ...environment(call), ...call.env }, cwd: call.home }, (error, stdout, stderr) => {
      const outcome = error ? readRefusal(stderr) : { kind: "ok" as const, json: JSON.parse(stdout === "" ? "{}" : stdout) as Json };
      if (outcome) resolve(outcome);
      else reject(new Error(`aws ${args.join(" ")}: ${stderr}`));
    });
  });
}

function readRefusal(stderr: string): Outcome | undefined {
  const [, code, operation, message] = /An error occurred \((\w+)\) when calling the (\w+) operation(?: \([^)]*\))?: (.*)\n/s.exec(stderr) ?? [];
  if (code !== undefined && operation !== undefined && message !== undefined) return { kind: "refused", code, operation, message: message.trim() };
  return /Invalid choice|Unknown options|argument operation/.test(stderr) ? { kind: "unknown" } : undefined;
}

/** Whatever the machine is set up for must not reach the CLI, and the CLI must reach nothing but the sandbox. */
function environment({ home, sandbox }: AwsCall): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const { accessKeyId, region, secretAccessKey } = sandbox.ready;
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    AWS_CONFIG_FILE: path.join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    AWS_MAX_ATTEMPTS: "1",
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}
