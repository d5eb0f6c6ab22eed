import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { rotateOldAccessKeys } from "../../src/commands/rotation/rotateOld";
import { isCancelledError, isUserError } from "../../src/errors";
import { notAllowed } from "./failure";
import { makeOtherAccount, type OtherAccount } from "./otherAccount";
import { startSandbox, type Sandbox } from "./sandboxProcess";
import { confirm, dismiss, pickMany } from "./scriptedUi";
import { useRotation } from "./useRotation";

const WHICH = /^Rotate access keys \| Which ones are to be replaced\? The old ones are picked\.$/;
const EACH = "Rotate, ask before each step";

describe("Rotating old access keys", () => {
  const work = useRotation();
  let elsewhere: Sandbox;
  let other: OtherAccount;
  before(async () => {
    elsewhere = await startSandbox({ scenario: "default" });
    other = await makeOtherAccount(elsewhere.ready);
  });
  after(async () => {
    await other.stop();
    await elsewhere.stop();
  });
  beforeEach(async () => {
    await elsewhere.control.reset();
    const { accessKeyId, secretAccessKey, region } = elsewhere.ready;
    const { config, credentials } = account().paths;
    appendFileSync(config, `[profile second]\nregion = ${region}\nendpoint_url = ${other.endpoint}\n[profile away]\nregion = ${region}\nendpoint_url = http://127.0.0.1:9\n`);
    appendFileSync(credentials, `[second]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n[away]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = other\n`);
  });
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;

  it("lists those of all profiles that AWS accepts, the old ones picked, and replaces them side by side", async () => {
    await account().run(rotateOldAccessKeys, [pickMany(WHICH), confirm(/^Replace 2 access keys by new ones\?/, EACH)]);
    assert.deepEqual(account().ui.rows.map(({ label }) => label).sort(), [own(), elsewhere.ready.accessKeyId].sort());
    assert.match(account().ui.rows[0]?.description ?? "", /^(work|second) · alice in account \d{12} · 400 days old$/);
    assert.equal(account().ui.notices.at(-1), "2 of 2 access keys are replaced; your profiles hold the new ones.");
    for (const [profile, old] of [["work", own()], ["second", elsewhere.ready.accessKeyId]] as const) {
      assert.notEqual(work().keyOf(profile), old);
      assert.equal(await work().profileWorks(profile), true);
    }
    assert.deepEqual(work().tools.journal.list().map(({ user }) => user.accountId), [account().sandbox.ready.accountId, other.accountId]);
  });

  it("stops none for one that fails, and says why that one did", async () => {
    await elsewhere.control.faults({ action: "CreateAccessKey", ...notAllowed("CreateAccessKey") });
    await account().run(rotateOldAccessKeys, [pickMany(WHICH), confirm(/^Replace 2 access keys/, EACH)]);
    assert.equal(account().ui.notices.at(-1), "1 of 2 access keys is replaced; your profiles hold the new one. second: AWS refused: your user may not do this (iam:CreateAccessKey). Ask your administrator for this permission.");
    assert.notEqual(work().keyOf("work"), own());
    assert.equal(work().keyOf("second"), elsewhere.ready.accessKeyId);
    assert.equal(await work().profileWorks("second"), true);
    assert.equal(work().tools.journal.list().length, 1);
  });

  it("leaves one alone that has another key beside it: which is to go is a question for that user", async () => {
    await (await work().elsewhere()).createAccessKey("alice");
    await account().run(rotateOldAccessKeys, [pickMany(WHICH), confirm(/^Replace 1 access key by a new one\?.*Left out: work: alice has two access keys/s, EACH)]);
    assert.match(account().ui.notices.at(-1) ?? "", /^1 of 2 access keys is replaced.* work: alice has two access keys, as many as AWS allows: rotate this one on its own\.$/);
    assert.equal(work().keyOf(), own());
  });

  it("replaces only what is picked", async () => {
    await account().run(rotateOldAccessKeys, [pickMany(WHICH, [own()]), confirm(/^Replace 1 access key by a new one\?/, EACH)]);
    assert.equal(work().keyOf("second"), elsewhere.ready.accessKeyId);
    assert.deepEqual((await elsewhere.control.calls()).filter(({ operation }) => operation === "CreateAccessKey"), []);
  });

  it("changes nothing when the user stops", async () => {
    for (const steps of [[dismiss(WHICH)], [pickMany(WHICH), dismiss(/^Replace 2 access keys/)]]) assert.ok(isCancelledError(await account().runToFailure(rotateOldAccessKeys, steps)));
    assert.deepEqual(await account().calls(/^(Create|Delete)/), []);
    assert.deepEqual((await work().keysAtAws()), [`${own()} Active`]);
  });

  it("says why there is none when no key is accepted", async () => {
    await account().sandbox.control.faults({ action: "GetCallerIdentity", ...notAllowed("GetCallerIdentity") });
    await elsewhere.control.faults({ action: "GetCallerIdentity", ...notAllowed("GetCallerIdentity") });
    const error = await account().runToFailure(rotateOldAccessKeys, []);
    assert.ok(isUserError(error) && error.message === "No profile on this computer has an access key that AWS accepts.", String(error));
    assert.match(error.hint ?? "", /^work: /);
  });
});
