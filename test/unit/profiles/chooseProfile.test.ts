import assert from "node:assert/strict";
import { chooseProfile, type ProfileChoice } from "../../../src/profiles/chooseProfile";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
const named = (name: string): ProfileChoice => ({ kind: "profile", name });

describe("The profile to begin with", () => {
  const cases: readonly [string, string | undefined, NodeJS.ProcessEnv, readonly string[], ProfileChoice][] = [
    ["is the chosen one before all", "work", { AWS_PROFILE: "other", ...KEYS }, ["default", "work"], named("work")],
    ["is the chosen one even if it is gone, so that nobody gets another account", "gone", {}, ["default"], named("gone")],
    ["is AWS_PROFILE’s next, before keys in the environment", undefined, { AWS_PROFILE: "other", ...KEYS }, ["default"], named("other")],
    ["is none: the environment’s keys come before the default profile", undefined, KEYS, ["default"], { kind: "environment" }],
    ["is the default one", undefined, {}, ["work", "default"], named("default")],
    ["is none where there is no default", undefined, {}, ["work"], { kind: "none" }],
    ["is not an empty one", "  ", { AWS_PROFILE: "" }, ["default"], named("default")],
    ["is not half a key pair’s", undefined, { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "" }, [], { kind: "none" }],
  ];
  for (const [name, chosen, env, names, expected] of cases) {
    it(name, () => assert.deepEqual(chooseProfile(chosen, env, names.map((each) => ({ name: each }))), expected));
  }
});
