import assert from "node:assert/strict";
import { readCaller, readMfaDevice } from "../../../src/iam/caller";

describe("The caller of an ARN", () => {
  const cases: readonly [string, string, object][] = [
    ["a user", "arn:aws:iam::123456789012:user/alice", { kind: "user", userName: "alice", partition: "aws" }],
    ["a user with a path", "arn:aws:iam::123456789012:user/division_abc/sub/alice", { kind: "user", userName: "alice", partition: "aws" }],
    ["a user whose name has all that names may have", "arn:aws:iam::123456789012:user/a+b=c,d.e@f-g_h", { kind: "user", userName: "a+b=c,d.e@f-g_h", partition: "aws" }],
    ["a user in China", "arn:aws-cn:iam::123456789012:user/alice", { kind: "user", userName: "alice", partition: "aws-cn" }],
    ["a user in GovCloud", "arn:aws-us-gov:iam::123456789012:user/alice", { kind: "user", userName: "alice", partition: "aws-us-gov" }],
    ["root", "arn:aws:iam::123456789012:root", { kind: "root", partition: "aws" }],
    ["a role", "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com", { kind: "assumedRole", roleName: "Developer", sessionName: "alice@example.com", partition: "aws" }],
    ["IAM Identity Center", "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice", { kind: "assumedRole", roleName: "AWSReservedSSO_Admin_0123456789abcdef", sessionName: "alice", partition: "aws" }],
    ["a federated user", "arn:aws:sts::123456789012:federated-user/alice", { kind: "federated", name: "alice", partition: "aws" }],
    ["something newer than this code", "arn:aws:sts::123456789012:service-thing/a/b", { kind: "federated", name: "a/b", partition: "aws" }],
  ];
  for (const [name, arn, expected] of cases) {
    it(`is ${name}`, () => {
      assert.deepEqual(readCaller(arn, "123456789012"), { arn, accountId: "123456789012", ...expected });
    });
  }

  it("is nobody in particular for what is no ARN", () => {
    assert.equal(readCaller("", "").kind, "federated");
  });
});

describe("An MFA device of a serial number", () => {
  const since = new Date(0);
  const cases: readonly [string, string, string][] = [
    ["arn:aws:iam::123456789012:mfa/alice", "virtual", "alice"],
    ["arn:aws:iam::123456789012:mfa/path/alice-phone", "virtual", "alice-phone"],
    ["arn:aws-us-gov:iam::123456789012:mfa/alice", "virtual", "alice"],
    ["arn:aws:iam::123456789012:u2f/user/alice/yubikey-5-ABCDEFGHIJKLMNOP1234", "securityKey", "yubikey-5"],
    ["arn:aws:iam::123456789012:u2f/root-account/key", "securityKey", "key"],
    ["arn:aws:iam::123456789012:sms-mfa/alice", "hardware", "arn:aws:iam::123456789012:sms-mfa/alice"],
    ["GAHT12345678", "hardware", "GAHT12345678"],
  ];
  for (const [serialNumber, kind, name] of cases) {
    it(`is a ${kind} called ${name}`, () => {
      assert.deepEqual(readMfaDevice(serialNumber, since), { serialNumber, kind, name, enabledAt: since });
    });
  }
});
