import assert from "node:assert/strict";
import { createAccessKey } from "../../src/commands/accessKeys/create";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const QUESTIONS = [pick(/What is the key for/, "Something else"), input(/A description/, ""), pick(/Where does the secret go/, "Decide when I see it")];
/** A key made just now may be in use already. */
const TYPED = input(/Type its last four characters/, (question) => question.slice(-4));
const LIMIT = /You have 2 access keys, as many as AWS allows.*An inactive key counts too/;

describe("The limit of two access keys", () => {
  const account = useTestAccount("two-keys");
  const own = () => account().sandbox.ready.accessKeyId;

  async function spare(): Promise<string> {
    const found = (await account().keyIds()).find((id) => id !== own());
    assert.ok(found !== undefined);
    return found;
  }

  it("shows both keys with age and last use, and the one to give up first, with the reason", async () => {
    const other = await spare();
    await account().runToFailure(createAccessKey, [dismiss(LIMIT)]);
    const [first, second] = account().ui.rows;
    assert.deepEqual([first?.label, first?.description, first?.detail], [other, "active · 200 days old", "never used — Give this one up: it was never used."]);
    assert.deepEqual([second?.label, second?.description, second?.detail], [own(), "this profile · active · 400 days old", "used 2 hours ago, ec2 us-east-1"]);
    assert.deepEqual(await account().calls(/Create|Delete|Update/), []);
  });

  it("deletes the chosen key, then creates the new one", async () => {
    const other = await spare();
    await account().run(createAccessKey, [pick(LIMIT, other), ...QUESTIONS, confirm(/It was never used, as far as IAM knows/, "Delete key")]);
    assert.deepEqual(await account().calls(/^(Create|Delete|Update)/), ["CreateAccessKey LimitExceeded", "DeleteAccessKey ok", "CreateAccessKey ok"]);
    assert.deepEqual(await account().keyIds(), [own(), account().shown[0]?.id]);
  });

  it("only switches the chosen key off if the user prefers, and says that it still counts", async () => {
    const other = await spare();
    const error = await account().runToFailure(createAccessKey, [pick(LIMIT, other), ...QUESTIONS, confirm(/Delete access key/, "Deactivate key")]);
    assert.ok(isCancelledError(error));
    assert.deepEqual(account().ui.notices, [`${other} is switched off, but still counts. If nothing breaks, delete it and create the new key then.`]);
    assert.deepEqual(await account().calls(/^(Create|Delete|Update)/), ["CreateAccessKey LimitExceeded", "UpdateAccessKey ok"]);
    assert.ok(account().stale.has("accessKeys"));
  });

  it("advises to give up the key that is switched off already", async () => {
    const other = await spare();
    await (await account().openAccount()).client.updateAccessKey("alice", other, "Inactive");
    await account().run(createAccessKey, [pick(LIMIT, other), ...QUESTIONS, confirm(/Delete access key/, "Delete key")]);
    assert.equal(account().ui.texts.find((text) => text.includes('Give this one up')), "never used — Give this one up: it is switched off already.");
    assert.ok(!account().ui.texts.includes("Deactivate key"), "it is inactive already");
  });

  it("creates nothing when the deletion is refused", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "error", code: "AccessDenied", message: "no" });
    const error = await account().runToFailure(createAccessKey, [pick(LIMIT, other), ...QUESTIONS, confirm(/Delete access key/, "Delete key")]);
    assert.ok(isUserError(error) && error.message.includes('AWS refused iam:DeleteAccessKey'));
    assert.deepEqual(await account().calls(/^(Create|Delete|Update)/), ["CreateAccessKey LimitExceeded", "DeleteAccessKey fault:error"]);
    assert.equal((await account().keyIds()).length, 2);
  });

  it("creates nothing when the deletion is dismissed", async () => {
    await account().runToFailure(createAccessKey, [pick(LIMIT, own()), ...QUESTIONS, dismiss(/Delete access key/)]);
    assert.deepEqual(await account().calls(/^(Create|Delete|Update)/), ["CreateAccessKey LimitExceeded"]);
  });
});

describe("The limit of access keys, reached behind the user’s back", () => {
  const account = useTestAccount("default");
  const own = () => account().sandbox.ready.accessKeyId;

  it("is asked about only once: LimitExceeded is no throttling", async () => {
    const { client } = await account().openAccount();
    await client.createAccessKey("alice");
    await assert.rejects(client.createAccessKey("alice"), (error) => isUserError(error) && error.message === "The limit is reached: Cannot exceed quota for AccessKeysPerUser: 2");
    assert.deepEqual(await account().calls(/Create/), ["CreateAccessKey ok", "CreateAccessKey LimitExceeded"]);
  });

  it("is asked about again while a deletion has not reached all of AWS yet", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "error", code: "LimitExceeded", message: "Cannot exceed quota for AccessKeysPerUser: 2" });
    await account().run(createAccessKey, QUESTIONS);
    assert.deepEqual(await account().calls(/Create/), ["CreateAccessKey fault:error", "CreateAccessKey ok"]);
  });

  it("shows the key that took the place while the questions were answered, and goes on when it is given up", async () => {
    const taken = takeThePlace();
    await account().run(createAccessKey, [...QUESTIONS, pick(LIMIT, (labels) => labels.find((label) => label !== own())), confirm(/Delete access key/, "Delete key"), TYPED]);
    const shown = account().shown[0]?.id;
    assert.deepEqual(await account().keyIds(), [own(), shown]);
    assert.notEqual(taken(), shown);
    assert.deepEqual(await account().calls(/^(Create|Delete)/), ["CreateAccessKey ok", "CreateAccessKey LimitExceeded", "CreateAccessKey LimitExceeded", "DeleteAccessKey ok", "CreateAccessKey ok"]);
  });

  it("finds a key whose secret was lost after room was made", async () => {
    const taken = takeThePlace(() => account().sandbox.control.faults({ action: "CreateAccessKey", kind: "drop", after: true }));
    const steps = [pick(LIMIT, (labels) => labels.find((label) => label !== own())), confirm(/Delete access key/, "Delete key"), TYPED, confirm(/AWS created the key \w+, but its secret was lost/, "Delete key")];
    const error = await account().runToFailure(createAccessKey, [...QUESTIONS, ...steps]);
    assert.ok(isUserError(error) && error.message === "No access key was created.");
    assert.ok(taken() !== undefined);
    assert.deepEqual(await account().keyIds(), [own()]);
  });

  /**
   * Another window creates a key between this one's list and its call. So the first try finds room in the list, the second
   * does not, and the third comes after room was made.
   * @param beforeThird what happens right before that one
   */
  function takeThePlace(beforeThird: () => Promise<unknown> = () => Promise.resolve()): () => string | undefined {
    let taken: string | undefined;
    let tries = 0;
    account().ui.beforeWork = async () => {
      tries += 1;
      if (tries === 3) return beforeThird();
      if (tries > 1) return undefined;
      const { client } = await account().openAccount();
      taken = (await client.createAccessKey("alice")).key.id;
      return undefined;
    };
    return () => taken;
  }
});
