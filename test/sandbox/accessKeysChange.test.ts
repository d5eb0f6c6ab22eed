import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { copyAccessKeyId, describeAccessKey } from "../../src/commands/accessKeys/describe";
import { activateAccessKey, deactivateAccessKey } from "../../src/commands/accessKeys/status";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

describe("Changing an access key", () => {
  const account = useTestAccount("two-keys");
  const own = () => account().sandbox.ready.accessKeyId;
  const changes = () => account().calls(/^(Delete|Update|Untag|Tag)/);

  async function spare(): Promise<string> {
    const found = (await account().keyIds()).find((id) => id !== own());
    assert.ok(found !== undefined);
    return found;
  }
  async function statuses(): Promise<Record<string, string>> {
    const { client } = await account().openAccount();
    return Object.fromEntries((await client.listAccessKeys("alice")).map(({ id, status }) => [id, status]));
  }

  it("switches a key off without a question, and on again", async () => {
    const other = await spare();
    await account().run(deactivateAccessKey, [], { accessKeyId: other });
    assert.equal((await statuses())[other], "Inactive");
    await account().run(activateAccessKey, [], { accessKeyId: other });
    assert.equal((await statuses())[other], "Active");
    assert.deepEqual([...account().stale], ["accessKeys"]);
  });

  it("asks before it switches off the key that this profile signs with", async () => {
    assert.ok(isCancelledError(await account().runToFailure(deactivateAccessKey, [dismiss(/the key that this profile signs with/)], { accessKeyId: own() })));
    assert.deepEqual(await changes(), []);
    await account().run(deactivateAccessKey, [confirm(/This profile stops working at once/, "Deactivate key")], { accessKeyId: own() });
    assert.deepEqual(await changes(), ["UpdateAccessKey ok"]);
    const { client } = await account().openAccount();
    await assert.rejects(client.listAccessKeys("alice"), (error) => isUserError(error) && error.message.includes('or it is switched off'));
  });

  it("asks before it switches off a key that a profile on this computer holds", async () => {
    const other = await spare();
    appendFileSync(account().paths.credentials, `[ci]\naws_access_key_id = ${other}\naws_secret_access_key = not-known-here\n`);
    const error = await account().runToFailure(deactivateAccessKey, [dismiss(/These profiles on this computer hold it: ci.*stop working at once/s)], { accessKeyId: other });
    assert.ok(isCancelledError(error));
    assert.deepEqual(await changes(), []);
  });

  it("offers from the palette only the keys that can be switched that way", async () => {
    const other = await spare();
    const { client } = await account().openAccount();
    await client.updateAccessKey("alice", other, "Inactive");
    await account().run(activateAccessKey, [pick(/Activate access key/, other)]);
    assert.deepEqual(account().ui.rows.map(({ label }) => label), [other]);
    const error = await account().runToFailure(activateAccessKey, []);
    assert.ok(isUserError(error) && error.message === "There is no access key to do this with.");
  });

  for (const [name, handler] of [["activated", activateAccessKey], ["deactivated", deactivateAccessKey]] as const) {
    it(`says why a key cannot be ${name}, and has the view loaded again`, async () => {
      const other = await spare();
      await account().sandbox.control.faults({ action: "UpdateAccessKey", kind: "error", code: "NoSuchEntity", message: `The Access Key with id ${other} cannot be found.` });
      const error = await account().runToFailure(handler, [], { accessKeyId: other });
      assert.ok(isUserError(error) && error.message === `It is not there any more: The Access Key with id ${other} cannot be found.`);
      assert.ok(account().stale.has("accessKeys"));
    });
  }

  it("changes a description, starting from the one there is, and refuses what AWS would", async () => {
    await account().run(describeAccessKey, [input(/What the key is for/, "laptop of Zoë", [{ text: "a;b", why: /does not take.*;/ }, { text: "x".repeat(257), why: /^That is 1 characters too long/ }])], { accessKeyId: own() });
    assert.equal(account().ui.prefilled, "laptop and build server");
    const { client } = await account().openAccount();
    assert.equal((await client.getUser("alice")).tags.get(own()), "laptop of Zoë");
    assert.deepEqual([...account().stale], ["user"]);
  });

  it("removes a description that is made empty, and calls nobody for one that stays as it is", async () => {
    await account().run(describeAccessKey, [input(/What the key is for/, "laptop and build server")], { accessKeyId: own() });
    assert.deepEqual(await changes(), []);
    await account().run(describeAccessKey, [input(/What the key is for/, "  ")], { accessKeyId: own() });
    assert.deepEqual(await changes(), ["UntagUser ok"]);
  });

  it("leaves the description when the question is dismissed or AWS refuses", async () => {
    await account().runToFailure(describeAccessKey, [dismiss(/What the key is for/)], { accessKeyId: own() });
    await account().sandbox.control.faults({ action: "TagUser", kind: "error", code: "LimitExceeded", message: "Cannot exceed quota for TagsPerUser: 50" });
    const error = await account().runToFailure(describeAccessKey, [input(/What the key is for/, "new")], { accessKeyId: own() });
    assert.ok(isUserError(error) && error.message === "The limit is reached: Cannot exceed quota for TagsPerUser: 50");
    const { client } = await account().openAccount();
    assert.equal((await client.getUser("alice")).tags.get(own()), "laptop and build server");
  });

  it("copies an id from the tree without asking anybody, and from the palette after asking which", async () => {
    await account().run(copyAccessKeyId, [], { accessKeyId: "AKIAFROMTHETREE12345" });
    assert.deepEqual(await account().calls(), []);
    await account().run(copyAccessKeyId, [pick(/Copy access key ID/, own())]);
    assert.deepEqual(account().ui.copied, ["AKIAFROMTHETREE12345", own()]);
  });
});

for (const [scenario, sentence] of [
  ["role", "You are signed in with a role, which has no credentials of its own to manage."],
  ["root", "The root user's credentials are managed in the AWS console only."],
] as const) {
  describe(`Access keys of a caller who is no user: ${scenario}`, () => {
    const account = useTestAccount(scenario);

    it("cannot be changed, and the way to a user’s profile is offered", async () => {
      const error = await account().runToFailure(deactivateAccessKey, []);
      assert.ok(isUserError(error));
      assert.deepEqual([error.message, error.action?.command], [sentence, "mySecurityCredentials.profile.switch"]);
      assert.deepEqual(await account().calls(), ["GetCallerIdentity ok"]);
    });
  });
}
