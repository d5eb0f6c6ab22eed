import * as l10n from "@vscode/l10n";
import { LONGEST_AGE_DAYS } from "../../iam/services.js";
import { describeService } from "../../words/services.js";
import { formatDate } from "../../words/time.js";
import type { Choice, CommandContext } from "../context.js";

/** The first is what Enter takes; shorter than most administrators' limits. */
const DAYS = [30, 1, 7, 90, 365];
const DAY = 24 * 60 * 60 * 1000;

/** Asks in how many days an API key ends. @returns `undefined`: never, after a warning */
export async function askAge({ ui, locale }: CommandContext, serviceName: string): Promise<number | undefined> {
  const title = l10n.t("API key for {0}", describeService(serviceName));
  const endOf = (days: number) => l10n.t("until {0}", formatDate(new Date(Date.now() + days * DAY), locale));
  const choices: Choice<number | "other" | "never">[] = [
    ...DAYS.map((days) => ({ label: days === 1 ? l10n.t("1 day") : l10n.t("{0} days", days), icon: "calendar", description: endOf(days), value: days })),
    { label: l10n.t("Another number of days…"), icon: "edit", value: "other" },
    { label: l10n.t("Never"), icon: "warning", description: l10n.t("it works until somebody deletes it"), value: "never" },
  ];
  const wish = await ui.pick(choices, { title, placeholder: l10n.t("In how many days does it end? The shorter, the less harm a leaked one does.") });
  if (wish === "other") return askDays({ ui }, title);
  if (wish !== "never") return wish;
  await ui.confirm(
    l10n.t("Create an API key that never ends?"),
    l10n.t("Whoever gets hold of it can use it until somebody notices and deletes it. One that ends can be replaced in time: its end is shown in the view."),
    [{ title: l10n.t("Create without an end"), value: true }],
  );
  return undefined;
}

async function askDays({ ui }: Pick<CommandContext, "ui">, title: string): Promise<number> {
  const days = await ui.input({
    title,
    prompt: l10n.t("In how many days does it end? A whole number from 1 to {0}.", LONGEST_AGE_DAYS),
    validate: (value) => (isAge(value.trim()) ? undefined : l10n.t("That is not a whole number from 1 to {0}.", LONGEST_AGE_DAYS)),
  });
  return Number(days.trim());
}

function isAge(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_AGE_DAYS;
}
