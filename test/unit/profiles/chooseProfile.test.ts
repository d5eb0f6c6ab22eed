import assert from "node:assert/strict";
import { chooseProfile, hasKeysInEnvironment, type ChosenProfile, type ProfileChoice } from "../../../src/profiles/chooseProfile";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
const named = (name: string): ProfileChoice => ({ kind: "profile", name });

describe("The profile to begin with", () => {
  const cases: readonly [string, ChosenProfile | undefined, NodeJS.ProcessEnv, readonly string[], ProfileChoice][] = [
    ["is the chosen one before all", "work", { AWS_PROFILE: "other", ...KEYS }, ["default", "work"], named("work")],
    ["is the chosen one even if it is gone, so that nobody gets another account", "gone", {}, ["default"], named("gone")],
    ["is the chosen one, as it is remembered", { kind: "profile", name: "work" }, { AWS_PROFILE: "other", ...KEYS }, ["default"], named("work")],
    ["is the environment that was chosen, before AWS_PROFILE", { kind: "environment" }, { AWS_PROFILE: "other", ...KEYS }, ["default"], { kind: "environment" }],
    ["is the environment that was chosen even if it is empty, so that nobody gets another account", { kind: "environment" }, {}, ["default"], { kind: "environment" }],
    ["is other tools’ where that was chosen", { kind: "asOtherTools" }, { AWS_PROFILE: "other" }, ["default"], named("other")],
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

  it("knows an environment with keys from one without", () => {
    assert.deepEqual([KEYS, {}, { AWS_ACCESS_KEY_ID: "AKIA" }, { ...KEYS, AWS_SECRET_ACCESS_KEY: " " }].map(hasKeysInEnvironment), [true, false, false, false]);
  });
});
