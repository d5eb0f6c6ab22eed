import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { isUserError } from "../../src/errors";
import type { IamClient } from "../../src/iam/client";
import { isAwsError } from "../../src/iam/errors";
import { useTestAccount } from "./useTestAccount";

const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (date: Date | undefined) => (date === undefined ? undefined : Math.round((Date.now() - date.getTime()) / DAY));

describe("The IAM client", () => {
  const account = useTestAccount("default");
  let client: IamClient;
  const own = () => account().sandbox.ready.accessKeyId;
  beforeEach(async () => ({ client } = await account().openAccount()));

  it("says who calls", async () => {
    assert.deepEqual(await client.getCaller(), { kind: "user", arn: "arn:aws:iam::123456789012:user/alice", accountId: "123456789012", partition: "aws", userName: "alice" });
  });

  it("reads the user with the last sign-in and the tags, with and without a name", async () => {
    const user = await client.getUser();
    assert.deepEqual([user.userName, user.arn, daysAgo(user.createdAt), daysAgo(user.passwordLastUsedAt)], ["alice", "arn:aws:iam::123456789012:user/alice", 400, 1]);
    assert.deepEqual([...user.tags], [[own(), "laptop and build server"], ["team", "platform"]]);
    assert.deepEqual(await client.getUser("alice"), user);
  });

  it("reads the account’s alias, the password’s profile and the policy", async () => {
    assert.equal(await client.getAccountAlias(), "acme-dev");
    const login = await client.getLoginProfile();
    assert.deepEqual([daysAgo(login?.createdAt), login?.resetRequired], [400, false]);
    assert.deepEqual(await client.getPasswordPolicy(), {
      minimumLength: 14,
      requireSymbols: true,
      requireNumbers: true,
      requireUppercase: true,
      requireLowercase: true,
      usersMayChange: true,
      maximumAgeDays: 180,
      reusePrevention: 5,
      hardExpiry: false,
    });
  });

  it("asks for a credential report, waits for it, and reads the own row", async () => {
    account().onCall = ({ operation }) => {
      if (operation === "GenerateCredentialReport") moved ??= account().sandbox.control.clock(3);
    };
    let moved: Promise<unknown> | undefined;
    const report = await client.getPasswordReport(Promise.resolve("alice"));
    assert.ok(moved !== undefined);
    assert.equal(daysAgo(report?.lastChangedAt), 121);
    assert.deepEqual(await account().calls(/Report/), ["GenerateCredentialReport ok", "GenerateCredentialReport ok", "GetCredentialReport ok"]);
  });

  it("reads a report that others asked for without being allowed to ask itself", async () => {
    const { control } = account().sandbox;
    account().onCall = () => void (moved ??= control.clock(3));
    let moved: Promise<unknown> | undefined;
    await client.getPasswordReport(Promise.resolve("alice"));
    await control.faults({ action: "GenerateCredentialReport", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GenerateCredentialReport on resource: *" });
    assert.equal(daysAgo((await client.getPasswordReport(Promise.resolve("alice")))?.lastChangedAt), 121);
  });

  it("gives up waiting for a report when it is cancelled", async () => {
    const abort = new AbortController();
    account().onCall = () => abort.abort();
    await assert.rejects(client.getPasswordReport(Promise.resolve("alice"), { signal: abort.signal }), { name: /^(AbortError|CancelledError)$/ });
  });

  it("lists keys with status and age, and says when, for what and where one was used", async () => {
    const [key, ...others] = await client.listAccessKeys();
    assert.ok(key !== undefined);
    assert.deepEqual([key.id, key.status, daysAgo(key.createdAt), others.length], [own(), "Active", 400, 0]);
    const use = await client.getAccessKeyLastUse(own());
    assert.deepEqual([use.serviceName, use.region, daysAgo(use.at)], ["ec2", "us-east-1", 0]);
  });

  it("creates, uses, switches off, on, and deletes a key", async () => {
    const { key, secretAccessKey } = await client.createAccessKey("alice");
    assert.equal(key.status, "Active");
    assert.equal(String(secretAccessKey), "***");
    assert.deepEqual(await client.getAccessKeyLastUse(key.id), { at: undefined, serviceName: undefined, region: undefined });
    await client.updateAccessKey("alice", key.id, "Inactive");
    assert.deepEqual((await client.listAccessKeys()).map(({ status }) => status), ["Active", "Inactive"]);
    await client.updateAccessKey("alice", key.id, "Active");
    await client.deleteAccessKey("alice", key.id);
    assert.deepEqual((await client.listAccessKeys()).map(({ id }) => id), [own()]);
  });

  it("describes a key, and takes the description away", async () => {
    await client.setAccessKeyDescription("alice", own(), "new words");
    assert.equal((await client.getUser()).tags.get(own()), "new words");
    await client.setAccessKeyDescription("alice", own(), "");
    assert.equal((await client.getUser()).tags.has(own()), false);
  });

  it("lists MFA devices by kind and name", async () => {
    const devices = await client.listMfaDevices();
    assert.deepEqual(devices.map(({ kind, name, enabledAt }) => [kind, name, daysAgo(enabledAt)]), [["virtual", "alice", 390], ["securityKey", "yubikey-5", 60]]);
    assert.deepEqual(await client.listUnassignedMfaDevices(), []);
  });

  it("lists Git credentials, SSH keys and certificates", async () => {
    const [credential] = await client.listServiceSpecificCredentials();
    assert.deepEqual([credential?.serviceName, credential?.signInName, credential?.status, credential?.expiresAt], ["codecommit.amazonaws.com", "alice-at-123456789012", "Active", undefined]);
    const [sshKey] = await client.listSshPublicKeys();
    assert.deepEqual([sshKey?.status, daysAgo(sshKey?.uploadedAt)], ["Active", 350]);
    assert.deepEqual(await client.listSigningCertificates(), []);
  });

  it("tells of each call by name, duration and request id, and of nothing else", async () => {
    await client.listAccessKeys();
    const [event, ...others] = account().events;
    assert.ok(event !== undefined && others.length === 0);
    assert.deepEqual(Object.keys(event).sort(), ["attempt", "errorCode", "milliseconds", "operation", "requestId"]);
    assert.deepEqual([event.operation, event.attempt, event.errorCode], ["ListAccessKeys", 1, undefined]);
    assert.match(event.requestId ?? "", /^[0-9a-f-]{36}$/);
  });
});

describe("The IAM client with a full account and short pages", () => {
  const account = useTestAccount("crowded");

  it("fetches every page of every list", async () => {
    const { client } = await account().openAccount();
    const lists = await Promise.all([client.listAccessKeys(), client.listMfaDevices(), client.listServiceSpecificCredentials(), client.listSshPublicKeys(), client.listSigningCertificates()]);
    assert.deepEqual(lists.map((list) => list.length), [2, 8, 6, 5, 2]);
    assert.equal((await account().calls(/ListMFADevices/)).length, 4);
    const ids = lists.flat().map((thing) => ("id" in thing ? thing.id : thing.serialNumber));
    assert.equal(new Set(ids).size, ids.length);
    const expiries = lists[2].filter(({ serviceName }) => serviceName === "bedrock.amazonaws.com").map(({ expiresAt }) => expiresAt);
    assert.ok(expiries.every((date) => date instanceof Date));
  });
});

describe("The IAM client where nothing is absent by mistake", () => {
  const account = useTestAccount("new-user");

  it("takes a missing password for none", async () => {
    const { client } = await account().openAccount();
    assert.equal(await client.getLoginProfile(), undefined);
    assert.equal((await client.getUser()).passwordLastUsedAt, undefined);
  });
});

describe("The IAM client in an account without a password policy", () => {
  const account = useTestAccount("default-password-policy");

  it("takes IAM’s default for none of its own", async () => {
    const { client } = await account().openAccount();
    assert.equal(await client.getPasswordPolicy(), undefined);
  });
});

describe("The IAM client of a user who may see little", () => {
  const account = useTestAccount("read-denied");

  it("says of each call which permission is missing", async () => {
    const { client } = await account().openAccount();
    const calls = {
      "iam:GetUser": () => client.getUser(),
      "iam:ListAccountAliases": () => client.getAccountAlias(),
      "iam:GetLoginProfile": () => client.getLoginProfile(),
      "iam:GetAccountPasswordPolicy": () => client.getPasswordPolicy(),
      "iam:GetCredentialReport": () => client.getPasswordReport(Promise.resolve("alice")),
      "iam:GetAccessKeyLastUsed": () => client.getAccessKeyLastUse(account().sandbox.ready.accessKeyId),
      "iam:CreateAccessKey": () => client.createAccessKey("alice"),
      "iam:UpdateAccessKey": () => client.updateAccessKey("alice", account().sandbox.ready.accessKeyId, "Inactive"),
      "iam:DeleteAccessKey": () => client.deleteAccessKey("alice", account().sandbox.ready.accessKeyId),
      "iam:TagUser": () => client.setAccessKeyDescription("alice", "AKIAIOSFODNN7EXAMPLE", "x"),
      "iam:UntagUser": () => client.setAccessKeyDescription("alice", "AKIAIOSFODNN7EXAMPLE", ""),
      "iam:ListMFADevices": () => client.listMfaDevices(),
      "iam:ListVirtualMFADevices": () => client.listUnassignedMfaDevices(),
      "iam:ListServiceSpecificCredentials": () => client.listServiceSpecificCredentials(),
      "iam:ListSSHPublicKeys": () => client.listSshPublicKeys(),
      "iam:ListSigningCertificates": () => client.listSigningCertificates(),
    };
    for (const [action, call] of Object.entries(calls)) {
      const error = await call().then(() => undefined, (reason: unknown) => reason);
      assert.ok(isAwsError(error), action);
      assert.deepEqual([error.denial?.action, error.denial?.explicit, error.message, error.outcomeUnknown], [action, false, `AWS refused: your user may not do this (${action}).`, false]);
    }
    assert.equal((await client.listAccessKeys()).length, 1);
  });
});

describe("The IAM client in a session", () => {
  const account = useTestAccount("default");

  /** As `aws sts get-session-token` does, and writes the session to a profile. */
  async function openSessionProfile(withMfa: boolean): Promise<IamClient> {
    const { ready, control } = account().sandbox;
    const device = (await control.mfa()).find(({ user }) => user === "alice");
    assert.ok(device !== undefined);
    const sts = new STSClient({ endpoint: ready.endpoint, region: ready.region, credentials: { accessKeyId: ready.accessKeyId, secretAccessKey: ready.secretAccessKey } });
    const { Credentials: keys } = await sts.send(new GetSessionTokenCommand(withMfa ? { SerialNumber: device.serial, TokenCode: device.code } : {}));
    sts.destroy();
    const lines = [`aws_access_key_id = ${keys?.AccessKeyId ?? ""}`, `aws_secret_access_key = ${keys?.SecretAccessKey ?? ""}`, `aws_session_token = ${keys?.SessionToken ?? ""}`];
    writeFileSync(account().paths.credentials, `[work]\n${lines.join("\n")}\n`);
    return (await account().openSession("work")).client;
  }

  it("names the user in every call, as AWS wants of temporary keys", async () => {
    const client = await openSessionProfile(true);
    await assert.rejects(client.listAccessKeys(), (error) => isUserError(error) && error.message.includes('Must specify userName'));
    const { key } = await client.createAccessKey("alice");
    await client.updateAccessKey("alice", key.id, "Inactive");
    assert.equal((await client.listAccessKeys("alice")).length, 2);
    await client.deleteAccessKey("alice", key.id);
    const lists = [client.listMfaDevices("alice"), client.listServiceSpecificCredentials("alice"), client.listSshPublicKeys("alice"), client.listSigningCertificates("alice"), client.getUser("alice"), client.getLoginProfile("alice")];
    assert.equal((await Promise.all(lists)).length, 6);
  });

  it("says that a session without MFA is none for IAM", async () => {
    const client = await openSessionProfile(false);
    assert.equal((await client.getCaller()).kind, "user");
    await assert.rejects(client.listAccessKeys("alice"), (error) => isUserError(error) && error.message === "IAM does not accept this session of profile work: it was opened without MFA, or it has ended.");
  });

  it("says that a session has ended", async () => {
    const client = await openSessionProfile(true);
    await client.getCaller();
    await account().sandbox.control.clock(13 * 3600);
    await assert.rejects(client.listAccessKeys("alice"), (error) => isUserError(error) && error.message === "The session of profile work has ended.");
  });
});
