import assert from "node:assert/strict";
import { readDenial, type Denial } from "../../../src/iam/denial";

const USER = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:CreateAccessKey";
const V2 = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2";
const V3 = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

/** AWS's wordings: IAM User Guide, "Troubleshoot access denied error messages". */
const WORDINGS: readonly [string, string, Partial<Denial>][] = [
  ["no identity-based policy", `${USER} on resource: user alice because no identity-based policy allows the iam:CreateAccessKey action`, {}],
  ["no permissions boundary", `${USER} on resource: user alice because no permissions boundary allows the iam:CreateAccessKey action`, {}],
  ["no service control policy", `${USER} on resource: user alice because no service control policy allows the iam:CreateAccessKey action`, {}],
  ["no session policy", `${USER} on resource: user alice because no session policy allows the iam:CreateAccessKey action`, {}],
  ["the older form without a reason", `${USER} on resource: user alice`, {}],
  ["the form without a resource", USER, { resource: undefined }],
  ["an explicit deny", `${USER} on resource: user alice with an explicit deny in an identity-based policy`, { explicit: true }],
  ["an explicit deny without saying where", `${USER} on resource: user alice with an explicit deny`, { explicit: true }],
  ["an explicit deny that is named", `${USER} on resource: user alice with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/team/ForceMFA`, { explicit: true, policyArn: "arn:aws:iam::123456789012:policy/team/ForceMFA" }],
  ["a permissions boundary", `${USER} on resource: user alice with an explicit deny in a permissions boundary`, { explicit: true }],
  ["a service control policy", `${USER} on resource: user alice with an explicit deny in a service control policy`, { explicit: true }],
  ["a service control policy that is named", `${USER} on resource: user alice with an explicit deny in a service control policy: arn:aws:organizations::777788889999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid111`, { explicit: true, policyArn: "arn:aws:organizations::777788889999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid111" }],
  ["quarantine, V2", `${USER} on resource: user alice with an explicit deny in an identity-based policy: ${V2}`, { explicit: true, policyArn: V2, quarantined: true }],
  ["quarantine, V3", `${USER} on resource: user alice with an explicit deny in an identity-based policy: ${V3}`, { explicit: true, policyArn: V3, quarantined: true }],
];

describe("A refusal of AWS", () => {
  for (const [name, message, expected] of WORDINGS) {
    it(`is read: ${name}`, () => {
      assert.deepEqual(readDenial(message, "iam:Fallback", false), {
        action: "iam:CreateAccessKey",
        resource: "user alice",
        explicit: false,
        policyArn: undefined,
        quarantined: false,
        mayWantMfa: expected.explicit === true && expected.quarantined !== true,
        ...expected,
      });
    });
  }

  it("is read with a resource that is an ARN, and for another service", () => {
    const denial = readDenial("User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: sts:GetSessionToken on resource: arn:aws:iam::1:user/x/y with an explicit deny in an identity-based policy", "x", false);
    assert.deepEqual([denial.action, denial.resource], ["sts:GetSessionToken", "arn:aws:iam::1:user/x/y"]);
  });

  it("is about what was called where it does not say", () => {
    assert.deepEqual(readDenial("MultiFactorAuthentication failed with invalid MFA one time pass code. ", "sts:GetSessionToken", false), {
      action: "sts:GetSessionToken",
      resource: undefined,
      explicit: false,
      policyArn: undefined,
      quarantined: false,
      mayWantMfa: false,
    });
    assert.equal(readDenial("", "iam:GetUser", false).action, "iam:GetUser");
  });

  it("cannot want MFA of temporary keys: they have it, or cannot get it", () => {
    assert.equal(readDenial(`${USER} on resource: user alice with an explicit deny`, "x", true).mayWantMfa, false);
  });

  it("is no quarantine because of the resource’s name", () => {
    const denial = readDenial("User: a is not authorized to perform: iam:GetPolicy on resource: policy arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3 because no identity-based policy allows the iam:GetPolicy action", "x", false);
    assert.deepEqual([denial.quarantined, denial.policyArn, denial.explicit], [false, undefined, false]);
  });
});
