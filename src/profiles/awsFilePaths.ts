import * as os from "node:os";
import * as path from "node:path";

/** Where the two shared files are; absolute unless the environment names a relative path. */
export interface AwsFilePaths {
  readonly config: string;
  readonly credentials: string;
}

/**
 * The shared files' paths as the AWS CLI and SDKs find them: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`
 * (with `~` for the home folder), else `~/.aws/config` and `~/.aws/credentials`.
 * An empty variable counts as not set, as it does for the SDK.
 */
export function locateAwsFiles(env: NodeJS.ProcessEnv, homeDirectory: string): AwsFilePaths {
  const locate = (named: string | undefined, usual: string) =>
    named ? expandHome(named, homeDirectory) : path.join(homeDirectory, ".aws", usual);
  return {
    config: locate(env["AWS_CONFIG_FILE"], "config"),
    credentials: locate(env["AWS_SHARED_CREDENTIALS_FILE"], "credentials"),
  };
}

/** A path as people write it: `~/.aws/config` when it is in the home folder, else the path itself. */
export function shortenHome(filePath: string, homeDirectory: string = os.homedir()): string {
  const inside = path.relative(homeDirectory, filePath);
  const isInside = inside !== "" && inside !== ".." && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
  return isInside ? `~${path.sep}${inside}` : filePath;
}

function expandHome(named: string, homeDirectory: string): string {
  return named === "~" || /^~[/\\]/.test(named) ? path.join(homeDirectory, named.slice(1)) : named;
}
