import type { Rotation } from "../../../src/rotation/rotation";

export const OLD_ID = "AKIAIOSFODNN7EXAMPLE";
export const NEW_ID = "AKIAI44QH8DHBEXAMPLE";
export const NOON = Date.parse("2026-11-23T12:00:00Z");
export const HOUR = 3_600_000;
const PATHS = { config: "/home/alice/.aws/config", credentials: "/home/alice/.aws/credentials" };

/** A rotation whose files hold the new key since noon, with a day to watch and a week to rest. */
export const WATCHING: Rotation = {
  id: "3f0c6b1e-0000-4000-8000-000000000001",
  step: "watching",
  user: { arn: "arn:aws:iam::123456789012:user/alice", accountId: "123456789012", userName: "alice" },
  profileName: "work",
  paths: PATHS,
  sets: [PATHS],
  oldKeyId: OLD_ID,
  newKeyId: NEW_ID,
  keysBefore: [OLD_ID],
  startedAt: NOON - 20_000,
  byItself: false,
  graceMs: 24 * HOUR,
  restMs: 7 * 24 * HOUR,
  switchedAt: NOON,
  waitUntil: NOON + 24 * HOUR,
  lateUse: undefined,
  isUseHidden: false,
  isUseUnknown: false,
  isRolledBack: false,
  problem: undefined,
};

/** The same before the switch. */
export const PROVING: Rotation = { ...WATCHING, step: "proving", switchedAt: undefined, waitUntil: undefined };
