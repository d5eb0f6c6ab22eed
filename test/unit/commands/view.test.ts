import assert from "node:assert/strict";
import type { CommandContext } from "../../../src/commands/context";
import { copyPermissionRequest, openConsole, refresh, retryPart } from "../../../src/commands/view";
import type { Caller } from "../../../src/iam/model";
import type { PartName, Snapshot } from "../../../src/iam/snapshot";
import { ScriptedUi } from "../../sandbox/scriptedUi";
import { CALLERS, denied, failed, FULL, ok, withParts } from "../tree/snapshots";

/** A view that shows a snapshot. */
function show(snapshot: Snapshot): { context: CommandContext; ui: ScriptedUi; refreshed: (readonly PartName[] | undefined)[] } {
  const ui = new ScriptedUi();
  const refreshed: (readonly PartName[] | undefined)[] = [];
  const account = {
    open: () => Promise.resolve({ loader: { snapshot } }),
    refresh: (parts?: readonly PartName[]) => Promise.resolve(void refreshed.push(parts)),
  };
  return { context: { ui, account } as unknown as CommandContext, ui, refreshed };
}

describe("Refreshing the view", () => {
  it("loads all, or the parts of one row and nothing that is none", async () => {
    const { context, refreshed } = show(FULL);
    await refresh(context);
    await retryPart(context, { id: "mfaDevices", parts: ["mfaDevices", "nonsense", "unassignedMfaDevices"] });
    await retryPart(context, { id: "identity" });
    assert.deepEqual(refreshed, [undefined, ["mfaDevices", "unassignedMfaDevices"], undefined]);
  });
});

describe("The AWS console’s page", () => {
  for (const [partition, host] of [["aws", "console.aws.amazon.com"], ["aws-cn", "console.amazonaws.cn"], ["aws-us-gov", "console.amazonaws-us-gov.com"]] as const) {
    it(`is that of the caller’s part of AWS: ${partition}`, async () => {
      const { context, ui } = show(withParts({ caller: ok<Caller>({ ...CALLERS.user, partition }) }));
      await openConsole(context);
      assert.deepEqual(ui.urls, [`https://${host}/iam/home#/security_credentials`]);
    });
  }

  it("is AWS’s usual one while nobody knows who calls", async () => {
    const { context, ui } = show(withParts({ caller: failed<Caller>() }));
    await openConsole(context);
    assert.match(ui.urls[0] ?? "", /console\.aws\.amazon\.com/);
  });
});

describe("The request for the administrator", () => {
  const policyOf = (text: string | undefined) => JSON.parse(text?.slice(text.indexOf("{")) ?? "") as { Statement: { Action: string[]; Resource: string }[] };

  it("asks for the one action of a row, on the own user only", async () => {
    const { context, ui } = show(FULL);
    await copyPermissionRequest(context, { deniedAction: "iam:CreateAccessKey" });
    assert.match(ui.copied[0] ?? "", /^Please allow arn:aws:iam::123456789012:user\/alice to manage their own credentials/);
    assert.deepEqual(policyOf(ui.copied[0]).Statement, [{ Sid: "ManageOwnCredentials", Effect: "Allow", Action: ["iam:CreateAccessKey"], Resource: "arn:aws:iam::123456789012:user/${aws:username}" }]);
    assert.match(ui.notices[0] ?? "", /iam:CreateAccessKey is on the clipboard/);
  });

  it("asks for all that is refused, and for what has no user on the whole account", async () => {
    const { context, ui } = show(withParts({ sshPublicKeys: denied("iam:ListSSHPublicKeys"), passwordPolicy: denied("iam:GetAccountPasswordPolicy"), mfaDevices: denied("iam:ListMFADevices") }));
    await copyPermissionRequest(context);
    assert.deepEqual(policyOf(ui.copied[0]).Statement.map(({ Action, Resource }) => [Action, Resource]), [
      [["iam:ListMFADevices", "iam:ListSSHPublicKeys"], "arn:aws:iam::123456789012:user/${aws:username}"],
      [["iam:GetAccountPasswordPolicy"], "*"],
    ]);
  });

  it("includes the last use of keys if that is refused", async () => {
    const { context, ui } = show({ ...FULL, lastUses: new Map([["AKIA", denied("iam:GetAccessKeyLastUsed")]]) });
    await copyPermissionRequest(context);
    assert.deepEqual(policyOf(ui.copied[0]).Statement[0]?.Action, ["iam:GetAccessKeyLastUsed"]);
  });

  it("is written for the caller’s part of AWS", async () => {
    const { context, ui } = show(withParts({ caller: ok<Caller>({ ...CALLERS.user, partition: "aws-cn" }) }));
    await copyPermissionRequest(context, { deniedAction: "iam:GetUser" });
    assert.equal(policyOf(ui.copied[0]).Statement[0]?.Resource, "arn:aws-cn:iam::123456789012:user/${aws:username}");
  });

  it("is not copied when nothing is refused", async () => {
    const { context, ui } = show(FULL);
    await copyPermissionRequest(context);
    assert.deepEqual([ui.copied, ui.notices], [[], ["Nothing in the view is refused: there is nothing to request."]]);
  });
});
