import assert from "node:assert/strict";
import { quarantine, quarantineArn } from "../../../src/sandbox/policies/quarantine";
import { selfManageWithMfa, selfManageWithoutMfa } from "../../../src/sandbox/policies/selfManage";
import { evaluate, loadPolicy, PolicyNotUnderstood, type PolicyDocument, type PolicyStatement } from "../../../src/sandbox/policy";

const alice = "arn:aws:iam::123456789012:user/alice";
const bob = "arn:aws:iam::123456789012:user/bob";

/** Decides for alice; `mfa` is absent for long-term keys. */
function decide(document: PolicyDocument, action: string, resource: string, mfa?: boolean): string {
  return evaluate([loadPolicy("Tested", undefined, document)], { action, resource, userName: "alice", mfaPresent: mfa }).effect;
}

function one(statement: PolicyStatement): PolicyDocument {
  return { Version: "2012-10-17", Statement: [statement] };
}

describe("The sandbox's policy evaluator", () => {
  it("lets the documented no-MFA policy manage one's own credentials and nobody else's", () => {
    assert.equal(decide(selfManageWithoutMfa, "iam:CreateAccessKey", alice), "allowed");
    assert.equal(decide(selfManageWithoutMfa, "iam:CreateAccessKey", bob), "implicitDeny");
    assert.equal(decide(selfManageWithoutMfa, "iam:GetAccessKeyLastUsed", alice), "implicitDeny");
  });

  it("denies everything but the listed actions without MFA, for long-term keys and for sessions alike", () => {
    for (const mfa of [undefined, false]) {
      assert.equal(decide(selfManageWithMfa, "iam:ListAccessKeys", alice, mfa), "explicitDeny");
      assert.equal(decide(selfManageWithMfa, "iam:DeleteVirtualMFADevice", "arn:aws:iam::123456789012:mfa/alice", mfa), "explicitDeny");
      assert.equal(decide(selfManageWithMfa, "iam:GetUser", alice, mfa), "allowed");
      assert.equal(decide(selfManageWithMfa, "iam:CreateVirtualMFADevice", "arn:aws:iam::123456789012:mfa/any", mfa), "allowed");
      assert.equal(decide(selfManageWithMfa, "sts:GetSessionToken", "*", mfa), "implicitDeny");
    }
  });

  it("allows with MFA what the documented policy allows, and still no more", () => {
    assert.equal(decide(selfManageWithMfa, "iam:ListAccessKeys", alice, true), "allowed");
    assert.equal(decide(selfManageWithMfa, "iam:ListAccessKeys", bob, true), "implicitDeny");
    assert.equal(decide(selfManageWithMfa, "iam:DeleteVirtualMFADevice", "arn:aws:iam::123456789012:mfa/alice", true), "implicitDeny");
  });

  it("takes an absent MFA key as satisfying BoolIfExists and as failing Bool", () => {
    const statement = (operator: string) =>
      one({ Effect: "Deny", Action: "*", Resource: "*", Condition: { [operator]: { "aws:MultiFactorAuthPresent": "false" } } });
    assert.equal(decide(statement("Bool"), "iam:GetUser", alice), "implicitDeny");
    assert.equal(decide(statement("BoolIfExists"), "iam:GetUser", alice), "explicitDeny");
    assert.equal(decide(statement("Bool"), "iam:GetUser", alice, false), "explicitDeny");
    assert.equal(decide(statement("BoolIfExists"), "iam:GetUser", alice, true), "implicitDeny");
  });

  it("lets a Deny win over any Allow, and names the policy that denied", () => {
    const allowAll = loadPolicy("Admin", undefined, one({ Effect: "Allow", Action: "*", Resource: "*" }));
    const denying = loadPolicy("Quarantine", quarantineArn, quarantine);
    const decision = evaluate([allowAll, denying], { action: "iam:CreateAccessKey", resource: alice, userName: "alice", mfaPresent: true });
    assert.equal(decision.effect, "explicitDeny");
    assert.deepEqual(
      decision.policies.map(({ arn }) => arn),
      [quarantineArn],
    );
  });

  it("matches actions without regard to case, and resources with regard to it", () => {
    const document = one({ Effect: "Allow", Action: "IAM:list*keys", Resource: "arn:aws:iam::*:user/al?ce" });
    assert.equal(decide(document, "iam:ListAccessKeys", alice), "allowed");
    assert.equal(decide(document, "iam:ListMFADevices", alice), "implicitDeny");
    assert.equal(decide(document, "iam:ListAccessKeys", "arn:aws:iam::123456789012:user/ALICE"), "implicitDeny");
    assert.equal(decide(document, "iam:ListAccessKeys", "arn:aws:iam::123456789012:user/alce"), "implicitDeny");
  });

  it("takes the dot of a resource literally", () => {
    const document = one({ Effect: "Allow", Action: "*", Resource: "arn:aws:iam::*:user/a.b" });
    assert.equal(decide(document, "iam:GetUser", "arn:aws:iam::1:user/axb"), "implicitDeny");
    assert.equal(decide(document, "iam:GetUser", "arn:aws:iam::1:user/a.b"), "allowed");
  });

  it("turns NotAction and NotResource around", () => {
    const document = one({ Effect: "Allow", NotAction: "iam:Delete*", NotResource: bob });
    assert.equal(decide(document, "iam:GetUser", alice), "allowed");
    assert.equal(decide(document, "iam:DeleteAccessKey", alice), "implicitDeny");
    assert.equal(decide(document, "iam:GetUser", bob), "implicitDeny");
  });

  it("matches ${aws:username} for nobody who has no user name", () => {
    const policy = loadPolicy("Own", undefined, selfManageWithoutMfa);
    const decision = evaluate([policy], { action: "iam:GetUser", resource: alice, userName: undefined, mfaPresent: undefined });
    assert.equal(decision.effect, "implicitDeny");
  });

  it("refuses to load what it does not understand", () => {
    const plain = { Effect: "Allow", Action: "*", Resource: "*" } as const;
    const bad: [PolicyStatement, RegExp][] = [
      [{ ...plain, Condition: { StringEquals: { "aws:username": "x" } } }, /condition operator "StringEquals"/],
      [{ ...plain, Condition: { Bool: { "aws:SecureTransport": "true" } } }, /condition key "aws:SecureTransport"/],
      [{ ...plain, Resource: "arn:aws:iam::*:user/${aws:userid}" }, /variable \$\{aws:userid\}/],
      [{ ...plain, NotAction: "iam:*" }, /exactly one of Action and NotAction/],
      [{ Effect: "Allow", Action: "*" }, /exactly one of Resource and NotResource/],
      [{ ...plain, Principal: "*" } as PolicyStatement, /element "Principal"/],
    ];
    for (const [statement, words] of bad) {
      assert.throws(
        () => loadPolicy("Odd", undefined, one(statement)),
        (error) => error instanceof PolicyNotUnderstood && words.test(error.message),
      );
    }
  });
});
