import * as l10n from "@vscode/l10n";
import { describeProblem, readProfiles } from "../../profiles/readProfiles.js";
import { describeProfileKind } from "../../words/profiles.js";
import type { Choice, CommandHandler } from "../context.js";
import { setUpProfile } from "./setUp.js";

type Answer = { readonly kind: "profile"; readonly name: string } | { readonly kind: "asOtherTools" } | { readonly kind: "setUp" };

/** Shows another profile's credentials in this window. */
export const switchProfile: CommandHandler = async (context) => {
  const { ui, account } = context;
  const { profiles, problems } = await readProfiles(account.paths());
  const [problem] = problems;
  if (problem !== undefined) ui.notify(l10n.t("A part of your AWS files cannot be read. {0}", describeProblem(problem)), "warning");
  if (profiles.length === 0) return setUpProfile(context);
  const choices = profiles.map((profile): Choice<Answer> => ({
    label: profile.name,
    icon: "person",
    description: [describeProfileKind(profile.kind), profile.region, profile.endpoints.general].filter(Boolean).join(" · "),
    value: { kind: "profile", name: profile.name },
  }));
  choices.push(
    { label: l10n.t("As other AWS tools do"), icon: "settings", description: l10n.t("the setting, AWS_PROFILE, keys in the environment, or “default”"), value: { kind: "asOtherTools" } },
    { label: l10n.t("Set up a new profile…"), icon: "add", value: { kind: "setUp" } },
  );
  const answer = await ui.pick(choices, { title: l10n.t("Switch profile"), placeholder: l10n.t("Whose credentials do you want to see in this window?") });
  if (answer.kind === "setUp") return setUpProfile(context);
  await account.switchProfile(answer.kind === "profile" ? answer.name : undefined);
};
