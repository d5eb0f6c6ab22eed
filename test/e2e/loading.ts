import assert from "node:assert/strict";
import { eventually } from "./eventually";
import type { Workbench } from "./workbench";

/** What a load of everything asks, each at least once. */
const CALLS = [
  "GetCallerIdentity", "GetUser", "ListAccountAliases", "GetLoginProfile", "GetAccountPasswordPolicy", "ListAccessKeys", "GetAccessKeyLastUsed", "GetCredentialReport",
  "ListMFADevices", "ListVirtualMFADevices", "ListServiceSpecificCredentials", "ListSSHPublicKeys", "ListSigningCertificates",
];

/** Waits until the view has loaded an IAM user's credentials from the window's sandbox, and shows them. */
export async function waitForTree(workbench: Workbench): Promise<void> {
  const { accessKeyId } = workbench.sandbox.ready;
  await eventually(async () => {
    const calls = await workbench.sandbox.control.calls();
    assert.deepEqual(CALLS.filter((wanted) => !calls.some(({ operation }) => operation === wanted)), [], "not asked yet");
    const rows = await workbench.rows();
    assert.match(rows[0]?.label ?? "", /^alice/);
    assert.match(rows.find(({ label }) => label === accessKeyId)?.description ?? "", /used/);
    assert.deepEqual(rows.filter(({ description }) => description === "loading…"), []);
  });
}
