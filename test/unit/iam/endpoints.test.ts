import assert from "node:assert/strict";
import { resolveEndpoint } from "../../../src/iam/endpoints";
import type { Profile } from "../../../src/profiles/readProfiles";

function profile(general: string | undefined, iam: string | undefined): Profile {
  const services = new Map(iam === undefined ? [] : [["iam", iam]]);
  return { name: "work", endpoints: { ...(general === undefined ? {} : { general }), services, ignored: false }, settings: new Map(), kind: "static" };
}
const FULL = profile("profile", "section");
const ENV = { AWS_ENDPOINT_URL_IAM: "own", AWS_ENDPOINT_URL: "general" };

describe("The endpoint of a service", () => {
  const cases: readonly [string, Profile | undefined, NodeJS.ProcessEnv, string | undefined, string | undefined][] = [
    ["is the one of its own variable first", FULL, ENV, "own", "general"],
    ["is that of the general variable next", FULL, { AWS_ENDPOINT_URL: "general" }, "general", "general"],
    ["is that of the services section next", FULL, {}, "section", "profile"],
    ["is the profile’s at last", profile("profile", undefined), {}, "profile", "profile"],
    ["is AWS’s own where nobody says otherwise", profile(undefined, undefined), {}, undefined, undefined],
    ["is AWS’s own without a profile", undefined, {}, undefined, undefined],
    ["is the variable’s without a profile", undefined, ENV, "own", "general"],
    ["is not an empty variable’s", FULL, { AWS_ENDPOINT_URL_IAM: "", AWS_ENDPOINT_URL: "" }, "section", "profile"],
    ["is AWS’s own when all are to be ignored", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }, undefined, undefined],
    ["is AWS’s own when all are to be ignored, in whatever case that is written", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "True" }, undefined, undefined],
    ["is not ignored for “false”", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" }, "own", "general"],
  ];
  for (const [name, given, env, iam, sts] of cases) {
    it(name, () => assert.deepEqual([resolveEndpoint("iam", given, env), resolveEndpoint("sts", given, env)], [iam, sts]));
  }
});
