import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { deleteUnfinishedMfaDevice } from "../../src/commands/mfaDevices/deleteUnfinished";
import { copyPermissionRequest } from "../../src/commands/permissions";
import { isCancelledError, isUserError, type UserError } from "../../src/errors";
import { journalOf, serialOf, signInWith } from "./mfaDevicesHelp";
import { handOver } from "./mfaSetUpHelp";
import type { TestAccount } from "./openTestAccount";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const argument = (name: string) => ({ serialNumber: serialOf(name) });
const changes = (account: TestAccount) => account.calls(/^(Delete|Deactivate|GetSessionToken)/);
const QUESTION = /Delete the unfinished MFA device/;
const DELETE = confirm(QUESTION, "Delete device");

/** What the error's button leaves on the clipboard. */
async function copyRequestOf(account: TestAccount, error: UserError): Promise<string> {
  assert.equal(error.action?.command, "mySecurityCredentials.permission.copyRequest");
  const { loader } = await account.openAccount();
  await loader.load(["caller"]);
  await account.run(copyPermissionRequest, [], error.action.arguments?.[0]);
  return account.ui.copied.at(-1) ?? "";
}

describe("Deleting an unfinished MFA device", () => {
  const account = useTestAccount("orphan-mfa-deletable");
  const unfinished = async () => (await (await account().openAccount()).session.client.listUnassignedMfaDevices()).map(({ name }) => name);

  it("says what it is and what may break off, and deletes it", async () => {
    await account().run(deleteUnfinishedMfaDevice, [confirm(/Delete the unfinished MFA device alice\?.*arn:aws:iam::123456789012:mfa\/alice.*its name is taken.*breaks off/s, "Delete device")], argument("alice"));
    assert.deepEqual(await unfinished(), ["alice-2", "bob"]);
    assert.deepEqual([...account().stale], ["unassignedMfaDevices", "mfaDevices"]);
  });

  it("lists the user’s own first when it comes from the palette, and warns of the others", async () => {
    await account().run(deleteUnfinishedMfaDevice, [pick(/Delete unfinished MFA device/, "alice-2"), DELETE]);
    assert.deepEqual(account().ui.rows.map(({ label, description }) => [label, description]), [
      ["alice", "set-up never finished"],
      ["alice-2", "set-up never finished"],
      ["bob", "belongs to nobody; perhaps somebody else is setting it up just now"],
    ]);
    assert.deepEqual(await unfinished(), ["alice", "bob"]);
  });

  it("warns that another’s may be in the making, and has the text for an administrator where AWS refuses", async () => {
    const error = await account().runToFailure(deleteUnfinishedMfaDevice, [confirm(/perhaps somebody else is setting it up just now\. Delete it only if you know that it is yours/, "Delete device")], argument("bob"));
    assert.ok(isUserError(error) && error.message === "AWS refused: your user may not delete the MFA device bob.");
    assert.match(await copyRequestOf(account(), error), /aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::123456789012:mfa\/bob\n/);
    assert.deepEqual(await unfinished(), ["alice", "alice-2", "bob"]);
  });

  it("counts one that somebody else deleted meanwhile as deleted", async () => {
    await account().run(deleteUnfinishedMfaDevice, [DELETE], argument("alice-7"));
    assert.deepEqual(await changes(account()), ["DeleteVirtualMFADevice NoSuchEntity"]);
    assert.ok(account().stale.has("unassignedMfaDevices"));
  });

  it("leaves one that somebody has finished setting up meanwhile", async () => {
    await account().sandbox.control.faults({ action: "DeleteVirtualMFADevice", kind: "error", code: "DeleteConflict", message: "MFA VirtualDevice in use. Must deactivate first." });
    const error = await account().runToFailure(deleteUnfinishedMfaDevice, [DELETE], argument("alice"));
    assert.ok(isUserError(error) && error.message === "The MFA device alice is in use: somebody has finished setting it up meanwhile.");
    assert.deepEqual([...account().stale], ["unassignedMfaDevices", "mfaDevices"]);
    assert.deepEqual(await changes(account()), ["DeleteVirtualMFADevice fault:error"], "it is not deactivated");
  });

  it("keeps its hands off a device that another window is setting up", async () => {
    const script = account().in("other.cjs");
    writeFileSync(script, "setTimeout(() => undefined, 60000)");
    const other = fork(script);
    try {
      account().unfinishedDevices.add(serialOf("alice"), "work");
      handOver(account(), other.pid ?? 0);
      await account().runToFailure(deleteUnfinishedMfaDevice, [dismiss(/Another window seems to be setting up alice just now\. Delete it all the same\?.*finish or cancel the set-up there/s)], argument("alice"));
      await account().runToFailure(deleteUnfinishedMfaDevice, [pick(/Which MFA device/, "alice"), dismiss(/Another window seems/)]);
      assert.equal(account().ui.rows[0]?.description, "another window is setting it up just now");
      assert.deepEqual(await changes(account()), []);
      // A process id can be a stranger's by now: the user has the last word.
      await account().run(deleteUnfinishedMfaDevice, [confirm(/Another window seems/, "Delete device")], argument("alice"));
      assert.deepEqual(await changes(account()), ["DeleteVirtualMFADevice ok"]);
    } finally {
      other.kill();
    }
  });

  it("takes the device out of the journal", async () => {
    const { unfinishedDevices } = account().context;
    unfinishedDevices.add(serialOf("alice"), "work");
    await account().run(deleteUnfinishedMfaDevice, [DELETE], argument("alice"));
    assert.deepEqual(journalOf(account()), []);
  });

  it("repeats a deletion whose answer was lost", async () => {
    await account().sandbox.control.faults({ action: "DeleteVirtualMFADevice", kind: "drop", after: true });
    await account().run(deleteUnfinishedMfaDevice, [DELETE], argument("alice"));
    assert.deepEqual(await changes(account()), ["DeleteVirtualMFADevice fault:drop after ok", "DeleteVirtualMFADevice NoSuchEntity"]);
  });

  it("says so when AWS does not answer, and has the view loaded again", async () => {
    await account().openAccount(600);
    await account().sandbox.control.faults({ action: "DeleteVirtualMFADevice", kind: "hang", times: 5 });
    const error = await account().runToFailure(deleteUnfinishedMfaDevice, [DELETE], argument("alice"));
    assert.ok(isUserError(error) && error.message.startsWith("No answer within"));
    assert.ok(account().stale.has("unassignedMfaDevices"));
  });

  it("changes nothing when a question is dismissed", async () => {
    assert.ok(isCancelledError(await account().runToFailure(deleteUnfinishedMfaDevice, [dismiss(/Which MFA device/)])));
    assert.ok(isCancelledError(await account().runToFailure(deleteUnfinishedMfaDevice, [dismiss(QUESTION)], argument("alice"))));
    assert.deepEqual(await changes(account()), []);
  });
});

