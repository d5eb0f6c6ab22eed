import assert from "node:assert/strict";
import { inspect } from "node:util";
import { codeOf, judgeCode, makeOtpUri } from "../../../src/mfa/totp";
import { Secret } from "../../../src/secret";
import { codeOfSeed } from "./authenticator";

/** "12345678901234567890" (RFC 6238, appendix B). */
const RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/** As AWS's are: 64 letters. */
const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NOW = Date.UTC(2026, 10, 23, 10, 0, 12);

describe("Codes of a seed", () => {
  // RFC 6238, appendix B; the last six of its eight digits.
  for (const [seconds, code] of [[59, "287082"], [1111111109, "081804"], [1234567890, "005924"], [20000000000, "353130"]] as const) {
    it(`are those of RFC 6238 at ${seconds}`, () => assert.equal(codeOf(new Secret(RFC_SEED), Math.floor(seconds / 30)), code));
  }

  const judge = (steps: number, now = NOW) => judgeCode(new Secret(SEED), codeOfSeed(SEED, Math.floor(now / 30_000) + steps), now);
  const step = Math.floor(NOW / 30_000);

  it("are told apart by their time", () => {
    assert.deepEqual([judge(0), judge(-1), judge(1)], [{ kind: "now", step }, { kind: "previous", step: step - 1 }, { kind: "next", step: step + 1 }]);
  });

  for (const [steps, kind, minutes] of [[2, "ahead", 1], [4, "ahead", 2], [10, "ahead", 5], [40, "ahead", 20], [-2, "behind", 1], [-10, "behind", 5], [-40, "behind", 20]] as const) {
    it(`show a clock that is off by ${steps} steps`, () => assert.deepEqual(judge(steps), { kind, step: step + steps, minutes }));
  }

  it("show a clock that is a minute and a half off as two minutes, at either end of a step", () => {
    assert.deepEqual([judge(3, NOW), judge(-3, NOW + 17_999)], [{ kind: "ahead", step: step + 3, minutes: 2 }, { kind: "behind", step: step - 3, minutes: 2 }]);
  });

  it("are unknown when they belong to another seed, or to another hour", () => {
    assert.deepEqual(judgeCode(new Secret(SEED), codeOfSeed(RFC_SEED, step), NOW), { kind: "unknown" });
    assert.deepEqual([judge(120), judge(-41)], [{ kind: "unknown" }, { kind: "unknown" }]);
  });

  it("are unknown when they are no codes", () => assert.deepEqual(["", "12345", "1234567", "abcdef"].map((code) => judgeCode(new Secret(SEED), code, NOW).kind), Array(4).fill("unknown")));
});

describe("The URI that an authenticator app takes", () => {
  const make = (deviceName: string, account = "acme-dev") => makeOtpUri(new Secret(SEED), { deviceName, userName: "alice", account }).reveal();

  it("shows user@account, under AWS's name", () => {
    const uri = new URL(make("alice"));
    assert.equal(decodeURIComponent(uri.pathname), "/Amazon Web Services:alice@acme-dev");
    assert.deepEqual(Object.fromEntries(uri.searchParams), { issuer: "Amazon Web Services", secret: SEED, algorithm: "SHA1", digits: "6", period: "30" });
  });

  it("says the device's name where it is another, so that no entry takes the place of another", () => {
    assert.equal(decodeURIComponent(new URL(make("alice-2", "123456789012")).pathname), "/Amazon Web Services:alice@123456789012 (alice-2)");
  });

  it("keeps the seed out of print", () => {
    const uri = makeOtpUri(new Secret(SEED), { deviceName: "alice", userName: "alice", account: "1" });
    assert.ok(!`${inspect(uri, { depth: 9, showHidden: true })}${JSON.stringify(uri)}`.includes(SEED.slice(0, 8)));
  });
});
