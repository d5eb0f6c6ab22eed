import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { deleteLeftDevices } from "../../src/commands/mfaDevices/leftDevices";
import { removeMfaDevice } from "../../src/commands/mfaDevices/remove";
import { copyPermissionRequest } from "../../src/commands/permissions";
import { requireUser } from "../../src/commands/requireUser";
import { isCancelledError, isUserError } from "../../src/errors";
import { deviceNamed, journalOf, serialOf, signInWith } from "./mfaDevicesHelp";
import type { TestAccount } from "./openTestAccount";
import type { SandboxFault } from "./sandboxProcess";
import { confirm, dismiss, input, pick, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const argument = (name: string) => ({ serialNumber: serialOf(name) });
const changes = (account: TestAccount) => account.calls(/^(Delete|Deactivate)/);
const QUESTION = /Remove the MFA device \S+\?/;
const REMOVE = confirm(QUESTION, "Remove device");
const CODE = /AWS asks for MFA here/;

async function code(account: TestAccount, name = "alice"): Promise<Step> {
  return input(CODE, (await deviceNamed(account, name)).code);
}

async function names(account: TestAccount): Promise<{ own: readonly string[]; nobodys: readonly string[] }> {
  const { ownClient } = (await account.openAccount()).session;
  const [own, nobodys] = await Promise.all([ownClient.listMfaDevices("alice"), ownClient.listUnassignedMfaDevices()]);
  return { own: own.map(({ name }) => name), nobodys: nobodys.map(({ name }) => name) };
}

async function signIn(account: TestAccount, name?: string): Promise<void> {
  await signInWith(account, (await account.openAccount()).session, name);
}

describe("Removing an MFA device", () => {
  const account = useTestAccount("default");

  it("deactivates a virtual one and deletes it, after a sign-in with it", async () => {
    await account().run(removeMfaDevice, [REMOVE, await code(account())], argument("alice"));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice AccessDenied", "DeactivateMFADevice ok", "DeleteVirtualMFADevice ok"]);
    assert.deepEqual(await names(account()), { own: ["yubikey-5"], nobodys: [] });
    assert.deepEqual(journalOf(account()), []);
    assert.deepEqual([...account().stale], ["mfaDevices", "unassignedMfaDevices"]);
    assert.deepEqual(account().ui.notices, [], "the tree shows it");
  });

  it("says what stops working, and that it is the last that gives codes; where AWS refuses nothing without MFA, one question is enough", async () => {
    assert.ok(isCancelledError(await account().runToFailure(removeMfaDevice, [dismiss(QUESTION)], argument("alice"))));
    const { detail, buttons } = account().ui;
    assert.match(detail, /^It is your last device that gives codes: then no session with MFA can be opened here or in the AWS CLI\. The AWS console goes on working with: yubikey-5\./);
    assert.match(detail, /AWS no longer accepts its codes.*delete its entry in the authenticator app too/s);
    assert.deepEqual(buttons, ["Remove device"]);
    assert.ok(!/mfa_serial|stays valid/.test(detail));
    assert.equal((await account().calls(/^(ListAccessKeys|ListServiceSpecificCredentials|ListSSHPublicKeys|ListSigningCertificates|GetLoginProfile)/)).length, 5);
  });

  it("names the profiles whose mfa_serial it is, and the session that goes on", async () => {
    appendFileSync(account().paths.config, `mfa_serial = ${serialOf("alice")}\n[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/Ops\nsource_profile = work\nmfa_serial = ${serialOf("alice")}\n[profile other]\nmfa_serial = ${serialOf("bob")}\n`);
    await signIn(account());
    await account().runToFailure(removeMfaDevice, [dismiss(QUESTION)], argument("alice"));
    assert.match(account().ui.detail, /These profiles name it as mfa_serial, and cannot open sessions with it then: work, ops\n/);
    assert.match(account().ui.detail, /The session with MFA that it opened stays valid until /);
  });

  it("does not speak of a last device where another does the same", async () => {
    const passkey = (await (await account().openAccount()).client.listMfaDevices("alice")).find(({ kind }) => kind === "securityKey");
    await signIn(account());
    await account().run(removeMfaDevice, [REMOVE], { serialNumber: passkey?.serialNumber });
    assert.equal(account().ui.detail, "It no longer opens the AWS console.\n\nIt can be added again in the AWS console.");
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice ok"], "a passkey needs no deletion");
    assert.deepEqual(journalOf(account()), []);
  });

  it("asks which one when it comes from the palette", async () => {
    await account().runToFailure(removeMfaDevice, [pick(/Remove MFA device \| Which MFA device/, "alice"), dismiss(QUESTION)]);
    assert.deepEqual(account().ui.rows.map(({ label }) => label), ["alice", "yubikey-5"]);
  });

  it("says that it is not known whether AWS demands MFA when AWS cannot be asked", async () => {
    for (const action of ["ListAccessKeys", "ListSSHPublicKeys"]) await account().sandbox.control.faults({ action, kind: "html", times: 4 });
    await account().runToFailure(removeMfaDevice, [dismiss(QUESTION)], argument("alice"));
    assert.match(account().ui.detail, /Whether your policies demand MFA is not known: AWS did not say\. If they do, you lock yourself out of this view and the AWS CLI/);
    assert.deepEqual(account().ui.buttons, ["Remove device"]);
  });

  it("changes nothing when a question is dismissed, whichever it is", async () => {
    assert.ok(isCancelledError(await account().runToFailure(removeMfaDevice, [dismiss(/Which MFA device/)])));
    assert.ok(isCancelledError(await account().runToFailure(removeMfaDevice, [dismiss(QUESTION)], argument("alice"))));
    assert.ok(isCancelledError(await account().runToFailure(removeMfaDevice, [REMOVE, dismiss(CODE)], argument("alice"))));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice AccessDenied"]);
    assert.deepEqual(journalOf(account()), []);
  });

  it("says that it is not there any more when the view is out of date", async () => {
    const error = await account().runToFailure(removeMfaDevice, [], argument("gone"));
    assert.ok(isUserError(error) && error.message === `The MFA device ${serialOf("gone")} is not yours any more.`);
    assert.deepEqual([...account().stale], ["mfaDevices", "unassignedMfaDevices"]);
  });
});

describe("Removing an MFA device, step by step", () => {
  const account = useTestAccount("default");
  const faults = (fault: SandboxFault) => account().sandbox.control.faults(fault);
  beforeEach(() => signIn(account()));

  it("is in the journal before the first call, and until after the last", async () => {
    const seen: string[] = [];
    account().onCall = ({ operation }) => {
      if (/^(Deactivate|DeleteVirtual)/.test(operation)) seen.push(`${operation}: ${journalOf(account()).join()}`);
    };
    await account().run(removeMfaDevice, [REMOVE], argument("alice"));
    assert.deepEqual(seen, [`DeactivateMFADevice: ${serialOf("alice")}`, `DeleteVirtualMFADevice: ${serialOf("alice")}`]);
    assert.deepEqual(journalOf(account()), []);
  });

  it("is not begun when it cannot be noted", async () => {
    writeFileSync(account().in("unfinished"), "a file in the folder’s place");
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error) && error.message === "The removal of alice cannot be noted on this computer, so it was not begun.");
    assert.deepEqual(await changes(account()), []);
  });

  it("goes on with the deletion when somebody else has deactivated it", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "error", code: "NoSuchEntity", message: "MFA Device invalid for user." });
    await faults({ action: "DeleteVirtualMFADevice", kind: "error", code: "NoSuchEntity", message: "VirtualMFADevice with serial number doesn't exist." });
    await account().run(removeMfaDevice, [REMOVE], argument("alice"));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice fault:error", "DeleteVirtualMFADevice fault:error"]);
    assert.deepEqual(journalOf(account()), []);
  });

  it("repeats what AWS did not answer, and takes “not yours” for done", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "drop", after: true });
    await faults({ action: "DeleteVirtualMFADevice", kind: "drop", after: true });
    await account().run(removeMfaDevice, [REMOVE], argument("alice"));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice fault:drop after ok", "DeactivateMFADevice NoSuchEntity", "DeleteVirtualMFADevice fault:drop after ok", "DeleteVirtualMFADevice NoSuchEntity"]);
    assert.deepEqual(journalOf(account()), []);
  });

  it("leaves nothing in the journal when AWS refuses the first step", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeactivateMFADevice on resource: user alice because no identity-based policy allows the iam:DeactivateMFADevice action" });
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error) && error.message === "AWS refused: your user may not do this (iam:DeactivateMFADevice).");
    assert.deepEqual([journalOf(account()), (await names(account())).own], [[], ["alice", "yubikey-5"]]);
  });

  it("says so when AWS changed the user a moment ago", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "error", code: "EntityTemporarilyUnmodifiable", message: "no" });
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error) && error.hint === "Try again in a few minutes.");
    assert.deepEqual(journalOf(account()), []);
  });

  it("looks at the list when AWS does not answer the first step: it is the user’s still", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "serviceFailure", times: 4 });
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error) && error.message.startsWith("alice was not removed: "), String(error));
    assert.deepEqual(journalOf(account()), []);
  });

  it("looks at the list when AWS does not answer the first step: it is gone, so the second follows", async () => {
    await faults({ action: "DeactivateMFADevice", kind: "serviceFailure", after: true });
    await faults({ action: "DeactivateMFADevice", kind: "serviceFailure", times: 3 });
    await account().run(removeMfaDevice, [REMOVE], argument("alice"));
    assert.deepEqual(await names(account()), { own: ["yubikey-5"], nobodys: [] });
  });

  it("keeps the journal’s note while nobody knows; the next start deletes only what is not the user’s any more", async () => {
    for (const after of [false, true]) {
      await faults({ action: "DeactivateMFADevice", kind: "html", after });
      await faults({ action: "DeactivateMFADevice", kind: "html", times: 3 });
      // The two lists before the question are answered, the one after the failure is not.
      account().ui.beforeWork = () => faults({ action: "ListMFADevices", kind: "html", times: 4 });
      const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
      account().ui.beforeWork = () => Promise.resolve();
      assert.ok(isUserError(error) && error.message.startsWith("Whether alice was removed is not known: "), String(error));
      assert.deepEqual(journalOf(account()), [serialOf("alice")]);
      assert.equal(await deleteLeftDevices(account().context, await requireUser(account().context)), after);
      assert.deepEqual(await names(account()), after ? { own: ["yubikey-5"], nobodys: [] } : { own: ["alice", "yubikey-5"], nobodys: [] });
      assert.deepEqual(journalOf(account()), []);
      await account().sandbox.control.reset();
      await signIn(account());
    }
  });

  it("says when the second step did not get through, offers it, and leaves it to the next start", async () => {
    await faults({ action: "DeleteVirtualMFADevice", kind: "html", times: 4 });
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error));
    assert.match(error.message, /^alice is not yours any more, but not deleted yet\. What answered is not AWS/);
    assert.equal(error.hint, "It is deleted at the next start at the latest.");
    assert.deepEqual([error.action?.title, error.action?.arguments], ["Delete it now", [argument("alice")]]);
    assert.deepEqual([journalOf(account()), await names(account())], [[serialOf("alice")], { own: ["yubikey-5"], nobodys: ["alice"] }]);
    await deleteLeftDevices(account().context, await requireUser(account().context));
    assert.deepEqual([journalOf(account()), await names(account())], [[], { own: ["yubikey-5"], nobodys: [] }]);
  });

  it("leaves alone what somebody has set up again between the two steps", async () => {
    await faults({ action: "DeleteVirtualMFADevice", kind: "error", code: "DeleteConflict", message: "MFA VirtualDevice in use. Must deactivate first." });
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(isUserError(error) && error.message === "alice was removed, but somebody has set it up again meanwhile.");
    assert.deepEqual(journalOf(account()), []);
  });
});

