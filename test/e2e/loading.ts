import assert from "node:assert/strict";
import { GenerateCredentialReportCommand } from "@aws-sdk/client-iam";
import type { Sandbox } from "../sandbox/sandboxProcess";
import { eventually } from "./eventually";
import { accountClient } from "./signing";
import type { Workbench } from "./workbench";

/** What a load of everything asks, each at least once. */
const CALLS = [
  "GetCallerIdentity", "GetUser", "ListAccountAliases", "GetLoginProfile", "GetAccountPasswordPolicy", "ListAccessKeys", "GetAccessKeyLastUsed", "GetCredentialReport",
  "ListMFADevices", "ListVirtualMFADevices", "ListServiceSpecificCredentials", "ListSSHPublicKeys", "ListSigningCertificates",
];

/** Waits until the view has loaded an IAM user's credentials from the window's sandbox, and shows them. */
export async function waitForTree(workbench: Workbench): Promise<void> {
  const { ready } = workbench.sandbox;
  await eventually(async () => {
    const calls = await workbench.sandbox.control.calls();
    assert.deepEqual(CALLS.filter((wanted) => !calls.some(({ operation }) => operation === wanted)), [], "not asked yet");
    const rows = await workbench.rows();
    assert.match(rows[0]?.label ?? "", /^alice/);
    // With what comes last: the use and, in most scenarios, the description.
    const isDescribed = ready.scenario !== "new-user";
    assert.match(rows.find(({ label }) => label === ready.accessKeyId)?.description ?? "", isDescribed ? /used .* · laptop and build server$/ : /never used$/);
    assert.deepEqual(rows.filter(({ description }) => description === "loading…"), []);
  });
}

/** Lets the account have a credential report already, if the caller may ask for one: making it takes AWS seconds. */
export async function prepareReport({ ready, control }: Sandbox): Promise<void> {
  const client = accountClient(ready);
  await client.send(new GenerateCredentialReportCommand()).catch(() => undefined);
  client.destroy();
  await control.clock(3);
}
