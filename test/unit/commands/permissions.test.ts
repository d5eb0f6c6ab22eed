import assert from "node:assert/strict";
import { copyPermissionRequest } from "../../../src/commands/permissions";
import type { Denial } from "../../../src/iam/denial";
import type { Snapshot } from "../../../src/iam/snapshot";
import { CALLERS, denied, FULL, withParts } from "../tree/snapshots";
import { show } from "./shownView";

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string;
}

describe("The request for the administrator", () => {
  async function request(snapshot: Snapshot, denial?: Denial): Promise<{ text: string; statements: readonly Statement[] }> {
    const { context, ui } = show(snapshot);
    await copyPermissionRequest(context, denial === undefined ? undefined : { denial });
    const [text = ""] = ui.copied;
    assert.match(ui.notices.join(), /The request is on the clipboard/);
    const policy = text.includes("{") ? text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1) : '{"Statement":[]}';
    return { text, statements: (JSON.parse(policy) as { Statement: Statement[] }).Statement };
  }
  const denialOf = (action: string, changes: Partial<Denial> = {}): Denial => ({ action, resource: undefined, explicit: false, mayWantMfa: false, policyArn: undefined, quarantined: false, ...changes });

  it("asks for the one action of a row, on the own user only", async () => {
    const { text, statements } = await request(FULL, denialOf("iam:CreateAccessKey"));
    assert.match(text, /^Please allow arn:aws:iam::123456789012:user\/alice to manage their own credentials/);
    assert.deepEqual(statements.map(({ Action, Resource }) => [Action, Resource]), [[["iam:CreateAccessKey"], CALLERS.user.arn]]);
  });

  it("asks for all that is refused, and for what has no user on the whole account", async () => {
    const { statements } = await request(withParts({ sshPublicKeys: denied("iam:ListSSHPublicKeys"), passwordPolicy: denied("iam:GetAccountPasswordPolicy"), mfaDevices: denied("iam:ListMFADevices") }));
    assert.deepEqual(statements.map(({ Action, Resource }) => [Action, Resource]), [
      [["iam:ListMFADevices", "iam:ListSSHPublicKeys"], CALLERS.user.arn],
      [["iam:GetAccountPasswordPolicy"], "*"],
    ]);
  });

  it("includes the last use of keys if that is refused", async () => {
    const { statements } = await request({ ...FULL, lastUses: new Map([["AKIA", denied("iam:GetAccessKeyLastUsed")]]) });
    assert.deepEqual(statements[0]?.Action, ["iam:GetAccessKeyLastUsed"]);
  });

  it("asks for no permission against a policy that forbids, and names that policy", async () => {
    const { text, statements } = await request(FULL, denialOf("iam:CreateAccessKey", { explicit: true, policyArn: "arn:aws:iam::1:policy/P" }));
    assert.deepEqual(statements, []);
    assert.match(text, /^A policy forbids arn:.*\n\n- iam:CreateAccessKey\n\n.*\n- arn:aws:iam::1:policy\/P\n$/);
  });

  it("is not copied when nothing is refused", async () => {
    const { context, ui } = show(FULL);
    await copyPermissionRequest(context);
    assert.deepEqual([ui.copied, ui.notices], [[], ["Nothing in the view is refused: there is nothing to request."]]);
  });
});
