import * as l10n from "@vscode/l10n";
import { readCodeCommitHost } from "../../git/codeCommitHost.js";
import { readEffectiveConfig } from "../../ssh/effectiveConfig.js";
import { readHostNames, readSshBlocks, type SshHost } from "../../ssh/sshBlock.js";
import { readSshConfig } from "../../ssh/sshConfig.js";
import { requireConfigFile, type Ssh } from "../../ssh/sshProgram.js";
import { isSshPublicKeyId } from "../../ssh/sshPublicKeyId.js";
import type { CommandContext, UserAccount } from "../context.js";

/**
 * By which name the key is used: the host's own; or, where another account's key signs in to the same host, an alias, as AWS
 * advises (CodeCommit User Guide, "Troubleshooting SSH connections", multiple accounts). A key of the same host is in the way
 * only if the user wants to keep both.
 * @throws UserError if ssh cannot say what it does now
 */
export async function chooseName(context: CommandContext, user: UserAccount, ssh: Ssh, plain: SshHost, title: string): Promise<SshHost> {
  const { host, sshPublicKeyId } = plain;
  const { user: now } = await readEffectiveConfig(ssh, host);
  if (now === sshPublicKeyId || !isSshPublicKeyId(now)) return plain;
  const isAlias = await context.ui.pick(
    [
      { label: l10n.t("Use {0} in its place", sshPublicKeyId), icon: "replace", detail: l10n.t("Remotes at {0} sign in with the new key from now on.", host), value: false },
      { label: l10n.t("Keep both, by an alias"), icon: "versions", detail: l10n.t("For several accounts: repositories of this one get addresses with another name."), value: true },
    ],
    { title, placeholder: l10n.t("ssh signs in to {0} with {1}. What about it?", host, now) },
  );
  if (!isAlias) return plain;
  return { ...plain, pattern: await askAlias(context, user, ssh, host, title) };
}

async function askAlias({ ui }: CommandContext, { session, caller }: UserAccount, ssh: Ssh, host: string, title: string): Promise<string> {
  const file = requireConfigFile(ssh);
  const text = (await readSshConfig(file)) ?? "";
  const own = new Set(readSshBlocks(text).filter((block) => block.host === host).map(({ pattern }) => pattern.toLowerCase()));
  const taken = new Set(readHostNames(text).map((name) => name.toLowerCase()).filter((name) => !own.has(name)));
  const name = `codecommit-${(session.profileName ?? caller.accountId).toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "")}`;
  const suggestions = [name, `${name}-${readCodeCommitHost("https", host)?.region ?? ""}`, `${name}-${caller.accountId}`];
  const alias = await ui.input({
    title,
    prompt: l10n.t("A name for this account's {0}, for use in the addresses of its repositories:", host),
    value: suggestions.find((suggestion) => !taken.has(suggestion)) ?? "",
    validate: (value) => {
      if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value.trim())) return l10n.t("A name has letters, digits, dots and dashes.");
      if (readCodeCommitHost("https", value.trim().toLowerCase()) !== undefined) return l10n.t("This is a host of CodeCommit itself: an alias is another name.");
      return taken.has(value.trim().toLowerCase()) ? l10n.t("{0} has an entry of this name already.", file) : undefined;
    },
  });
  return alias.trim();
}