describe("Removing an MFA device where policies demand MFA", () => {
  const account = useTestAccount("mfa-two-devices");

  it("leaves an unfinished device where the user may not delete, and has the text for the administrator", async () => {
    await signIn(account(), "GAHT12345678");
    const error = await account().runToFailure(removeMfaDevice, [REMOVE], argument("alice"));
    assert.ok(!account().ui.detail.includes("last"), "the hardware token does the same");
    assert.ok(isUserError(error) && error.message === "alice is not yours any more, but your user may not delete it: it stays in the list as nobody’s, and its name is taken.");
    assert.deepEqual([journalOf(account()), (await names(account())).nobodys], [[], ["alice"]]);
    await account().run(copyPermissionRequest, [], error.action?.arguments?.[0]);
    assert.match(account().ui.copied.at(-1) ?? "", /^Please delete the virtual MFA device below.*--serial-number arn:aws:iam::123456789012:mfa\/alice\n/s);
  });

  it("deactivates a hardware token, which there is nothing to delete of", async () => {
    await signIn(account());
    await account().run(removeMfaDevice, [confirm(/The token can be added again later/, "Remove device")], argument("GAHT12345678"));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice ok"]);
  });

  it("warns that the last device that gives codes locks out everywhere but in the console, and from what", async () => {
    await signIn(account());
    await account().run(removeMfaDevice, [REMOVE], argument("GAHT12345678"));
    (await account().openAccount()).session.useMfa(undefined);
    await account().runToFailure(removeMfaDevice, [REMOVE, dismiss(/You lock yourself out/)], argument("alice"));
    assert.match(account().ui.detail, /^It is your last device that gives codes, and your policies demand MFA\. .*AWS refuses you here and in the AWS CLI, among others: access keys, Git credentials and API keys, SSH public keys, signing certificates, the console password\. The AWS console goes on working with: laptop-passkey\./);
  });
});

