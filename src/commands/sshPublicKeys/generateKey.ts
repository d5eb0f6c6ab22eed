import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { CancelledError, UserError } from "../../errors.js";
import { fileErrorCode, writeError } from "../../files/fileError.js";
import { runProgram, type Ended } from "../../git/gitProgram.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readLocalKey, sshFolder, type LocalKey } from "../../ssh/localKeys.js";
import type { CommandContext } from "../context.js";

const KEYGEN = "ssh-keygen";
/** Some of the slowest computers take half a minute. */
const TIME_LIMIT_MS = 120_000;

/**
 * Makes a new key pair with the system's ssh-keygen, which asks for the passphrase itself, in a terminal: this extension never
 * sees one. An existing file is never touched.
 * @param comment what stands at the end of the public half
 * @throws UserError, CancelledError
 */
export async function generateKey(context: CommandContext, title: string, comment: string): Promise<LocalKey> {
  const { ui } = context;
  await checkKeygen(context);
  const file = await askFile(context, title);
  const hasPassphrase = await askPassphrase(context, title);
  await makeFolder(path.dirname(file));
  const args = ["-t", "rsa", "-b", "4096", "-f", file, "-C", comment];
  if (hasPassphrase) {
    const code = await ui.runInTerminal({ name: l10n.t("New SSH key"), program: KEYGEN, args });
    if (code === undefined && !existsSync(file)) throw new CancelledError();
    if (code !== 0 && code !== undefined) throw notGenerated(file);
  } else {
    // An empty passphrase is no secret.
    const { code } = await ui.withProgress(l10n.t("Generating an SSH key…"), () => run(context, ["-q", ...args, "-N", ""]));
    if (code !== 0) throw notGenerated(file);
  }
  const made = await readLocalKey(`${file}.pub`);
  if (made === undefined || !("key" in made.read)) throw notGenerated(file);
  return made;
}

async function checkKeygen(context: CommandContext): Promise<void> {
  // There is no way to ask for its version; with this it explains itself and ends.
  await run(context, ["-?"]);
}

async function run({ environment }: CommandContext, args: readonly string[]): Promise<Ended> {
  try {
    return await runProgram(KEYGEN, args, { env: environment, timeLimitMs: TIME_LIMIT_MS });
  } catch (error) {
    throw new UserError(l10n.t("There is no ssh-keygen on this computer, which makes keys."), {
      hint: l10n.t("Install OpenSSH. On Windows it is an optional feature, “OpenSSH Client”, and comes with Git too."),
      code: fileErrorCode(error) ?? "SshKeygenMissing",
    });
  }
}

async function askFile({ ui, homeDirectory, sandbox }: CommandContext, title: string): Promise<string> {
  const place = l10n.t("The file for the private half. The public half is written beside it, with .pub at its end.");
  const text = await ui.input({
    title,
    prompt: sandbox.isRunning() ? `${place} ${l10n.t("The account is a sandbox; the files are real ones, on this computer, and stay.")}` : place,
    value: shortenHome(suggestFile(sshFolder(homeDirectory)), homeDirectory),
    validate: (value) => findFault(expandHome(value, homeDirectory)),
  });
  return expandHome(text, homeDirectory);
}

function suggestFile(folder: string): string {
  const names = ["codecommit_rsa", ...Array.from({ length: 98 }, (_, index) => `codecommit_rsa_${index + 2}`)];
  return path.join(folder, names.find((name) => isFree(path.join(folder, name))) ?? "codecommit_rsa");
}

function findFault(file: string): string | undefined {
  if (!path.isAbsolute(file) || path.basename(file) === "" || file.endsWith(path.sep)) return l10n.t("Give the whole path of a file, such as {0}.", "~/.ssh/codecommit_rsa");
  if (file.endsWith(".pub")) return l10n.t("Leave out .pub: this is the private half’s file.");
  return isFree(file) ? undefined : l10n.t("There is such a file already; it is not overwritten. Choose another name.");
}

function isFree(file: string): boolean {
  return !existsSync(file) && !existsSync(`${file}.pub`);
}

async function askPassphrase({ ui }: CommandContext, title: string): Promise<boolean> {
  return ui.pick(
    [
      { label: l10n.t("With a passphrase"), icon: "lock", detail: l10n.t("ssh-keygen asks for it in a terminal. Whoever gets hold of the file cannot use it; ssh asks you for the passphrase, or its agent keeps it for a while."), value: true },
      { label: l10n.t("Without a passphrase"), icon: "unlock", detail: l10n.t("Git never asks. Whoever gets hold of the file can use it."), value: false },
    ],
    { title, placeholder: l10n.t("How is the private half protected on this machine?") },
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw writeError(folder, error);
  }
}

function notGenerated(file: string): UserError {
  return new UserError(l10n.t("ssh-keygen has made no key: {0}", file), { hint: l10n.t("Check that you may write to its folder, or choose another one. If the two passphrases differed, try again."), code: "KeyNotGenerated" });
}

function expandHome(text: string, homeDirectory: string): string {
  const file = text.trim();
  return /^~[/\\]/.test(file) ? path.join(homeDirectory, file.slice(2)) : file;
}
