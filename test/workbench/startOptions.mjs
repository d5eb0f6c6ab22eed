import { parseArgs } from "node:util";

export const help = `npm start -- [options]

Opens VS Code with this extension on an embedded AWS account (a sandbox). Nothing of yours is touched.

  --scenario NAME        the sandbox account to begin with (default: default)
  --profile NAME         one of your own AWS profiles instead of the sandbox
  --host desktop|server  VS Code itself, or VS Code in the browser (default: desktop where it can be downloaded)
  --port N               the port of VS Code in the browser (default: any free one)
  --no-open              open no window and no browser; implies --host server
  --help                 this text
`;

/** A mistake in the command line, to be shown as it is. */
export class UsageError extends Error {}

/**
 * @typedef {object} StartOptions
 * @property {string | undefined} scenario
 * @property {string | undefined} profile
 * @property {number | undefined} port
 * @property {boolean} open
 * @property {"desktop" | "server" | undefined} host
 * @property {boolean} help
 */

/**
 * Reads the command line of `npm start`.
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function readStartOptions(args) {
  const values = parse(args);
  const options = {
    scenario: values.scenario,
    profile: values.profile,
    port: readPort(values.port),
    open: values["no-open"] !== true,
    host: readHost(values.host),
    help: values.help === true,
  };
  if (options.scenario === "" || options.profile === "") throw new UsageError("--scenario and --profile need a name.");
  if (options.scenario !== undefined && options.profile !== undefined) {
    throw new UsageError("--scenario is for the sandbox and --profile for an AWS profile of yours: give one of them.");
  }
  if (!options.open && options.host === "desktop") {
    throw new UsageError("--host desktop opens a window: leave out --no-open, or use --host server.");
  }
  if (options.host === "desktop" && options.port !== undefined) {
    throw new UsageError("--port is for VS Code in the browser: leave it out, or use --host server.");
  }
  return options;
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    const text = { type: /** @type {const} */ ("string") };
    const flag = { type: /** @type {const} */ ("boolean") };
    return parseArgs({
      args: [...args],
      options: { scenario: text, profile: text, port: text, host: text, "no-open": flag, help: flag },
    }).values;
  } catch (error) {
    // Node's own words are right ("Unknown option '--x'"), but go on about positional arguments.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message.split(/\. |\n/)[0] ?? message}. See npm start -- --help.`);
  }
}

/** @param {string | undefined} text */
function readPort(text) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new UsageError(`--port must be a number from 1 to 65535, not "${text}".`);
}

/**
 * @param {string | undefined} text
 * @returns {"desktop" | "server" | undefined}
 */
function readHost(text) {
  if (text === undefined || text === "desktop" || text === "server") return text;
  throw new UsageError(`--host must be desktop or server, not "${text}".`);
}
