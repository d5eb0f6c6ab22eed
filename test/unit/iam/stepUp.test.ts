import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { CancelledError, isCancelledError } from "../../../src/errors";
import { AwsError } from "../../../src/iam/errors";
import type { MfaSession } from "../../../src/iam/mfaSession";
import { makeStepUp, type SteppedSession } from "../../../src/iam/stepUp";
import { Secret } from "../../../src/secret";

const MFA: MfaSession = { accessKeyId: "ASIA1", secretAccessKey: new Secret("s"), sessionToken: new Secret("t"), expiresAt: new Date(0), serialNumber: "m", openedBy: "AKIA1", openedFor: "AKIA1" };

const refusal = (code: string, mayWantMfa = false) =>
  new AwsError("refused", { code, ...(mayWantMfa ? { denial: { action: "iam:X", resource: undefined, explicit: true, mayWantMfa, policyArn: undefined, quarantined: false } } : {}) });

/** A session without a network: what it signs with decides what AWS would say. */
class FakeSession implements SteppedSession {
  mfa: MfaSession | undefined;
  useMfa(mfa: MfaSession | undefined): void {
    this.mfa = mfa;
  }
}

describe("Calls that AWS refuses without MFA", () => {
  let session: FakeSession;
  let asked: number;
  let ended: number;
  let answer: () => void;
  const ask = async () => {
    asked++;
    await setImmediate();
    answer();
  };
  const around = () => makeStepUp(session, ask, () => {
    ended++;
    return Promise.resolve();
  });
  const needsMfa = () => (session.mfa === undefined ? Promise.reject(refusal("AccessDenied", true)) : Promise.resolve("done"));

  beforeEach(() => {
    session = new FakeSession();
    asked = 0;
    ended = 0;
    answer = () => session.useMfa(MFA);
  });

  it("go on after one question, however many there were", async () => {
    const stepUp = around();
    assert.deepEqual(await Promise.all([stepUp(needsMfa), stepUp(needsMfa), stepUp(needsMfa)]), ["done", "done", "done"]);
    assert.equal(asked, 1);
  });

  it("are cancelled together when the question is, and the next one asks again", async () => {
    const stepUp = around();
    answer = () => {
      throw new CancelledError();
    };
    let refuseLate: (error: Error) => void = () => undefined;
    const late = stepUp(() => new Promise<string>((_, reject) => (refuseLate = reject)));
    const results = await Promise.allSettled([stepUp(needsMfa), stepUp(needsMfa)]);
    refuseLate(refusal("AccessDenied", true));
    results.push(...(await Promise.allSettled([late])));
    assert.ok(results.every((result) => result.status === "rejected" && isCancelledError(result.reason)));
    assert.equal(asked, 1);
    answer = () => session.useMfa(MFA);
    assert.equal(await stepUp(needsMfa), "done");
    assert.equal(asked, 2);
  });

  it("are each command's own affair: one that is cancelled leaves the other its question", async () => {
    const [one, other] = [around(), around()];
    let count = 0;
    answer = () => {
      if (++count === 1) throw new CancelledError();
      session.useMfa(MFA);
    };
    const [first, second] = await Promise.allSettled([one(needsMfa), other(needsMfa)]);
    assert.ok(first.status === "rejected" && isCancelledError(first.reason));
    assert.deepEqual(second, { status: "fulfilled", value: "done" });
  });

  it("are refused for good when MFA does not help, without a second question", async () => {
    const forbidden = () => Promise.reject(refusal("AccessDenied", true));
    await assert.rejects(around()(forbidden), { code: "AccessDenied" });
    assert.equal(asked, 1);
  });

  it("are not asked about when the refusal has nothing to do with MFA", async () => {
    for (const error of [refusal("AccessDenied"), refusal("Throttling"), refusal("InvalidClientTokenId"), new Error("x")]) {
      await assert.rejects(around()(() => Promise.reject(error)), error);
    }
    assert.equal(asked, 0);
  });

  it("are asked about when IAM does not know a session that was opened without MFA", async () => {
    const unknown = () => (session.mfa === undefined ? Promise.reject(refusal("SessionWithoutMfa")) : Promise.resolve("done"));
    assert.equal(await around()(unknown), "done");
    assert.equal(asked, 1);
  });

  it("end a session that AWS says has ended, and go on with the profile’s own key, or another question", async () => {
    session.useMfa(MFA);
    const once = () => (session.mfa === undefined ? Promise.resolve("own key") : Promise.reject(refusal("ExpiredToken")));
    assert.equal(await around()(once), "own key");
    assert.deepEqual([asked, ended], [0, 1]);
    session.useMfa(MFA);
    let isNew = false;
    answer = () => {
      isNew = true;
      session.useMfa({ ...MFA, accessKeyId: "ASIA2" });
    };
    const call = () => (isNew ? Promise.resolve("new session") : Promise.reject(session.mfa === undefined ? refusal("AccessDenied", true) : refusal("ExpiredToken")));
    assert.equal(await around()(call), "new session");
    assert.deepEqual([asked, ended], [1, 2]);
  });

  it("of the view are asked about by nobody, but end a session that has ended", async () => {
    const stepUp = makeStepUp(session, undefined, () => {
      ended++;
      return Promise.resolve();
    });
    await assert.rejects(stepUp(needsMfa), { code: "AccessDenied" });
    session.useMfa(MFA);
    const call = () => Promise.reject(refusal(session.mfa === undefined ? "AccessDenied" : "ExpiredToken", session.mfa === undefined));
    await assert.rejects(stepUp(call), { code: "AccessDenied" });
    assert.deepEqual([asked, ended], [0, 1]);
  });

  it("carry the reason why no session could be opened", async () => {
    answer = () => {
      throw new AwsError("You have no MFA device yet.", { code: "NoMfaDevice" });
    };
    await assert.rejects(around()(needsMfa), { code: "NoMfaDevice" });
  });
});
