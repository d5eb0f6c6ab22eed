import * as os from "node:os";
import { locateAwsFiles, type AwsFilePaths } from "../profiles/awsFilePaths.js";

/** How Git was told to start the credential helper, and what it wants of it. */
export interface HelperArguments {
  /** `get`, `store`, `erase`, or one of a Git to come: Git puts it last. */
  readonly operation: string | undefined;
  readonly profileName: string | undefined;
  readonly paths: AwsFilePaths;
  /** Where the editor's windows can be asked for their sessions with MFA. */
  readonly sessionsFolder: string | undefined;
  /** Only a session with MFA will do: without one Git is not even tried with the profile's own keys. */
  readonly needsMfa: boolean;
}

/**
 * Reads `[--profile=NAME] [--config=FILE] [--credentials=FILE] [--sessions=FOLDER] [--mfa] OPERATION`; a value may be an
 * argument of its own. What is unknown is ignored: the launcher of another version may have written it.
 */
export function readHelperArguments(args: readonly string[], env: NodeJS.ProcessEnv): HelperArguments {
  const options = new Map<string, string>();
  let operation: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const [, name, value] = /^--(profile|config|credentials|sessions|mfa)(?:=(.*))?$/s.exec(args[index] ?? "") ?? [];
    if (name === undefined) operation = args[index];
    else options.set(name, value ?? (name === "mfa" ? "" : (args[++index] ?? "")));
  }
  const usual = locateAwsFiles(env, os.homedir());
  return {
    operation,
    profileName: nonEmpty(options.get("profile")),
    paths: { config: nonEmpty(options.get("config")) ?? usual.config, credentials: nonEmpty(options.get("credentials")) ?? usual.credentials },
    sessionsFolder: nonEmpty(options.get("sessions")),
    needsMfa: options.has("mfa"),
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
