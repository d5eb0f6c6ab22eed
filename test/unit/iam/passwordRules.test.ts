import assert from "node:assert/strict";
import fc from "fast-check";
import type { PasswordPolicy } from "../../../src/iam/model";
import { checkPassword, describeAwsShare, describeRule, generatePassword, isPassword, SYMBOLS, type PasswordRules } from "../../../src/iam/passwordRules";
import * as sandbox from "../../../src/sandbox/passwordRules";

const LAX: PasswordPolicy = {
  minimumLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercase: false,
  requireLowercase: false,
  usersMayChange: true,
  maximumAgeDays: undefined,
  reusePrevention: undefined,
  hardExpiry: false,
};
const STRICT: PasswordPolicy = { ...LAX, minimumLength: 14, requireSymbols: true, requireNumbers: true, requireUppercase: true, requireLowercase: true, reusePrevention: 5 };
const DEFAULT: PasswordRules = { kind: "default", accountNames: ["123456789012", "acme-Development-1"] };
const UNKNOWN: PasswordRules = { kind: "unknown" };
const own = (policy: PasswordPolicy): PasswordRules => ({ kind: "own", policy });

/** The rules that a password breaks. */
function broken(rules: PasswordRules, password: string, current = "Current-password-1"): readonly string[] {
  return checkPassword(rules, password, current).filter(({ isMet }) => !isMet).map(({ rule }) => rule.kind);
}

const anyPolicy: fc.Arbitrary<PasswordPolicy> = fc.record({
  minimumLength: fc.integer({ min: 6, max: 128 }),
  requireSymbols: fc.boolean(),
  requireNumbers: fc.boolean(),
  requireUppercase: fc.boolean(),
  requireLowercase: fc.boolean(),
  usersMayChange: fc.boolean(),
  maximumAgeDays: fc.option(fc.integer({ min: 1, max: 1095 }), { nil: undefined }),
  reusePrevention: fc.option(fc.integer({ min: 1, max: 24 }), { nil: undefined }),
  hardExpiry: fc.boolean(),
});

/** A policy as the sandbox writes it. */
const inSandbox = (policy: PasswordPolicy) => ({ ...policy, allowUsersToChange: policy.usersMayChange, maxAge: policy.maximumAgeDays });