describe("An unfinished MFA device that only an administrator can delete", () => {
  const account = useTestAccount("orphan-mfa");

  it("comes with the text that says so, and asks nobody without a device for a code", async () => {
    const error = await account().runToFailure(deleteUnfinishedMfaDevice, [DELETE], argument("alice"));
    assert.ok(isUserError(error) && error.message === "AWS refused: your user may not delete the MFA device alice.");
    assert.equal(error.hint, "An administrator can, with the text that is ready to copy.");
    const text = await copyRequestOf(account(), error);
    assert.match(text, /^Please delete the virtual MFA device below\. .* keeps arn:aws:iam::123456789012:user\/alice from using its name:\n\naws iam delete-virtual-mfa-device --serial-number arn:aws:iam::123456789012:mfa\/alice\n\nPlease do not loosen a policy for this: AWS warns against/);
    assert.ok(!/"Allow"|A policy forbids/.test(text), "no permission is asked for");
    assert.deepEqual(await changes(account()), ["DeleteVirtualMFADevice AccessDenied"]);
  });
});

describe("An unfinished MFA device that may be deleted with MFA only", () => {
  const account = useTestAccount("mfa-required");

  it("is deleted after a sign-in", async () => {
    const { sandbox } = account();
    await sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:DeleteVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/*" }] });
    const { session } = await account().openAccount();
    await session.ownClient.createVirtualMfaDevice("alice-2");
    const [device] = (await sandbox.control.mfa()).filter(({ user }) => user === "alice");
    await account().run(deleteUnfinishedMfaDevice, [DELETE, input(/AWS asks for MFA here/, device?.code ?? "")], argument("alice-2"));
    assert.deepEqual(await session.ownClient.listUnassignedMfaDevices(), []);
  });

  it("says so when there is none", async () => {
    const { session } = await account().openAccount();
    await signInWith(account(), session);
    const error = await account().runToFailure(deleteUnfinishedMfaDevice, []);
    assert.ok(isUserError(error) && error.message === "There is no unfinished MFA device in this account.");
  });
});
