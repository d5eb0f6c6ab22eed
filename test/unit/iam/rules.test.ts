import assert from "node:assert/strict";
import fc from "fast-check";
import type { AccessKey, CredentialStatus, PasswordPolicy } from "../../../src/iam/model";
import { chooseKeyToGiveUp, daysBetween, daysUntilExpiry, findDescriptionFault, findOldKeys, isKeyQuotaFull, isOldKey, wasUsedRecently, type KeyInUse } from "../../../src/iam/rules";

const NOW = new Date("2026-11-23T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000);
const key = (id: string, ageDays: number | undefined, status: CredentialStatus = "Active"): AccessKey => ({ id, status, createdAt: ageDays === undefined ? undefined : daysAgo(ageDays) });
const used = (days: number) => ({ at: daysAgo(days), serviceName: "s3", region: "us-east-1" });
const NEVER = { at: undefined, serviceName: undefined, region: undefined };

describe("Ages", () => {
  it("are whole days, and never negative", () => {
    assert.deepEqual([0, 0.99, 1, 1.5, 400, -3].map((days) => daysBetween(daysAgo(days), NOW)), [0, 0, 1, 1, 400, 0]);
  });

  it("make a key old beyond the limit that is in force, and never one whose age is not known", () => {
    const old = (limit: number) => [key("a", 30), key("a", 90), key("a", 91), key("a", undefined)].map((each) => isOldKey(each, NOW, limit));
    assert.deepEqual(old(90), [false, false, true, false]);
    assert.deepEqual(old(29), [true, true, true, false]);
    assert.deepEqual(old(Number.POSITIVE_INFINITY), [false, false, false, false]);
  });

  it("are no worry in keys that open no doors", () => {
    const keys = [key("a", 400), key("b", 400, "Inactive"), key("c", 400, "Expired"), key("d", 91), key("e", 90)];
    assert.deepEqual(findOldKeys(keys, NOW, 90).map(({ id }) => id), ["a", "d"]);
    assert.deepEqual(findOldKeys(keys, NOW, Number.POSITIVE_INFINITY), []);
  });

  it("make a use recent for 35 days, longer than any month", () => {
    assert.deepEqual([used(0), used(35), used(36), NEVER].map((use) => wasUsedRecently(use, NOW)), [true, true, false, false]);
  });

  it("tell when a password expires", () => {
    const policy = (maximumAgeDays: number | undefined) => ({ maximumAgeDays }) as PasswordPolicy;
    assert.equal(daysUntilExpiry(daysAgo(121), policy(180), NOW), 59);
    assert.equal(daysUntilExpiry(daysAgo(179.5), policy(180), NOW), 1);
    assert.equal(daysUntilExpiry(daysAgo(190), policy(180), NOW), -10);
    assert.equal(daysUntilExpiry(daysAgo(500), policy(undefined), NOW), undefined);
  });
});

describe("The key quota", () => {
  it("counts inactive keys, and more than it allows", () => {
    const sets = [[], [key("a", 1)], [key("a", 1), key("b", 1, "Inactive")], [key("a", 1), key("b", 1), key("c", 1)]];
    assert.deepEqual(sets.map(isKeyQuotaFull), [false, false, true, true]);
  });
});

describe("The key to give up", () => {
  const choose = (keys: readonly KeyInUse[], signing?: string) => {
    const chosen = chooseKeyToGiveUp(keys, signing, NOW);
    return chosen && [chosen.key.id, chosen.reason];
  };

  it("is the one that is switched off", () => assert.deepEqual(choose([{ key: key("a", 400), use: used(90) }, { key: key("b", 1, "Inactive"), use: used(1) }]), ["b", "inactive"]));
  it("is one that expired", () => assert.deepEqual(choose([{ key: key("a", 1), use: NEVER }, { key: key("b", 1, "Expired"), use: used(1) }]), ["b", "inactive"]));
  it("is the one that was never used", () => assert.deepEqual(choose([{ key: key("a", 400), use: used(300) }, { key: key("b", 2), use: NEVER }]), ["b", "neverUsed"]));
  it("is not one so young that IAM may not have recorded its use yet", () => assert.deepEqual(choose([{ key: key("a", 400), use: used(300) }, { key: key("b", 1), use: NEVER }]), ["a", "older"]));
  it("is the one that this profile does not sign with", () => assert.deepEqual(choose([{ key: key("a", 400), use: used(300) }, { key: key("b", 1), use: used(1) }], "a"), ["b", "notThisProfile"]));
  it("is the one that rested longer, where another profile signs", () => assert.deepEqual(choose([{ key: key("a", 1), use: used(9) }, { key: key("b", 400), use: used(1) }]), ["a", "usedLongerAgo"]));
  it("is the older one, where the use is not known", () => assert.deepEqual(choose([{ key: key("a", 10), use: undefined }, { key: key("b", 400), use: used(1) }]), ["b", "older"]));
  it("does not take an unknown use for none", () => assert.deepEqual(choose([{ key: key("a", 10), use: undefined }, { key: key("b", 5), use: undefined }]), ["a", "older"]));
  it("is the signing key only if there is no other", () => assert.equal(choose([{ key: key("a", 10, "Inactive"), use: NEVER }], "a")?.[0], "a"));
  it("is none of none", () => assert.equal(choose([], "a"), undefined));

  const anyKey = fc.record({
    id: fc.constantFrom("a", "b", "c", "d"),
    status: fc.constantFrom<CredentialStatus>("Active", "Inactive", "Expired"),
    age: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
    use: fc.constantFrom(undefined, NEVER, used(1), used(40), used(400)),
  });
  it("is one of them, and never the signing key while there is another", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }), fc.constantFrom("a", "b", undefined), (drawn, signing) => {
        const keys = drawn.map(({ id, age, status, use }) => ({ key: key(id, age, status), use }));
        const chosen = chooseKeyToGiveUp(keys, signing, NOW);
        assert.ok(chosen !== undefined && keys.some((each) => each.key === chosen.key));
        assert.ok(keys.length === 1 || chosen.key.id !== signing);
      }),
    );
  });
});

describe("A description", () => {
  it("may hold what a tag’s value may", () => {
    for (const text of ["", "laptop", "Zoë’s".replace("’", ""), "日本語 1_2.3:4/5=6+7-8@9", "x".repeat(256)]) assert.equal(findDescriptionFault(text), undefined, text);
  });
  it("may not hold anything else; each such character is named once", () => {
    assert.deepEqual(findDescriptionFault("a,b;c,d"), { characters: ", ;" });
    assert.deepEqual(findDescriptionFault("key 🔑"), { characters: "🔑" });
    assert.deepEqual(findDescriptionFault("a\nb"), { characters: "\n" });
  });
  it("may be 256 characters long", () => assert.deepEqual(findDescriptionFault("x".repeat(300)), { tooLong: 44 }));
});
