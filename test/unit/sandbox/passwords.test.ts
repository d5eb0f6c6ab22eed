import { ChangePasswordCommand, GetAccountPasswordPolicyCommand, GetLoginProfileCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { aliceOf, refused, startInProcess, tell, type InProcess } from "./inProcess";

describe("The sandbox's console password", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  const good = "Quite-Another-Password-1";
  const change = (NewPassword: string, OldPassword = aliceOf(sandbox).password?.value ?? "") =>
    sandbox.iam().send(new ChangePasswordCommand({ OldPassword, NewPassword }));
  const daysAgo = (date: Date | undefined) => Math.round((Date.now() - (date?.getTime() ?? 0)) / 86_400_000);
  const resetRequired = async () => (await sandbox.iam().send(new GetLoginProfileCommand({ UserName: "alice" }))).LoginProfile?.PasswordResetRequired;

  it("is about to expire in password-expiring, and no longer after a change, which takes the administrator's wish away", async () => {
    sandbox = await startInProcess("password-expiring");
    const { PasswordPolicy } = await sandbox.iam().send(new GetAccountPasswordPolicyCommand({}));
    assert.equal((PasswordPolicy?.MaxPasswordAge ?? 0) - daysAgo(aliceOf(sandbox).password?.changedAt), 5);
    assert.equal(await resetRequired(), true);
    await change(good);
    assert.equal(await resetRequired(), false);
    assert.equal(daysAgo(aliceOf(sandbox).password?.changedAt), 0);
    await tell(sandbox, "password", { resetRequired: true, changedDaysAgo: 200 });
    assert.equal(await resetRequired(), true);
    assert.equal(daysAgo(aliceOf(sandbox).password?.changedAt), 200);
  });

  it("is refused with its own words when wrong, when it breaks the rules, and when it was used before", async () => {
    sandbox = await startInProcess("default");
    const { password } = sandbox.world.run.credentials;
    await refused(change(good, "wrong"), "AccessDenied", 403, "The old password was incorrect.");
    await refused(change("short"), "PasswordPolicyViolation", 400, "Password does not conform to the account password policy.");
    const reuse = ["PasswordPolicyViolation", 400, "Policy constraint violation with password reuse prevention during password change."] as const;
    await refused(change(password), ...reuse);
    for (let count = 1; count <= 4; count += 1) await change(`${good}${count}`);
    await refused(change(password), ...reuse);
    await change(`${good}5`);
    await change(password);
  });

  it("breaks the rules without permission, in the words AWS has used for both", async () => {
    sandbox = await startInProcess("default");
    await tell(sandbox, "passwordPolicy", { violationsAre: "AccessDenied" });
    const words = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ChangePassword on resource: user alice";
    await refused(change("short"), "AccessDenied", 403, words);
    await change(good);
    await tell(sandbox, "reset", {});
    await refused(change("short"), "PasswordPolicyViolation", 400, /conform/);
  });

  it("may not be changed where neither the account nor a policy allows it", async () => {
    sandbox = await startInProcess("default");
    aliceOf(sandbox).policies.length = 0;
    await tell(sandbox, "passwordPolicy", { allowUsersToChange: false });
    const words =
      "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ChangePassword on resource: user alice " +
      "because no identity-based policy allows the iam:ChangePassword action";
    await refused(change(good), "AccessDenied", 403, words);
  });

  it("may be changed by rules that the user must not see", async () => {
    sandbox = await startInProcess("default");
    const Statement = [{ Effect: "Deny", Action: "iam:GetAccountPasswordPolicy", Resource: "*" }];
    await tell(sandbox, "policy", { document: { Version: "2012-10-17", Statement } });
    await refused(sandbox.iam().send(new GetAccountPasswordPolicyCommand({})), "AccessDenied", 403, /explicit deny/);
    await change(good);
  });

  it("follows a policy that an administrator changes meanwhile", async () => {
    sandbox = await startInProcess("default");
    await tell(sandbox, "passwordPolicy", { minimumLength: 30, maxAge: null, reusePrevention: null });
    const { PasswordPolicy } = await sandbox.iam().send(new GetAccountPasswordPolicyCommand({}));
    assert.deepEqual([PasswordPolicy?.MinimumPasswordLength, PasswordPolicy?.ExpirePasswords, PasswordPolicy?.MaxPasswordAge], [30, false, undefined]);
    assert.equal(PasswordPolicy?.RequireSymbols, true);
    await refused(change(good), "PasswordPolicyViolation", 400, /conform/);
    await tell(sandbox, "passwordPolicy", { none: true });
    await refused(sandbox.iam().send(new GetAccountPasswordPolicyCommand({})), "NoSuchEntity", 404, /Password Policy/);
  });

  it("is temporarily unmodifiable for as many calls as a test wants", async () => {
    sandbox = await startInProcess("default");
    await tell(sandbox, "faults", { action: "ChangePassword", kind: "error", code: "EntityTemporarilyUnmodifiable", times: 2 });
    for (let count = 0; count < 2; count += 1) await refused(change(good), "EntityTemporarilyUnmodifiable", 409, /cannot be modified while/);
    await change(good);
    await tell(sandbox, "password", { remove: true });
    await refused(sandbox.iam().send(new GetLoginProfileCommand({ UserName: "alice" })), "NoSuchEntity", 404, "Login Profile for User alice cannot be found.");
  });
});
