import assert from "node:assert/strict";
import type { LoginProfile, PasswordReport, User } from "../../../src/iam/model";
import { valueOf, type Part, type PartName, type PartValues } from "../../../src/iam/snapshot";
import { makePasswordNode } from "../../../src/tree/passwordNodes";
import { ABSENT, daysAgo, denied, failed, find, FULL, ids, LOADING, MOMENT, NOW, ok, POLICY, withParts } from "./snapshots";

const password = (changes: { readonly [Name in PartName]?: Part<PartValues[Name]> } = {}) => makePasswordNode(withParts(changes), MOMENT);
const changed = (days: number): Part<PasswordReport> => ok({ lastChangedAt: daysAgo(days), generatedAt: NOW });
const created: Part<LoginProfile> = ok({ createdAt: daysAgo(400), resetRequired: false });
const NO_REPORT = denied("iam:GetCredentialReport");

describe("The console password", () => {
  it("has the age of the credential report, and says so", () => {
    const row = password();
    assert.equal(row.description, "changed 121 days ago · expires in 59 days");
    assert.match(row.tooltip ?? "", /^According to the account's credential report, made this minute\.$/);
    assert.match(row.spoken ?? "", /^Console password, changed 121 days ago · expires in 59 days\. According to/);
    assert.equal(row.tone, undefined);
  });

  it("has no age but that of the first password without a report, says that it is that, and never when it expires", () => {
    for (const passwordReport of [NO_REPORT, failed<PasswordReport>(), ABSENT, ok({ lastChangedAt: undefined, generatedAt: NOW })]) {
      const row = password({ passwordReport });
      assert.equal(row.description, "created Oct 19, 2025");
      assert.match(row.tooltip ?? "", /when the password was first set .*, not when it was last changed/);
    }
  });

  it("is of unknown age where neither may be read, and names what is missing", () => {
    const row = password({ passwordReport: NO_REPORT, loginProfile: denied("iam:GetLoginProfile") });
    assert.deepEqual([row.description, row.tooltip], ["age not known", "Your user may not read how old the password is."]);
    assert.deepEqual([find([row], "password/denied").description, find([row], "password/denied").denial?.action], ["not shown to your user (iam:GetLoginProfile)", "iam:GetLoginProfile"]);
  });

  it("is known from the report where the login profile is denied", () => {
    const row = password({ loginProfile: denied("iam:GetLoginProfile") });
    assert.equal(row.description, "changed 121 days ago · expires in 59 days");
    assert.ok(!ids(row.children).includes("password/denied"));
  });

  it("is none where there is none", () => {
    const row = password({ loginProfile: ABSENT, passwordReport: ok({ lastChangedAt: undefined, generatedAt: NOW }) });
    assert.deepEqual([row.description, ids(row.children)], ["none", ["password/none"]]);
    assert.match(row.tooltip ?? "", /cannot sign in to the AWS console/);
  });

  it("is none even where the report may not be read", () => assert.equal(password({ loginProfile: ABSENT, passwordReport: NO_REPORT }).description, "none"));

  it("has to be changed at the next sign-in", () => assert.match(password({ loginProfile: ok({ createdAt: daysAgo(1), resetRequired: true }) }).description ?? "", /^must be changed at the next sign-in · /));

  it("failed is not the same as denied: it says why, and can be tried again", () => {
    for (const passwordReport of [NO_REPORT, failed<PasswordReport>(), LOADING]) {
      const row = password({ loginProfile: failed<LoginProfile>(), passwordReport });
      if (passwordReport.state === "loading") continue;
      assert.deepEqual([row.kind, row.description], ["password.failed", "could not be loaded"]);
      assert.deepEqual(row.children?.[0]?.command?.argument, { parts: ["user", "loginProfile", "passwordPolicy", "passwordReport"] });
    }
  });

  it("keeps what was known when it cannot be refreshed", () => {
    const previous = valueOf(FULL.loginProfile);
    assert.equal(password({ loginProfile: failed(previous), passwordReport: NO_REPORT }).description, "created Oct 19, 2025");
  });

  it("is loading until one of its sources has answered", () => {
    for (const changes of [{ loginProfile: LOADING }, { loginProfile: denied("iam:GetLoginProfile"), passwordReport: LOADING }]) assert.equal(password(changes).kind, "password.loading");
    assert.equal(password({ loginProfile: created, passwordReport: LOADING }).description, "created Oct 19, 2025");
  });

  for (const [days, words, tone] of [
    [0, "changed today · expires in 180 days", undefined],
    [1, "changed yesterday · expires in 179 days", undefined],
    [165, "changed 165 days ago · expires in 15 days", undefined],
    [166, "changed 166 days ago · expires in 14 days", "warning"],
    [179, "changed 179 days ago · expires within a day", "warning"],
    [181, "changed 181 days ago · expired", "warning"],
  ] as const) {
    it(`warns in words when it is about to expire: ${words}`, () => {
      const row = password({ passwordReport: changed(days) });
      assert.deepEqual([row.description, row.tone], [words, tone]);
    });
  }

  it("never expires by a policy that does not say so", () => {
    assert.equal(password({ passwordPolicy: ok({ ...POLICY, maximumAgeDays: undefined }) }).description, "changed 121 days ago");
    assert.equal(password({ passwordPolicy: ABSENT }).description, "changed 121 days ago");
  });

  it("was last used, never used, or nobody knows", () => {
    const user = valueOf(FULL.user);
    assert.ok(user !== undefined);
    const lastUsed = (part: Part<User>, loginProfile: Part<LoginProfile> = created) => find([password({ user: part, loginProfile })], "password/lastUsed").description;
    assert.equal(lastUsed(ok(user)), "yesterday");
    assert.equal(lastUsed(ok({ ...user, passwordLastUsedAt: undefined })), "never");
    assert.equal(lastUsed(ok({ ...user, passwordLastUsedAt: undefined }), denied("iam:GetLoginProfile")), "no sign-in known");
    assert.equal(lastUsed(denied("iam:GetUser")), "not shown to your user (iam:GetUser)");
    assert.equal(lastUsed(failed<User>()), "could not be loaded");
    assert.equal(lastUsed(LOADING), "loading…");
  });

  it("has its policy in words", () => {
    const policy = (part: Part<PartValues["passwordPolicy"]>) => find([password({ passwordPolicy: part })], "password/policy").description;
    assert.equal(policy(ok(POLICY)), "at least 14 characters, with capital letters, small letters, numbers, symbols, expires after 180 days, not one of the last 5");
    const lax = { ...POLICY, minimumLength: 6, requireSymbols: false, requireNumbers: false, requireUppercase: false, requireLowercase: false, usersMayChange: false, maximumAgeDays: undefined, reusePrevention: undefined };
    assert.equal(policy(ok(lax)), "at least 6 characters, never expires, changed by administrators only");
    assert.match(policy(ABSENT) ?? "", /^IAM's default: at least 8 characters of 3 kinds/);
    assert.equal(policy(denied("iam:GetAccountPasswordPolicy")), "not shown to your user (iam:GetAccountPasswordPolicy)");
    assert.equal(policy(failed()), "could not be loaded");
    assert.equal(policy(LOADING), "loading…");
  });
});
