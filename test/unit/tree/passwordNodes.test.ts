import assert from "node:assert/strict";
import type { LoginProfile, PasswordReport, User } from "../../../src/iam/model";
import { valueOf, type Part, type PartName, type PartValues } from "../../../src/iam/snapshot";
import { makePasswordNode } from "../../../src/tree/passwordNodes";
import { ABSENT, daysAgo, denied, failed, find, FULL, ids, LOADING, MOMENT, NOW, ok, POLICY, withParts } from "./snapshots";

const password = (changes: { readonly [Name in PartName]?: Part<PartValues[Name]> } = {}, changedHereAt?: Date) => makePasswordNode(withParts(changes), changedHereAt, MOMENT);
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

  it("says where MFA may be what is missing, and leads to it", () => {
    const row = password({ passwordReport: denied("iam:GenerateCredentialReport", true), loginProfile: denied("iam:GetLoginProfile", true), passwordPolicy: denied("iam:GetAccountPasswordPolicy", true) });
    assert.deepEqual([row.description, row.tooltip], ["age not known", "Without MFA your user may not read how old the password is."]);
    for (const [id, action] of [["password/policy", "iam:GetAccountPasswordPolicy"], ["password/denied", "iam:GetLoginProfile"]] as const) {
      const { description, command } = find([row], id);
      assert.deepEqual([description, command?.id], [`needs MFA, or is forbidden: ${action}`, "mySecurityCredentials.mfaSession.signIn"]);
    }
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

  it("is none where IAM says so, whatever an older report or a change made here says, and cannot be changed then", () => {
    const row = password({ loginProfile: ABSENT }, daysAgo(2));
    assert.deepEqual([row.description, row.kind], ["none", "password.none"]);
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

  describe("changed here", () => {
    const here = /^Changed here, Monday, November 23, 2026 at .* \(today\)\.$/;

    for (const [name, passwordReport] of [["denied", NO_REPORT], ["failed", failed<PasswordReport>()], ["not there", ABSENT], ["still on its way", LOADING], ["from before", changed(121)]] as const) {
      it(`was changed today, whatever the report is: ${name}; the expiry is counted from then`, () => {
        const row = password({ passwordReport }, NOW);
        assert.equal(row.description, "changed today · expires in 180 days");
        assert.match(row.tooltip ?? "", here);
        assert.equal(find([row], "password/age").description, "changed today");
      });
    }

    it("is known even where neither source may be read, or both failed", () => {
      for (const changes of [{ passwordReport: NO_REPORT, loginProfile: denied("iam:GetLoginProfile") }, { passwordReport: failed<PasswordReport>(), loginProfile: failed<LoginProfile>() }]) {
        const row = password(changes, daysAgo(3));
        assert.deepEqual([row.description, row.kind], ["changed 3 days ago · expires in 177 days", "password"]);
        assert.ok(!ids(row.children).includes("password/denied"));
      }
    });

    it("gives way to a report that knows of a newer change", () => {
      const row = password({ passwordReport: changed(2) }, daysAgo(5));
      assert.equal(row.description, "changed 2 days ago · expires in 178 days");
      assert.match(row.tooltip ?? "", /^According to the account's credential report/);
    });

    it("says nothing of a password that an administrator gave since", () => {
      const row = password({ loginProfile: ok({ createdAt: daysAgo(1), resetRequired: true }), passwordReport: changed(30) }, daysAgo(5));
      assert.equal(row.description, "must be changed at the next sign-in · created yesterday");
    });

    it("counts although AWS noted the first password some seconds later", () => {
      const at = daysAgo(4);
      const row = password({ loginProfile: ok({ createdAt: new Date(at.getTime() + 20_000), resetRequired: false }), passwordReport: ok({ lastChangedAt: at, generatedAt: NOW }) });
      assert.equal(row.description, "changed 4 days ago · expires in 176 days");
    });
  });

  it("says what a hard expiry means where one comes", () => {
    assert.match(password({ passwordPolicy: ok({ ...POLICY, hardExpiry: true }) }).spoken ?? "", /Once it has expired, only an administrator can set a new one\.$/);
    assert.doesNotMatch(password({ passwordPolicy: ok({ ...POLICY, hardExpiry: true, maximumAgeDays: undefined }) }).spoken ?? "", /expired/);
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

  describe("has its policy as a whole, one row a rule", () => {
    const rules = (part: Part<PartValues["passwordPolicy"]>) => find([password({ passwordPolicy: part })], "password/policy").children?.map(({ label }) => label);

    it("of the account", () => {
      assert.deepEqual(rules(ok({ ...POLICY, hardExpiry: true })), [
        "14 to 128 characters",
        "With a capital letter (A–Z)",
        "With a small letter (a–z)",
        "With a number (0–9)",
        "With a symbol (! @ # $ % ^ & * ( ) _ + - = [ ] { } | ')",
        "Expires after 180 days",
        "Once expired, only an administrator can set a new one",
        "Not one of the last 5 passwords",
        "All users may change their own password",
      ]);
      assert.ok(rules(ok(POLICY))?.includes("Once expired, it is changed at the next sign-in"));
    });

    it("of an account that asks for little", () => {
      const lax = { ...POLICY, minimumLength: 6, requireSymbols: false, requireNumbers: false, requireUppercase: false, requireLowercase: false, usersMayChange: false, maximumAgeDays: undefined, reusePrevention: undefined };
      assert.deepEqual(rules(ok(lax)), ["6 to 128 characters", "Never expires", "Earlier passwords may be used again", "Users change their password only if a policy of their own allows it (iam:ChangePassword)"]);
    });

    it("of IAM, where the account has none", () => {
      assert.deepEqual(rules(ABSENT), [
        "8 to 128 characters",
        "Three of: capital letters (A–Z), small letters (a–z), numbers (0–9), symbols (! @ # $ % ^ & * ( ) _ + - = [ ] { } | ')",
        "Not the account's name or e-mail address",
        "Never expires",
        "Earlier passwords may be used again",
      ]);
    });

    it("as it was known, if it cannot be refreshed", () => {
      assert.equal(rules(failed(POLICY))?.[0], "14 to 128 characters");
      assert.equal(rules(failed()), undefined);
      assert.equal(rules(denied("iam:GetAccountPasswordPolicy")), undefined);
    });
  });
});
