import assert from "node:assert/strict";
import { resolveEndpoint } from "../../../src/iam/endpoints";
import type { Profile } from "../../../src/profiles/readProfiles";

function profile(general: string | undefined, iam: string | undefined): Profile {
  const services = new Map(iam === undefined ? [] : [["iam", iam]]);
  return { name: "work", endpoints: { ...(general === undefined ? {} : { general }), services, ignored: false }, settings: new Map(), kind: "static" };
}
const FULL = profile("https://profile", "https://section");
const ENV = { AWS_ENDPOINT_URL_IAM: "https://own", AWS_ENDPOINT_URL: "https://general" };

describe("The endpoint of a service", () => {
  const cases: readonly [string, Profile | undefined, NodeJS.ProcessEnv, string | undefined, string | undefined][] = [
    ["is the one of its own variable first", FULL, ENV, "https://own", "https://general"],
    ["is that of the general variable next", FULL, { AWS_ENDPOINT_URL: "https://general" }, "https://general", "https://general"],
    ["is that of the services section next", FULL, {}, "https://section", "https://profile"],
    ["is the profile’s at last", profile("https://profile", undefined), {}, "https://profile", "https://profile"],
    ["is AWS’s own where nobody says otherwise", profile(undefined, undefined), {}, undefined, undefined],
    ["is AWS’s own without a profile", undefined, {}, undefined, undefined],
    ["is the variable’s without a profile", undefined, ENV, "https://own", "https://general"],
    ["is not an empty variable’s", FULL, { AWS_ENDPOINT_URL_IAM: "", AWS_ENDPOINT_URL: "" }, "https://section", "https://profile"],
    ["is AWS’s own when all are to be ignored", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }, undefined, undefined],
    ["is AWS’s own when all are to be ignored, in whatever case that is written", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "True" }, undefined, undefined],
    ["is not ignored for “false”", FULL, { ...ENV, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" }, "https://own", "https://general"],
  ];
  for (const [name, given, env, iam, sts] of cases) {
    it(name, () => assert.deepEqual([resolveEndpoint("iam", given, env), resolveEndpoint("sts", given, env)], [iam, sts]));
  }

  it("is refused when it is no address", () => {
    assert.throws(() => resolveEndpoint("iam", profile("somewhere", undefined), {}), { message: "The endpoint_url of this profile is no address: somewhere" });
  });
});
