import assert from "node:assert/strict";
import { copyPermissionRequest } from "../../../../src/commands/permissions";
import type { Denial } from "../../../../src/iam/denial";
import { FULL } from "../../tree/snapshots";
import { show } from "../shownView";

describe("The request to delete an unfinished MFA device", () => {
  async function request(changes: Partial<Denial>): Promise<string> {
    const { context, ui } = show(FULL);
    const denial: Denial = { action: "iam:DeleteVirtualMFADevice", resource: undefined, explicit: false, mayWantMfa: false, policyArn: undefined, quarantined: false, ...changes };
    await copyPermissionRequest(context, { denial });
    return ui.copied[0] ?? "";
  }
  const resource = "arn:aws:iam::123456789012:mfa/alice";

  for (const explicit of [false, true]) {
    it(`asks for the deletion, with the command for it, and for no permission: ${explicit ? "forbidden" : "not allowed"}`, async () => {
      const text = await request({ explicit, mayWantMfa: explicit, resource, policyArn: explicit ? "arn:aws:iam::1:policy/P" : undefined });
      assert.match(text, /^Please delete the virtual MFA device below\. .*arn:aws:iam::123456789012:user\/alice/);
      assert.ok(text.includes(`\n\naws iam delete-virtual-mfa-device --serial-number ${resource}\n\n`));
      assert.match(text, /do not loosen a policy for this: AWS warns against letting users delete MFA devices without MFA\.\n$/);
      assert.ok(!/\{|"Allow"|policy forbids|policy\/P/.test(text));
    });
  }
});
