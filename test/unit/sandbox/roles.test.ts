import { GetAccountSummaryCommand, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { newTemporaryKey } from "../../../src/sandbox/operations/session";
import { loadPolicy } from "../../../src/sandbox/policy";
import { codeIn, deviceOf, keysOf, mfaSession, refused, startInProcess, type InProcess, type Keys } from "./inProcess";

const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const denied = (name: string, end = "") => `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:AssumeRole on resource: ${roleArn(name)}${end}`;

describe("The sandbox's roles", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  const assume = (name: string, extra: Partial<AssumeRoleCommandInput> = {}, keys?: Keys) =>
    sandbox.sts(keys).send(new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "desk", ...extra }));

  it("are assumed by the users whom they trust, for an hour unless more is asked for", async () => {
    sandbox = await startInProcess("default");
    const { AssumedRoleUser, Credentials } = await assume("Developer", { ExternalId: "any" });
    assert.equal(AssumedRoleUser?.Arn, "arn:aws:sts::123456789012:assumed-role/Developer/desk");
    assert.equal(Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 60_000), 60);
    const keys = keysOf(Credentials);
    assert.equal((await sandbox.sts(keys).send(new GetCallerIdentityCommand({}))).Arn, AssumedRoleUser.Arn);
    await sandbox.iam(keys).send(new GetAccountSummaryCommand({}));
    await refused(sandbox.iam(keys).send(new ListAccessKeysCommand({})), "ValidationError", 400, /non-User credentials/);
    await assume("Developer", { DurationSeconds: 43_200 });
    await refused(assume("Developer", { DurationSeconds: 43_201 }), "ValidationError", 400, /less than or equal to 43200/);
    sandbox.world.clock.advance(3600);
    await refused(sandbox.iam(keys, { systemClockOffset: 3_600_000 }).send(new GetAccountSummaryCommand({})), "ExpiredToken", 403, /expired/);
  });

  it("are refused in the same words whether they exist or not", async () => {
    sandbox = await startInProcess("default");
    await refused(assume("Nobody"), "AccessDenied", 403, denied("Nobody"));
    await refused(assume("DeveloperWithMfa"), "AccessDenied", 403, denied("DeveloperWithMfa"));
  });

  it("want a code where their trust policy asks for MFA, or a session that has proven it", async () => {
    sandbox = await startInProcess("default");
    const device = deviceOf(sandbox, "alice");
    const proof = { SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 0) };
    await assume("DeveloperWithMfa", proof);
    await refused(assume("DeveloperWithMfa", proof), "AccessDenied", 403, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
    const longer = { SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 1), DurationSeconds: 3601 };
    await refused(assume("DeveloperWithMfa", longer), "ValidationError", 400, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    sandbox.world.clock.advance(60);
    await assume("DeveloperWithMfa", {}, await mfaSession(sandbox, device));
  });

  it("are kept by an explicit deny, which a proof of MFA can lift", async () => {
    sandbox = await startInProcess("mfa-required");
    const policy = " with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/ManageOwnCredentialsWithMFA";
    await refused(assume("Developer"), "AccessDenied", 403, denied("Developer", policy));
    const device = deviceOf(sandbox, "alice");
    await assume("Developer", { SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 0) });
  });

  it("are not for roles without a policy that allows it, and then for an hour at most", async () => {
    sandbox = await startInProcess("default");
    const keys = keysOf((await assume("Developer")).Credentials);
    await refused(assume("Developer", {}, keys), "AccessDenied", 403, /assumed-role\/Developer\/desk is not authorized to perform: sts:AssumeRole/);
    const policies = [loadPolicy("Chain", undefined, { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }] })];
    const chained = { kind: "role", arn: "arn:aws:sts::123456789012:assumed-role/Chain/desk", userId: "AROACHAIN:desk", policies } as const;
    const { id, secret, token } = newTemporaryKey(sandbox.world.account, chained, new Date(Date.now() + 60_000));
    const chain: Keys = { accessKeyId: id, secretAccessKey: secret, sessionToken: token };
    const tooLong = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    await refused(assume("Developer", { DurationSeconds: 3601 }, chain), "ValidationError", 400, tooLong);
    await assume("Developer", { DurationSeconds: 3600 }, chain);
  });

  it("are not for root", async () => {
    sandbox = await startInProcess("root");
    await refused(assume("Developer"), "AccessDenied", 403, "Roles may not be assumed by root accounts.");
  });
});
