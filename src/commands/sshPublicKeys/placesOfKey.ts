import * as l10n from "@vscode/l10n";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readSshBlocks } from "../../ssh/sshBlock.js";
import { readSshConfig } from "../../ssh/sshConfig.js";
import { findSsh, type Ssh } from "../../ssh/sshProgram.js";
import type { CommandContext } from "../context.js";
import type { KeyHere } from "./keysHere.js";

/** Where ssh's configuration names a key. */
export interface PlacesOfKey {
  /** `undefined`: ssh is told to read none. */
  readonly file: string | undefined;
  /** `~/.ssh/config` */
  readonly shortFile: string;
  /** The blocks of this extension's, by their names. */
  readonly blocks: readonly string[];
  /** The first line of the user's own that names it; 1-based. */
  readonly ownLine: number | undefined;
}

/** The ssh that Git runs. */
export async function findUsersSsh({ git, environment, homeDirectory }: CommandContext): Promise<Ssh> {
  return findSsh({ env: environment, homeDirectory, git: await git.program().catch(() => undefined) });
}

/** Looks a key's id up in the user's configuration. What cannot be read names nothing: it only adds to a warning. */
export async function findPlacesOfKey(context: CommandContext, sshPublicKeyId: string): Promise<PlacesOfKey> {
  const { configFile: file } = await findUsersSsh(context);
  const text = (await readSshConfig(file).catch(() => undefined)) ?? "";
  const blocks = readSshBlocks(text).filter((block) => block.sshPublicKeyId === sshPublicKeyId).map(({ name }) => name);
  const named = text.split(/\r?\n/).flatMap((line, index) => (line.trim().split(/[\s="]+/).includes(sshPublicKeyId) ? [index + 1] : []));
  const ownLine = named.find((line) => !isInBlock(text, line));
  return { file, shortFile: shortenHome(file ?? "", context.homeDirectory), blocks, ownLine };
}

/** What a key is used for on this computer, in sentences. */
export function describePlaces(here: KeyHere | undefined, { shortFile, blocks, ownLine }: PlacesOfKey): readonly string[] {
  return [
    ...(here?.privatePath === undefined ? [] : [l10n.t("It belongs to {0} on this machine.", here.shortPath)]),
    ...(blocks.length > 0 || ownLine !== undefined ? [l10n.t("Git on this machine signs in with it, by {0}.", shortFile)] : []),
  ];
}

/** Between the comments that mark a block. */
function isInBlock(text: string, line: number): boolean {
  const before = text.split(/\r?\n/).slice(0, line - 1);
  const last = before.findLast((content) => /^\s*# (>>>|<<<) /.test(content));
  return last?.includes("# >>>") === true;
}
