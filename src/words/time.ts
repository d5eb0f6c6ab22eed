import { daysBetween } from "../iam/rules.js";

/** When the tree is drawn, and in whose language. */
export interface Moment {
  readonly now: Date;
  /** BCP 47, as `vscode.env.language`. */
  readonly locale: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAYS_RELATIVE = 31;

/** "2 hours ago", "yesterday"; after a month the date. */
export function formatTime(time: Date, { now, locale }: Moment): string {
  if (daysBetween(time, now) > DAYS_RELATIVE) return formatDate(time, locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const elapsed = Math.max(0, now.getTime() - time.getTime());
  if (elapsed < HOUR) return relative.format(-Math.floor(elapsed / MINUTE), "minute");
  if (elapsed < 24 * HOUR) return relative.format(-Math.floor(elapsed / HOUR), "hour");
  return relative.format(-daysBetween(time, now), "day");
}

export function formatDate(time: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(time);
}

/** For tooltips: date, time and how long ago. */
export function formatFully(time: Date, { now, locale }: Moment): string {
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(time);
  return `${exact} (${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-daysBetween(time, now), "day")})`;
}
