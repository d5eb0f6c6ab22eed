import { shortenHome } from "../../profiles/awsFilePaths.js";
import type { RotationPlan } from "../../rotation/planRotation.js";
import { listAwsFiles, listShellFiles, searchFiles, type Machine } from "../../scan/machineFiles.js";
import type { CommandContext } from "../context.js";

/** Where a key is beside the places that a rotation changes over. */
export interface Elsewhere {
  /** `~/.bashrc:12` */
  readonly elsewhere: readonly string[];
}

/**
 * The lines of the AWS files and of the start-up files of shells that name the key and stay as they are: another spelling
 * of a setting, a section that cannot be read, an exported variable. Whoever reads them loses the key when it is switched off.
 */
export async function findElsewhere({ homeDirectory, environment }: Pick<CommandContext, "homeDirectory" | "environment">, { keys, places, paths }: RotationPlan): Promise<Elsewhere> {
  const machine: Machine = { homeDirectory, environment, platform: process.platform };
  const { lines } = await searchFiles([...listAwsFiles(paths, machine), ...listShellFiles(machine)], keys.accessKeyId);
  const isChanged = (file: string, line: number) => places.some((place) => place.file.path === file && place.line === line);
  const left = lines.filter(({ file, line, text }) => !isChanged(file, line) && !/^\s*[#;]/.test(text));
  return { elsewhere: left.map(({ file, line }) => `${shortenHome(file, homeDirectory)}:${line}`) };
}
