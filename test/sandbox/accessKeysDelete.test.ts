import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { deleteAccessKey } from "../../src/commands/accessKeys/delete";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

describe("Deleting an access key", () => {
  const account = useTestAccount("two-keys");
  const own = () => account().sandbox.ready.accessKeyId;
  const argument = (accessKeyId: string) => ({ accessKeyId });
  const changes = () => account().calls(/^(Delete|Update|Untag)/);

  async function spare(): Promise<string> {
    const found = (await account().keyIds()).find((id) => id !== own());
    assert.ok(found !== undefined);
    return found;
  }

  it("says that the key was never used, and deletes it after one question", async () => {
    const other = await spare();
    await account().run(deleteAccessKey, [confirm(new RegExp(`Delete access key ${other}\\?.*It was never used, as far as IAM knows`, "s"), "Delete key")], argument(other));
    assert.deepEqual(await account().keyIds(), [own()]);
    assert.match(account().ui.detail, /A deleted key cannot be brought back\.$/);
    assert.ok(!/stop working at once|signs with/.test(account().ui.detail), "nothing to warn of");
    assert.ok(account().stale.has("accessKeys"));
  });

  it("asks AWS for the last use at that moment, and says when, for which service and where", async () => {
    const { loader } = await account().openAccount();
    await loader.load(["caller", "accessKeys"]);
    const before = (await account().calls(/GetAccessKeyLastUsed/)).length;
    await account().runToFailure(deleteAccessKey, [dismiss(/Delete access key/)], argument(own()));
    assert.equal((await account().calls(/GetAccessKeyLastUsed/)).length, before + 1);
    assert.match(account().ui.detail, /^Created .*It was used 2 hours ago, ec2 us-east-1\. Exactly: /);
  });

  it("wants the ending typed for the key that this profile signs with and that was used lately", async () => {
    const ending = own().slice(-4);
    await account().run(
      deleteAccessKey,
      [
        confirm(/This profile signs with this key: without it, this profile can do nothing any more.*stop working at once/s, "Delete key"),
        input(/Type its last four characters to delete it/, ` ${ending.toLowerCase()} `, [
          { text: "", why: /not the last four/ },
          { text: "yes", why: /not the last four/ },
        ]),
      ],
      argument(own()),
    );
    assert.deepEqual(await changes(), ["DeleteAccessKey ok", "UntagUser InvalidClientTokenId"]);
    assert.deepEqual(account().ui.buttons, ["Deactivate key", "Delete key"]);
  });

  it("names the profiles that hold the key, written since by whomever, and wants the ending typed", async () => {
    const other = await spare();
    await account().openAccount();
    appendFileSync(account().paths.credentials, `[ci]\naws_access_key_id = ${other}\naws_secret_access_key = not-known-here\n`);
    const steps = [confirm(/These profiles on this computer hold it: ci/, "Delete key"), input(/Something may depend on this key/, other.slice(-4))];
    await account().run(deleteAccessKey, steps, argument(other));
    assert.deepEqual(await account().keyIds(), [own()]);
  });

  it("does not call a key unused that is too young for IAM to know", async () => {
    const { client } = await account().openAccount();
    await client.deleteAccessKey("alice", await spare());
    const { key } = await client.createAccessKey("alice");
    assert.ok(isCancelledError(await account().runToFailure(deleteAccessKey, [dismiss(/No use is known yet, but IAM may show one only hours later/)], argument(key.id))));
  });

  it("deletes the key’s description with it", async () => {
    const other = await spare();
    const { client } = await account().openAccount();
    await client.setAccessKeyDescription("alice", other, "old laptop");
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.equal((await client.getUser("alice")).tags.has(other), false);
    assert.ok(account().stale.has("user"));
  });

  it("does not mind when the description may not be deleted", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "UntagUser", kind: "error", code: "AccessDenied", message: "no" });
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.deepEqual(await changes(), ["DeleteAccessKey ok", "UntagUser fault:error"]);
  });

  it("counts a key that somebody else deleted between question and call as deleted", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "error", code: "NoSuchEntity", message: `The Access Key with id ${other} cannot be found.` });
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
  });

  it("says that a key is not there any more when the view is out of date", async () => {
    const error = await account().runToFailure(deleteAccessKey, [], argument("AKIAIOSFODNN7EXAMPLE"));
    assert.ok(isUserError(error) && error.message === "The access key AKIAIOSFODNN7EXAMPLE is not there any more.");
    assert.deepEqual(await changes(), []);
  });

  it("says that the last use is not known when it is denied, and is careful then", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "GetAccessKeyLastUsed", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GetAccessKeyLastUsed on resource: user alice because no identity-based policy allows the iam:GetAccessKeyLastUsed action" });
    await account().run(deleteAccessKey, [confirm(/When it was last used is not known: your user may not see it \(iam:GetAccessKeyLastUsed\)/, "Delete key"), input(/Type its last four/, other.slice(-4))], argument(other));
    assert.deepEqual(await account().keyIds(), [own()]);
  });

  it("says that AWS did not say when the last use cannot be had", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "GetAccessKeyLastUsed", kind: "html", times: 4 });
    await account().runToFailure(deleteAccessKey, [dismiss(/When it was last used is not known: AWS did not say/)], argument(other));
    assert.deepEqual(await changes(), []);
  });

  it("switches the key off instead if the user prefers", async () => {
    const other = await spare();
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Deactivate key")], argument(other));
    assert.deepEqual(await changes(), ["UpdateAccessKey ok"]);
    assert.ok(account().stale.has("accessKeys"));
  });

  it("does not offer to switch off what is off, nor asks twice for it", async () => {
    const other = await spare();
    await (await account().openAccount()).client.updateAccessKey("alice", other, "Inactive");
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.deepEqual(account().ui.buttons, ["Delete key"]);
  });

  it("changes nothing when a question is dismissed, whichever it is", async () => {
    assert.ok(isCancelledError(await account().runToFailure(deleteAccessKey, [dismiss(/Which access key/)])));
    assert.ok(isCancelledError(await account().runToFailure(deleteAccessKey, [dismiss(/Delete access key/)], argument(own()))));
    assert.ok(isCancelledError(await account().runToFailure(deleteAccessKey, [confirm(/Delete access key/, "Delete key"), dismiss(/Type its last four/)], argument(own()))));
    assert.deepEqual(await changes(), []);
    assert.equal((await account().keyIds()).length, 2);
  });

  it("asks which key, with status and age, when it comes from the palette", async () => {
    const other = await spare();
    await account().run(deleteAccessKey, [pick(/Delete access key \| Which access key/, other), confirm(/Delete access key/, "Delete key")]);
    assert.deepEqual(account().ui.rows.map(({ description }) => description), ["this profile · active · 400 days old", "active · 200 days old"]);
    assert.deepEqual(await account().keyIds(), [own()]);
  });

  it("says that AWS refused, and changes nothing then", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeleteAccessKey on resource: user alice with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3" });
    const error = await account().runToFailure(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.ok(isUserError(error) && /AWS has fenced in your user.*iam:DeleteAccessKey is blocked/.test(error.message));
    assert.deepEqual(await changes(), ["DeleteAccessKey fault:error"]);
  });

  it("repeats a deletion whose answer was lost, and takes “not there” for done", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "drop", after: true });
    await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.deepEqual(await account().calls(/^DeleteAccessKey$/), ["DeleteAccessKey fault:drop after ok", "DeleteAccessKey NoSuchEntity"]);
  });

  it("says so when AWS does not answer, and has the view loaded again", async () => {
    const other = await spare();
    await account().openAccount(400);
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "hang", times: 5 });
    const error = await account().runToFailure(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], argument(other));
    assert.ok(isUserError(error) && error.message.includes('No answer within'));
    assert.ok(account().stale.has("accessKeys"));
  });
});
