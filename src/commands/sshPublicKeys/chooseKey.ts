import { existsSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { UserError } from "../../errors.js";
import { readError } from "../../files/fileError.js";
import { shortenHome } from "../../profiles/awsFilePaths.js";
import { readKeyFile } from "../../ssh/keyFile.js";
import { findLocalKeys, sshFolder, type LocalKey } from "../../ssh/localKeys.js";
import { readPublicKey, type PublicKey, type ReadPublicKey } from "../../ssh/publicKey.js";
import { describeKeyFault, describeKeyFaultBriefly, refuseKey } from "../../ssh/publicKeyFault.js";
import type { Choice, CommandContext } from "../context.js";
import { generateKey } from "./generateKey.js";

type Source =
  | { readonly kind: "key"; readonly key: PublicKey }
  | { readonly kind: "generate" | "file" | "paste" | "unsuitable" };

/**
 * The public key that the user wants to upload: one of `~/.ssh`, a file, a pasted text, or a new one.
 * @param uploaded the ids of the keys that are in AWS already, by fingerprint
 * @throws UserError for what is no suitable key, CancelledError
 */
export async function chooseKey(context: CommandContext, title: string, comment: string, uploaded: ReadonlyMap<string, string>): Promise<PublicKey> {
  const { ui, homeDirectory } = context;
  const found = await findLocalKeys(sshFolder(homeDirectory));
  const unsuitable = found.flatMap((key) => explainUnsuitable(key, uploaded, homeDirectory));
  const choices: Choice<Source>[] = [
    ...found.flatMap((key) => describeSuitable(key, uploaded, homeDirectory)),
    { label: l10n.t("Generate a new key…"), icon: "add", detail: l10n.t("RSA, 4096 bits, by ssh-keygen"), value: { kind: "generate" } },
    { label: l10n.t("Choose a file…"), icon: "file", value: { kind: "file" } },
    { label: l10n.t("Paste…"), icon: "clippy", value: { kind: "paste" } },
    ...(unsuitable.length === 0 ? [] : [{ label: l10n.t("Keys in ~/.ssh that cannot be uploaded: {0}", unsuitable.length), icon: "info", detail: unsuitable.join(" · "), value: { kind: "unsuitable" } as const }]),
  ];
  for (;;) {
    const source = await ui.pick(choices, { title, placeholder: l10n.t("Which public key is to be uploaded? Only this half leaves the computer.") });
    switch (source.kind) {
      case "key":
        return source.key;
      case "generate":
        return checkKey((await generateKey(context, title, comment)).read);
      case "file":
        return readChosenFile(await ui.pickFileToOpen({ title, folder: existsSync(sshFolder(homeDirectory)) ? sshFolder(homeDirectory) : homeDirectory }));
      case "paste":
        return askKey(context, title);
      case "unsuitable":
        await ui.confirm(l10n.t("These keys cannot be uploaded"), unsuitable.join("\n\n"), [{ title: l10n.t("Back to the list"), value: true }], "plain");
    }
  }
}

function describeSuitable({ publicPath, read }: LocalKey, uploaded: ReadonlyMap<string, string>, homeDirectory: string): readonly Choice<Source>[] {
  if (!("key" in read) || uploaded.has(read.key.fingerprint)) return [];
  const { key } = read;
  const words = [l10n.t("RSA, {0} bits", key.bits), key.comment];
  return [{ label: shortenHome(publicPath, homeDirectory), icon: "key", description: words.filter((word) => word !== "").join(" · "), value: { kind: "key", key } }];
}

function explainUnsuitable({ publicPath, read }: LocalKey, uploaded: ReadonlyMap<string, string>, homeDirectory: string): readonly string[] {
  const file = shortenHome(publicPath, homeDirectory);
  if ("fault" in read) return [l10n.t("{0}: {1}", file, describeKeyFaultBriefly(read.fault))];
  const id = uploaded.get(read.key.fingerprint);
  return id === undefined ? [] : [l10n.t("{0}: uploaded already, as {1}", file, id)];
}

async function readChosenFile(file: string): Promise<PublicKey> {
  const read = readPublicKey(await readText(file));
  if ("fault" in read && read.fault.kind === "privateKey" && existsSync(`${file}.pub`)) {
    const { sentence } = describeKeyFault(read.fault);
    throw new UserError(sentence, { hint: l10n.t("Choose the public half, which is beside it: {0}", `${file}.pub`), code: "UnsuitablePublicKey" });
  }
  return checkKey(read);
}

/** What is no file, or too long, holds no key. */
const NO_KEY = "-";

async function readText(file: string): Promise<string> {
  try {
    return (await readKeyFile(file)) ?? NO_KEY;
  } catch (error) {
    throw readError(file, error);
  }
}

async function askKey({ ui }: CommandContext, title: string): Promise<PublicKey> {
  const text = await ui.input({
    title,
    prompt: l10n.t("The public key: all of the line that begins with ssh-rsa, or the block of a PEM file"),
    placeholder: "ssh-rsa AAAAB3…",
    validate: (value) => {
      const read = readPublicKey(value);
      if ("key" in read) return undefined;
      const { sentence, hint } = describeKeyFault(read.fault);
      return `${sentence} ${hint}`;
    },
  });
  return checkKey(readPublicKey(text));
}

function checkKey(read: ReadPublicKey): PublicKey {
  if ("fault" in read) throw refuseKey(read.fault);
  return read.key;
}