describe("Removing the only MFA device where policies demand MFA", () => {
  const account = useTestAccount("mfa-required");
  const TYPED = /You lock yourself out\. Type the device's name to remove it all the same: alice/;

  it("warns of what AWS refuses then, having asked it, and wants the name typed", async () => {
    const error = await account().runToFailure(
      removeMfaDevice,
      [confirm(/It is your last MFA device, and your policies demand MFA\. Until another one is added, AWS refuses you in the console, here and in the AWS CLI, among others: access keys, /, "Remove device"), input(TYPED, " alice ", [{ text: "", why: /not the name/ }, { text: "alice-2", why: /not the name/ }, { text: "yes", why: /not the name/ }]), await code(account())],
      argument("alice"),
    );
    assert.deepEqual(account().ui.buttons, ["Add another device first", "Remove device"]);
    assert.ok(isUserError(error) && error.message.includes("your user may not delete it"));
    assert.deepEqual(await changes(account()), ["DeactivateMFADevice AccessDenied", "DeactivateMFADevice ok", "DeleteVirtualMFADevice AccessDenied"]);
    assert.deepEqual(journalOf(account()), []);
  });

  it("asks with the profile’s own key also while a session with MFA is open, and leaves out what that does not open either", async () => {
    await signIn(account());
    await account().runToFailure(removeMfaDevice, [REMOVE, dismiss(TYPED)], argument("alice"));
    assert.match(account().ui.detail, /among others: access keys, Git credentials and API keys, SSH public keys, signing certificates\. /);
    assert.match(account().ui.detail, /The session with MFA that it opened stays valid until/);
    assert.deepEqual(await changes(account()), []);
  });

  it("takes a policy that forbids with MFA too for no reason to fear", async () => {
    await account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: ["iam:List*Keys", "iam:ListServiceSpecificCredentials", "iam:ListSigningCertificates", "iam:GetLoginProfile"], Resource: "*" }] });
    await signIn(account());
    await account().runToFailure(removeMfaDevice, [dismiss(QUESTION)], argument("alice"));
    assert.match(account().ui.detail, /^It is your last MFA device\. Then whoever knows the password/);
    assert.deepEqual(account().ui.buttons, ["Remove device"]);
  });

  it("offers to add another one first, and does", async () => {
    assert.ok(isCancelledError(await account().runToFailure(removeMfaDevice, [confirm(QUESTION, "Add another device first"), dismiss(/What kind of device/)], argument("alice"))));
    assert.deepEqual(await changes(account()), []);
  });
});
