/** When the user was last reminded of an old access key; `never`: they do not want to be, ever again. */
export type KeyReminder = Date | "never";

const REMINDER_PAUSE_MS = 7 * 24 * 60 * 60_000;

/**
 * Whether a week has gone by since the last reminder. One that is dated more than a week ahead comes from a clock that was wrong,
 * and counts as none: it would keep the user from all reminders until that day.
 */
export function isReminderDue(last: KeyReminder | undefined, now: Date): boolean {
  if (last === undefined || last === "never") return last === undefined;
  return Math.abs(now.getTime() - last.getTime()) >= REMINDER_PAUSE_MS;
}