describe("The rules of a password policy", () => {
  it("ask for what the policy asks for, and for nothing else", () => {
    assert.deepEqual(broken(own(STRICT), ""), ["minimum", "uppercase", "lowercase", "number", "symbol", "notCurrent"]);
    assert.deepEqual(broken(own(STRICT), "Abcdefghijkl1!"), []);
    assert.deepEqual(broken(own(STRICT), "Abcdefghijk1!"), ["minimum"]);
    assert.deepEqual(broken(own(LAX), "aaaaaa"), []);
    assert.deepEqual(broken(own({ ...LAX, requireNumbers: true }), "aaaaaa"), ["number"]);
  });

  it("count only the characters that AWS counts", () => {
    assert.deepEqual(broken(own(STRICT), "ÄÖÜäöüß½§°~`,.;:<>?/"), ["uppercase", "lowercase", "number", "symbol"]);
    for (const symbol of "!@#$%^&*()_+-=[]{}|'") assert.deepEqual(broken(own({ ...LAX, requireSymbols: true }), `aaaaa${symbol}`), [], symbol);
    for (const other of "~`,.;:<>?/\\\" §€") assert.ok(broken(own({ ...LAX, requireSymbols: true }), `aaaaa${other}`).includes("symbol"), other);
    assert.equal(SYMBOLS.length, 20);
  });

  it("take no more than 128 characters, and only those of IAM", () => {
    for (const rules of [own(LAX), DEFAULT, UNKNOWN]) {
      assert.deepEqual(broken(rules, `Aa1!${"x".repeat(124)}`), []);
      assert.deepEqual(broken(rules, `Aa1!${"x".repeat(125)}`), ["maximum"]);
      assert.deepEqual(broken(rules, "Aa1! tab\t ÿ é"), []);
      for (const other of ["€", "–", "😀", "Ā", "\u0000", "\u001F"]) assert.deepEqual(broken(rules, `Aa1!xxxx${other}`), ["characters"], other);
    }
    assert.deepEqual(["", "x", "x".repeat(128), "x".repeat(129), "€"].map(isPassword), [false, true, true, false, false]);
  });

  it("never take the current password for a new one", () => {
    for (const rules of [own(STRICT), DEFAULT, UNKNOWN]) assert.deepEqual(broken(rules, "Current-password-1"), ["notCurrent"]);
  });

  it("of IAM's default are eight characters of three kinds, and not the account's name", () => {
    assert.deepEqual(broken(DEFAULT, "Abcdefg1"), []);
    assert.deepEqual(broken(DEFAULT, "Abcdef1"), ["minimum"]);
    assert.deepEqual(broken(DEFAULT, "abcdefg1"), ["threeKinds"]);
    assert.deepEqual(broken(DEFAULT, "Acme-development-1"), ["accountName"]);
    assert.deepEqual(broken(DEFAULT, "123456789012"), ["threeKinds", "accountName"]);
  });

  it("are none but IAM's own where they are not known, and AWS judges", () => {
    assert.deepEqual([broken(UNKNOWN, "x"), broken(UNKNOWN, "")], [[], ["minimum", "notCurrent"]]);
    assert.match(describeAwsShare(UNKNOWN) ?? "", /AWS checks them/);
  });

  it("say what only AWS can judge", () => {
    assert.match(describeAwsShare(own(STRICT)) ?? "", /one of your last 5/);
    assert.equal(describeAwsShare(own(LAX)), undefined);
    assert.equal(describeAwsShare(own({ ...LAX, reusePrevention: 1 })), undefined, "the last one is the current one");
    assert.match(describeAwsShare(DEFAULT) ?? "", /e-mail address/);
  });

  it("have words for each", () => {
    const words = new Set([own(STRICT), DEFAULT, UNKNOWN].flatMap((rules) => checkPassword(rules, "", "").map(({ rule }) => describeRule(rule))));
    assert.deepEqual([...words], [
      "14 or more characters",
      "a capital letter (A–Z)",
      "a small letter (a–z)",
      "a number (0–9)",
      "a symbol (! @ # $ % ^ & * ( ) _ + - = [ ] { } | ')",
      "128 characters at most",
      "none of the characters that AWS does not take, such as € or emoji",
      "not the current password",
      "8 or more characters",
      "three of: capital letter (A–Z), small letter (a–z), number (0–9), symbol (! @ # $ % ^ & * ( ) _ + - = [ ] { } | ')",
      "not the account's name",
      "1 or more characters",
    ]);
  });

  it("agree with the sandbox's, in 10,000 passwords under as many policies", () => {
    const anyPassword = fc.string({ unit: fc.constantFrom(...Array.from("aZ09!'~é .")), maxLength: 30 });
    fc.assert(
      fc.property(anyPolicy, anyPassword, fc.constantFrom("aaaaaa", "Z0!aZ0!aZ0!a"), (policy, password, current) => {
        const isMet = broken(own(policy), password, current).length === 0;
        assert.equal(isMet, password !== current && sandbox.meetsPolicy(inSandbox(policy), password));
        const isDefault = broken(DEFAULT, password, current).length === 0;
        assert.equal(isDefault, password !== current && sandbox.meetsDefaultPolicy(password, ["123456789012"]));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("A generated password", () => {
  it("meets its policy, IAM's default and the sandbox, with room to spare, under 10,000 policies", () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const password = generatePassword(own(policy)).reveal();
        assert.deepEqual(broken(own(policy), password), []);
        assert.deepEqual(broken(DEFAULT, password), []);
        assert.ok(sandbox.meetsPolicy(inSandbox(policy), password));
        assert.ok(sandbox.meetsDefaultPolicy(password, ["123456789012"]));
        assert.equal(password.length, Math.min(128, Math.max(20, policy.minimumLength + 8)));
        for (const kind of [/[A-Z]/g, /[a-z]/g, /[2-9]/g, /[!@#%*_+=-]/g]) assert.ok((password.match(kind)?.length ?? 0) >= 2, password);
        assert.match(password, /^[A-Za-z][A-HJ-NP-Za-km-z2-9!@#%*_+=-]+$/);
      }),
      { numRuns: 10_000 },
    );
  });

  it("meets IAM's default where the rules are not known", () => {
    for (let times = 0; times < 1000; times++) assert.deepEqual(broken(DEFAULT, generatePassword(UNKNOWN).reveal()), []);
  });

  it("is another each time, uses every character, and prints as ***", () => {
    const passwords = Array.from({ length: 2000 }, () => generatePassword(UNKNOWN));
    assert.equal(new Set(passwords.map((each) => each.reveal())).size, 2000);
    assert.equal(new Set(passwords.flatMap((each) => Array.from(each.reveal()))).size, 24 + 24 + 8 + 9);
    assert.equal(String(passwords[0]), "***");
  });
});
