/**
 * What Git starts: a script in a folder that stays where it is, whatever becomes of the editor and of this extension.
 * Pure; {@link installHelper} writes it.
 */
export interface Launcher {
  /** The editor's Node: `process.execPath` of an extension host, which is Electron on a desktop and Node on a server. */
  readonly runtime: string;
  /** Holds `git-credential-codecommit.js` and `sessions`; absolute. */
  readonly folder: string;
}

export const HELPER = "git-credential-codecommit";

const GONE = `${HELPER}: Neither VS Code nor Node.js is where it was. Open VS Code once, or install Node.js.`;

/**
 * The script for every `sh`: that of Git for Windows too, with which Git starts its helpers there. `store` and `erase`
 * end without Node. `NODE_OPTIONS` is for other programs: a debugger's would stop here, and Electron complains of it.
 * @param onWindows the shell is that of Git for Windows, which takes what looks like a path for one of its own
 */
export function renderShellLauncher({ runtime, folder }: Launcher, onWindows = false): string {
  const place = onWindows ? folder.replaceAll("\\", "/") : folder;
  const runtimes = [quoteForShell(onWindows ? runtime.replaceAll("\\", "/") : runtime), ...laterRuntimes(runtime)];
  const run = `${quoteForShell(`${place}/${HELPER}.js`)} ${quoteForShell(`--sessions=${place}/sessions`)} "$@"`;
  return `#!/bin/sh
# Signs Git in to AWS CodeCommit. "My Security Credentials for AWS", an extension of VS Code, writes this file anew.
for operation do :; done
[ "$operation" = get ] || exit 0
unset NODE_OPTIONS
ELECTRON_RUN_AS_NODE=1
export ELECTRON_RUN_AS_NODE
${onWindows ? "MSYS_NO_PATHCONV=1\nexport MSYS_NO_PATHCONV\n" : ""}for runtime in ${runtimes.join(" ")}; do
  if [ -f "$runtime" ] && [ -x "$runtime" ]; then exec "$runtime" ${run}; fi
done
if command -v node >/dev/null 2>&1; then exec node ${run}; fi
echo ${quoteForShell(GONE)} >&2
exit 1
`;
}

/**
 * The script for programs on Windows that start helpers without a shell. It names paths by variables where it can: the
 * file is read in the console's code page, which may not have the letters of a user's name.
 * @param variables that hold folders: `LOCALAPPDATA`, …
 */
export function renderCmdLauncher({ runtime }: Pick<Launcher, "runtime">, variables: Readonly<Record<string, string | undefined>>): string {
  const lines = [
    "@echo off",
    `rem Signs Git in to AWS CodeCommit. "My Security Credentials for AWS", an extension of VS Code, writes this file anew.`,
    "setlocal DisableDelayedExpansion",
    `set "operation="`,
    ":next",
    `if "%~1"=="" goto known`,
    `set "operation=%~1"`,
    "shift /1",
    "goto next",
    ":known",
    `if not "%operation%"=="get" exit /b 0`,
    `set "NODE_OPTIONS="`,
    `set "ELECTRON_RUN_AS_NODE=1"`,
    `set "runtime=${byVariable(runtime, variables)}"`,
    `if exist "%runtime%" goto run`,
    `set "runtime=node.exe"`,
    "where /q node.exe && goto run",
    `>&2 echo ${GONE}`,
    "exit /b 1",
    ":run",
    `"%runtime%" "%~dp0${HELPER}.js" "--sessions=%~dp0sessions" %*`,
    "",
  ];
  return lines.join("\r\n");
}

/**
 * The value of Git's `credential.helper`. With `!` Git gives it to its shell as it is; without, a quoted path would be
 * looked for as `git credential-…` (gitcredentials(7), "CUSTOM HELPERS").
 * @param launcher {@link launcherIn}
 */
export function helperCommand(launcher: string, profileName: string, options: { readonly needsMfa?: boolean; readonly config?: string; readonly credentials?: string } = {}): string {
  const { needsMfa = false, config, credentials } = options;
  const args = [
    `--profile=${profileName}`,
    ...(config === undefined ? [] : [`--config=${config}`]),
    ...(credentials === undefined ? [] : [`--credentials=${credentials}`]),
    ...(needsMfa ? ["--mfa"] : []),
  ];
  return `!${[launcher, ...args].map(quoteForShell).join(" ")}`;
}

/** A word for `sh`. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Where the editor's next version will be, if its path names the version: servers are in a folder that is called like
 * their commit, snaps in one with their number. Patterns for `sh`.
 */
function laterRuntimes(runtime: string): readonly string[] {
  const [, before, prefix, after] = /^(.*\/)((?:Stable-|Insiders-)?)[0-9a-f]{40}(\/.*)$/s.exec(runtime) ?? [];
  if (before !== undefined && prefix !== undefined && after !== undefined) return [`${quoteForShell(before + prefix)}*${quoteForShell(after)}`];
  const [, snap, inside] = /^(\/snap\/[\w-]+\/)\d+(\/.*)$/s.exec(runtime) ?? [];
  return snap === undefined || inside === undefined ? [] : [quoteForShell(`${snap}current${inside}`)];
}

function byVariable(runtime: string, variables: Readonly<Record<string, string | undefined>>): string {
  for (const [name, folder] of Object.entries(variables)) {
    const isInside = folder !== undefined && folder !== "" && runtime.toLowerCase().startsWith(`${folder.toLowerCase()}\\`);
    if (isInside) return `%${name}%${escapePercent(runtime.slice(folder.length))}`;
  }
  return escapePercent(runtime);
}

function escapePercent(text: string): string {
  return text.replaceAll("%", "%%");
}
