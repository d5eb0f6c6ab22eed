import * as l10n from "@vscode/l10n";
import { shortenHome } from "../profiles/awsFilePaths.js";
import { describeProblem, readProfiles, type Profile } from "../profiles/readProfiles.js";
import { saveAccessKey } from "../profiles/saveAccessKey.js";
import { Secret } from "../secret.js";
import { askNewProfileName } from "./accessKeys/destination.js";
import type { Choice, CommandHandler } from "./context.js";

/** Shows another profile's credentials in this window. */
export const switchProfile: CommandHandler = async (context) => {
  const { ui, account } = context;
  const { profiles, problems } = await readProfiles(account.paths());
  const [problem] = problems;
  if (problem !== undefined) ui.notify(l10n.t("A part of your AWS files cannot be read. {0}", describeProblem(problem)), "warning");
  if (profiles.length === 0) return setUpProfile(context);
  const choices = profiles.map((profile): Choice<string | undefined> => ({
    label: profile.name,
    icon: "person",
    description: [describeKind(profile.kind), profile.region, profile.endpoints.general].filter(Boolean).join(" · "),
    value: profile.name,
  }));
  const setUp: Choice<string | undefined> = { label: l10n.t("Set up a new profile…"), icon: "add", value: undefined };
  const picked = await ui.pick([...choices, setUp], { title: l10n.t("Switch profile"), placeholder: l10n.t("Whose credentials do you want to see in this window?") });
  await (picked === undefined ? setUpProfile(context) : account.switchProfile(picked));
};

function describeKind(kind: Profile["kind"]): string {
  switch (kind) {
    case "static":
      return l10n.t("access key");
    case "session":
      return l10n.t("temporary keys");
    case "sso":
      return l10n.t("IAM Identity Center");
    case "assumedRole":
      return l10n.t("role");
    case "process":
      return l10n.t("credential process");
    case "login":
      return l10n.t("aws login");
    case "webIdentity":
      return l10n.t("web identity");
    case "none":
      return l10n.t("no keys");
  }
}

/** Makes a profile of an access key that the user has, once AWS has accepted the key. */
export const setUpProfile: CommandHandler = async (context) => {
  const { ui, account } = context;
  const title = l10n.t("Set up a profile");
  const paths = account.paths();
  const { profiles } = await readProfiles(paths);
  const taken = new Set(profiles.map(({ name }) => name));
  const profileName = await askNewProfileName(context, title, taken.has("default") ? "work" : undefined, taken);
  const accessKeyId = await ui.input({
    title,
    prompt: l10n.t("The access key ID. Your administrator gave it to you, or the AWS console did."),
    placeholder: "AKIA…",
    validate: (value) => (/^\w{16,128}$/.test(value.trim()) ? undefined : l10n.t("An access key ID is 16 letters and digits or more, such as AKIAIOSFODNN7EXAMPLE.")),
  });
  const secret = new Secret(
    (
      await ui.input({
        title,
        prompt: l10n.t("The secret access key that belongs to it"),
        password: true,
        validate: (value) => (/^[\w/+=]{16,128}$/.test(value.trim()) ? undefined : l10n.t("A secret access key has 40 characters: letters, digits, / and +.")),
      })
    ).trim(),
  );
  const keys = { accessKeyId: accessKeyId.trim(), secretAccessKey: secret };
  const caller = await ui.withProgress(l10n.t("Checking the key…"), () => context.checkKeys(keys));
  await ui.confirm(
    l10n.t("Save this key to profile {0}?", profileName),
    [
      l10n.t("AWS accepts the key; it belongs to {0}.", caller.arn),
      l10n.t("These lines of {0} will be written:", shortenHome(paths.credentials)),
      [`[${profileName}]`, `aws_access_key_id = ${keys.accessKeyId}`, "aws_secret_access_key = ***"].join("\n"),
      l10n.t("Everything else in the file stays as it is."),
    ].join("\n\n"),
    [{ title: l10n.t("Save key"), value: true }],
    "plain",
  );
  await saveAccessKey(paths, profileName, keys);
  await account.switchProfile(profileName);
};
