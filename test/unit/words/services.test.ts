import assert from "node:assert/strict";
import { describeExpiry, describeService, nameServiceCredential } from "../../../src/words/services";

const NOW = new Date("2026-03-10T12:00:00Z");
const moment = { now: NOW, locale: "en" };
const inHours = (hours: number) => describeExpiry({ isApiKey: true, expiresAt: new Date(NOW.getTime() + hours * 3_600_000) }, moment);

describe("A service in words", () => {
  it("has the name that people know, or the one that AWS gives it", () => {
    const names = ["codecommit", "cassandra", "bedrock", "logs", "new-thing"].map((name) => describeService(`${name}.amazonaws.com`));
    assert.deepEqual(names, ["AWS CodeCommit", "Amazon Keyspaces", "Amazon Bedrock", "CloudWatch Logs", "new-thing"]);
    assert.equal(describeService("elsewhere.example"), "elsewhere.example");
  });

  it("has credentials that are known by their user name, else by their id", () => {
    const credential = { id: "ACCA1", serviceName: "x", isApiKey: true, status: "Active", createdAt: undefined, expiresAt: undefined } as const;
    assert.deepEqual([nameServiceCredential({ ...credential, signInName: "alias" }), nameServiceCredential({ ...credential, signInName: "" })], ["alias", "ACCA1"]);
  });
});

describe("When an API key ends", () => {
  for (const [hours, text, isSoon, isOver] of [
    [-1, "expired on Mar 10, 2026", false, true],
    [0, "expired on Mar 10, 2026", false, true],
    [1, "expires within a day", true, false],
    [25, "expires in 2 days", true, false],
    [14 * 24, "expires in 14 days", true, false],
    [14 * 24 + 1, "expires in 15 days", false, false],
    [28 * 24, "expires in 28 days", false, false],
    [30 * 24, "expires on Apr 9, 2026", false, false],
  ] as const) {
    it(`is said so: ${text}`, () => assert.deepEqual(inHours(hours), { text, isSoon, isOver }));
  }

  it("is said of one that never does, and not of a password", () => {
    assert.equal(describeExpiry({ isApiKey: true, expiresAt: undefined }, moment)?.text, "never expires");
    assert.equal(describeExpiry({ isApiKey: false, expiresAt: undefined }, moment), undefined);
  });
});
