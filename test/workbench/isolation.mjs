import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * What the sandbox prints when it is ready.
 * @typedef {object} SandboxAccount
 * @property {string} endpoint
 * @property {string} region
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} [sessionToken]
 */

/** Left out of every isolated environment: the user's AWS, Git, SSH and editor, and what they would point at. */
const personal = /^(AWS|XDG|GIT|VSCODE|ELECTRON|SSH)_|^NODE_OPTIONS$/i;

/**
 * A new folder of its own for a run. Sockets live below it, whose paths may have about 100 characters, which the usual
 * temporary folder of macOS alone uses up.
 * @param {string} name
 */
export function createTemporaryFolder(name) {
  const base = process.platform === "darwin" ? "/tmp" : tmpdir();
  return mkdtempSync(path.join(realpathSync(base), `${name}-`));
}

/** @param {string} folder */
export function removeTemporaryFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/**
 * The environment of a user who has nothing: a home folder below `folder`, no AWS and no Git settings.
 * @param {string} folder a temporary folder
 * @param {Record<string, string>} [more]
 * @returns {NodeJS.ProcessEnv & { HOME: string }}
 */
export function isolatedEnvironment(folder, more = {}) {
  const home = path.join(folder, "home");
  const within = (/** @type {string[]} */ ...names) => path.join(home, ...names);
  for (const name of [".config", ".cache", ".local/share", ".local/state"]) mkdirSync(within(name), { recursive: true });
  writeFileSync(within(".gitconfig"), gitSettings);
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !personal.test(name))),
    HOME: home,
    USERPROFILE: home,
    ...(process.platform === "win32" && { APPDATA: within("AppData", "Roaming"), LOCALAPPDATA: within("AppData", "Local") }),
    XDG_CONFIG_HOME: within(".config"),
    XDG_CACHE_HOME: within(".cache"),
    XDG_DATA_HOME: within(".local", "share"),
    XDG_STATE_HOME: within(".local", "state"),
    ...awsFiles(home).environment,
    AWS_EC2_METADATA_DISABLED: "true",
    GIT_CONFIG_GLOBAL: within(".gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
    ...more,
  };
}

const gitSettings = `[user]
\tname = Alice
\temail = alice@example.com
[init]
\tdefaultBranch = main
`;

/**
 * Lets the Git of a home folder reach CodeCommit's own host names in the sandbox, and nothing else in the world.
 * @param {string} home
 * @param {{ endpoint: string, caFile: string } | undefined} sandbox as `GET /_sandbox/git` has the file; none: as at first
 */
export function leadGitToSandbox(home, sandbox) {
  const file = path.join(home, ".gitconfig");
  if (sandbox === undefined) {
    writeFileSync(file, gitSettings);
    return;
  }
  const { endpoint, caFile } = sandbox;
  const http = ["[http]", `\tproxy = ${endpoint}`, `\tsslCAInfo = ${caFile.replaceAll("\\", "/")}`, "\tschannelUseSSLCAInfo = true", "\tschannelCheckRevoke = false"];
  writeFileSync(file, gitSettings + lines(...http));
}

/**
 * Where the AWS files of a home folder are, and the variables that say so.
 * @param {string} home
 */
export function awsFiles(home) {
  const config = path.join(home, ".aws", "config");
  const credentials = path.join(home, ".aws", "credentials");
  return { config, credentials, environment: { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } };
}

/**
 * Writes a profile that reaches the sandbox into a home folder, replacing what was there.
 * @param {string} home
 * @param {SandboxAccount | undefined} account none: no profile at all
 */
export function writeAwsFiles(home, account) {
  const { config, credentials } = awsFiles(home);
  rmSync(path.dirname(config), { recursive: true, force: true });
  if (account === undefined) return;
  mkdirSync(path.dirname(config), { recursive: true, mode: 0o700 });
  const token = account.sessionToken === undefined ? [] : [`aws_session_token = ${account.sessionToken}`];
  const keys = [`aws_access_key_id = ${account.accessKeyId}`, `aws_secret_access_key = ${account.secretAccessKey}`, ...token];
  writeFileSync(config, lines("[profile sandbox]", `region = ${account.region}`, `endpoint_url = ${account.endpoint}`), { mode: 0o600 });
  writeFileSync(credentials, lines("[sandbox]", ...keys), { mode: 0o600 });
}

/** @param {string[]} all */
function lines(...all) {
  return `${all.join("\n")}\n`;
}

/**
 * A folder to open: a small Git repository, if there is a Git.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} [remote] the address of its `origin`
 */
export function createWorkspace(folder, environment, remote) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "README.md"), "# Payments\n");
  const git = (/** @type {string[]} */ ...args) => spawnSync("git", args, { cwd: folder, env: environment, stdio: "ignore" }).status === 0;
  if (git("init", "--initial-branch=main") && git("add", ".")) git("commit", "--message=Start");
  if (remote !== undefined) git("remote", "add", "origin", remote);
  return folder;
}
