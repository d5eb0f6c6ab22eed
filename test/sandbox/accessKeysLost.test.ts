import assert from "node:assert/strict";
import { createAccessKey } from "../../src/commands/accessKeys/create";
import { clearUpLostKey } from "../../src/commands/accessKeys/lostKey";
import { AwsError } from "../../src/iam/errors";
import { isCancelledError, isUserError, type UserError } from "../../src/errors";
import { confirm, dismiss, input, pick, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const QUESTIONS = [pick(/What is the key for/, "Something else"), input(/A description/, ""), pick(/Where does the secret go/, "Decide when I see it")];

describe("When the answer to CreateAccessKey is lost", () => {
  const account = useTestAccount("default");
  const own = () => account().sandbox.ready.accessKeyId;

  async function fail(...steps: Step[]): Promise<UserError> {
    const error = await account().runToFailure(createAccessKey, [...QUESTIONS, ...steps]);
    assert.ok(isUserError(error), String(error));
    assert.deepEqual(account().shown, []);
    assert.ok(account().stale.has("accessKeys"));
    return error;
  }
  const creations = () => account().calls(/^CreateAccessKey$/);

  // Each of these leaves the client without the secret; the second of a pair came before AWS did anything.
  for (const kind of ["drop", "serviceFailure", "html", "garbage"] as const) {
    it(`finds the key that was created all the same, and deletes it if the user agrees: ${kind}`, async () => {
      await account().sandbox.control.faults({ action: "CreateAccessKey", kind, after: true });
      const error = await fail(confirm(/AWS created the key AKIA\w+, but its secret was lost/, "Delete key"));
      assert.equal(error.message, "No access key was created.");
      assert.deepEqual(await account().keyIds(), [own()]);
      assert.deepEqual(await creations(), [`CreateAccessKey fault:${kind} after ok`]);
    });

    it(`says that no key was created: ${kind}`, async () => {
      await account().sandbox.control.faults({ action: "CreateAccessKey", kind });
      const error = await fail();
      assert.equal(error.message, "The answer from AWS was lost; no key was created, as far as AWS shows now.");
      assert.deepEqual([await account().keyIds(), await creations()], [[own()], [`CreateAccessKey fault:${kind}`]]);
    });
  }

  it("does so too when AWS does not answer within the time limit", async () => {
    await account().openAccount(300);
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "hang", after: true });
    await fail(confirm(/its secret was lost/, "Delete key"));
    assert.deepEqual(await account().keyIds(), [own()]);
    assert.deepEqual(await creations(), ["CreateAccessKey fault:hang after ok"]);
  });

  it("does not take an older key for the lost one when the list before the call lagged behind", async () => {
    const { session, client, loader, paths, openSession } = await account().openAccount();
    const caller = await client.getCaller();
    assert.ok(caller.kind === "user");
    const user = { session, client, loader, paths, openSession, caller, signingKeyId: own() };
    const lost = { before: [], startedAt: Date.now(), cause: new AwsError("lost", { outcomeUnknown: true }) };
    await assert.rejects(clearUpLostKey(account().context, user, lost), /no key was created, as far as AWS shows now/);
    assert.deepEqual(await account().keyIds(), [own()]);
  });

  it("keeps the key if the user wants that, and says what it is worth", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    const error = await fail(confirm(/Nobody has the secret/, "Keep it"));
    const [, lost] = await account().keyIds();
    assert.equal(error.message, `The key ${String(lost)} exists, but its secret is lost.`);
  });

  it("keeps the key if the question is dismissed", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    assert.ok(isCancelledError(await account().runToFailure(createAccessKey, [...QUESTIONS, dismiss(/its secret was lost/)])));
    assert.equal((await account().keyIds()).length, 2);
  });

  it("says so when the lost key cannot be deleted", async () => {
    const { control } = account().sandbox;
    await control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    await control.faults({ action: "DeleteAccessKey", kind: "error", code: "AccessDenied", message: "not yours" });
    const error = await fail(confirm(/its secret was lost/, "Delete key"));
    assert.match(error.message, /AWS refused iam:DeleteAccessKey: not yours/);
    assert.equal((await account().keyIds()).length, 2);
  });

  it("is content when somebody else deletes the lost key first", async () => {
    const { control } = account().sandbox;
    await control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    await control.faults({ action: "DeleteAccessKey", kind: "drop", after: true });
    const error = await fail(confirm(/its secret was lost/, "Delete key"));
    assert.equal(error.message, "No access key was created.");
    assert.deepEqual(await account().calls(/^DeleteAccessKey$/), ["DeleteAccessKey fault:drop after ok", "DeleteAccessKey NoSuchEntity"]);
  });

  it("says that it cannot be known when the list fails as well", async () => {
    const { control } = account().sandbox;
    await account().openAccount(400);
    await control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    // After the list that the command takes before the call.
    account().ui.beforeWork = () => control.faults({ action: "ListAccessKeys", kind: "hang", times: 9 });
    const error = await fail();
    assert.equal(error.message, "The answer from AWS was lost, and it cannot be asked now whether it created the key.");
    assert.match(error.hint ?? "", /a key that is new in the list has a lost secret/);
  });

  it("repeats the call after throttling, which did nothing", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "throttle" });
    await account().run(createAccessKey, QUESTIONS);
    assert.deepEqual(await creations(), ["CreateAccessKey fault:throttle", "CreateAccessKey ok"]);
    assert.equal((await account().keyIds()).length, 2);
  });

  it("repeats the call after a refusal for a wrong clock, which did nothing either", async () => {
    await account().openAccount();
    await account().sandbox.control.clock(1800);
    await account().run(createAccessKey, QUESTIONS);
    assert.deepEqual(await creations(), ["CreateAccessKey SignatureDoesNotMatch", "CreateAccessKey ok"]);
    assert.equal((await account().keyIds()).length, 2);
  });
});
