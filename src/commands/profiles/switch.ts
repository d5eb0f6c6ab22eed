import * as l10n from "@vscode/l10n";
import { hasKeysInEnvironment } from "../../profiles/chooseProfile.js";
import { describeProblem, readProfiles, type FileProblem, type Profile } from "../../profiles/readProfiles.js";
import { describeProfile } from "../../words/profiles.js";
import type { Choice, CommandContext, CommandHandler, ProfileWish } from "../context.js";
import { signInWithMfa } from "../mfaSession/signIn.js";
import { setUpProfile } from "./setUp.js";

type Answer = ProfileWish | { readonly kind: "setUp" };

/** More would not be read. */
const PROBLEMS_TOLD = 3;

/** Shows another profile's credentials in this window. */
export const switchProfile: CommandHandler = async (context) => {
  const { ui, account } = context;
  const { profiles, problems } = await readProfiles(account.paths());
  tellProblems(context, problems);
  const choices = await listChoices(context, profiles);
  if (choices.length === 0) return setUpProfile(context);
  choices.push(
    { label: l10n.t("As other AWS tools do"), icon: "settings", description: l10n.t("the setting, AWS_PROFILE, keys in the environment, or “default”"), value: { kind: "asOtherTools" } },
    { label: l10n.t("Set up a new profile…"), icon: "add", value: { kind: "setUp" } },
  );
  const answer = await ui.pick(choices, { title: l10n.t("Switch profile"), placeholder: l10n.t("Whose credentials do you want to see in this window?") });
  if (answer.kind === "setUp") return setUpProfile(context);
  await account.switchProfile(answer);
  // Asked right away: a role that wants a code shows nothing without it.
  const chosen = answer.kind === "profile" ? profiles.find(({ name }) => name === answer.name) : undefined;
  if (chosen?.kind === "assumedRole" && chosen.settings.has("mfa_serial")) await signInWithMfa(context);
};

/** A row for each profile, and one for the environment if it holds keys. */
async function listChoices({ account, environment, locale, sandbox }: CommandContext, profiles: readonly Profile[]): Promise<Choice<Answer>[]> {
  const shown = account.shownProfile();
  const sessions = await account.mfaSessions();
  const moment = { now: new Date(), locale };
  const mark = (isShown: boolean, description: string) => (isShown ? l10n.t("{0} · shown now", description) : description);
  const choices = profiles.map((profile): Choice<Answer> => {
    const isShown = shown?.kind === "profile" && shown.name === profile.name;
    return {
      label: profile.name,
      icon: isShown ? "check" : "person",
      description: mark(isShown, describeProfile(profile, sessions.get(profile.name)?.expiresAt, moment)),
      value: { kind: "profile", name: profile.name },
    };
  });
  // The sandbox account's files are all there is in it.
  if (hasKeysInEnvironment(environment) && !sandbox.isRunning()) {
    const isShown = shown?.kind === "environment";
    const words = [environment["AWS_SESSION_TOKEN"] ? l10n.t("temporary keys") : l10n.t("access key"), environment["AWS_ACCESS_KEY_ID"], environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]];
    choices.push({
      label: l10n.t("Keys in the environment"),
      icon: isShown ? "check" : "symbol-variable",
      description: mark(isShown, words.filter(Boolean).join(" · ")),
      value: { kind: "environment" },
    });
  }
  return choices;
}

/** Told once as long as they are the same. */
let told = "";

/** The profiles that can be read stay usable whatever else is in the files. */
function tellProblems({ ui }: CommandContext, problems: readonly FileProblem[]): void {
  const news = JSON.stringify(problems);
  const [first] = problems;
  if (first === undefined || news === told) return;
  told = news;
  const sentences = problems.slice(0, PROBLEMS_TOLD).map((problem) => describeProblem(problem));
  const rest = problems.length - sentences.length;
  const more = rest > 0 ? [l10n.t("And {0} more.", rest)] : [];
  ui.notify([l10n.t("Something is wrong in your AWS files; what can be read is listed."), ...sentences, ...more].join(" "), "warning", { title: l10n.t("Open file"), run: () => ui.openFile(first.path, first.line) });
}
