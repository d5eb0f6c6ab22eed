import {
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateServiceSpecificCredentialCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountPasswordPolicyCommand,
  GetCredentialReportCommand,
  GenerateCredentialReportCommand,
  ListAccessKeysCommand,
  ListServiceSpecificCredentialsCommand,
  TagUserCommand,
  UploadSSHPublicKeyCommand,
  UploadSigningCertificateCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readPublicKey } from "../../../src/sandbox/publicKey";
import { signingCertificates, sshPublicKeys } from "../../../src/sandbox/scenarios/publicMaterial";
import { aliceOf, codeIn, deviceOf, mfaSession, refused, startInProcess, type InProcess } from "./inProcess";

describe("The sandbox's credentials", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  it("are refused over each quota with its name and number", async () => {
    sandbox = await startInProcess("crowded");
    const client = sandbox.iam();
    const UserName = "alice";
    const quota = (name: string, limit: number) => ["LimitExceeded", 409, `Cannot exceed quota for ${name}: ${limit}`] as const;
    await refused(client.send(new CreateAccessKeyCommand({ UserName })), ...quota("AccessKeysPerUser", 2));
    await refused(client.send(new TagUserCommand({ UserName, Tags: [{ Key: "one-more", Value: "" }] })), ...quota("TagsPerUser", 50));
    const git = new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: "codecommit.amazonaws.com" });
    await refused(client.send(git), ...quota("ServiceSpecificCredentialsPerUser", 2));
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();
    await refused(client.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: key })), ...quota("SSHPublicKeysPerUser", 5));
    aliceOf(sandbox).certificates.shift();
    await client.send(new UploadSigningCertificateCommand({ UserName, CertificateBody: signingCertificates[0] }));
    aliceOf(sandbox).certificates = aliceOf(sandbox).certificates.map((other) => ({ ...other, body: signingCertificates[1] }));
    const certificate = new UploadSigningCertificateCommand({ UserName, CertificateBody: signingCertificates[0] });
    await refused(client.send(certificate), ...quota("CertificatesPerUser", 2));
    await client.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "ninth" }));
    const ninth = deviceOf(sandbox, "ninth");
    const codes = { AuthenticationCode1: codeIn(sandbox, ninth, -1), AuthenticationCode2: codeIn(sandbox, ninth, 0) };
    const withMfa = sandbox.iam(await mfaSession(sandbox, deviceOf(sandbox, "alice")));
    await refused(withMfa.send(new EnableMFADeviceCommand({ UserName, SerialNumber: ninth.serial, ...codes })), ...quota("MFADevicesPerUser", 8));
  });

  it("are unknown for the propagation time and known after it", async () => {
    sandbox = await startInProcess("slow");
    sandbox.world.latencyMs = 0;
    const { AccessKey } = await sandbox.iam().send(new CreateAccessKeyCommand({}));
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    const identify = () => sandbox.sts(keys).send(new GetCallerIdentityCommand());
    sandbox.world.clock.advance(11);
    await refused(identify(), "InvalidClientTokenId", 403, "The security token included in the request is invalid.");
    sandbox.world.clock.advance(1);
    assert.equal((await identify()).Account, "123456789012");
  });

  it("show their use when they were made in this run, and keep the scenario's story otherwise", async () => {
    sandbox = await startInProcess("default");
    const lastUsed = async (AccessKeyId: string) => (await sandbox.iam().send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
    const { AccessKey } = await sandbox.iam().send(new CreateAccessKeyCommand({}));
    const id = AccessKey?.AccessKeyId ?? "";
    assert.deepEqual(await lastUsed(id), { ServiceName: "N/A", Region: "N/A" });
    await sandbox.sts({ accessKeyId: id, secretAccessKey: AccessKey?.SecretAccessKey ?? "" }).send(new GetCallerIdentityCommand());
    assert.equal((await lastUsed(id))?.ServiceName, "sts");
    const old = await lastUsed(sandbox.keys.accessKeyId);
    assert.equal(old?.ServiceName, "ec2");
    const hours = (Date.now() - (old.LastUsedDate?.getTime() ?? 0)) / 3_600_000;
    assert.ok(hours > 1.99 && hours < 2.01, `used ${hours} hours ago`);
  });

  it("tell the password's age in the credential report: changed 121 days ago, due in 59", async () => {
    sandbox = await startInProcess("default");
    const client = sandbox.iam();
    await refused(client.send(new GetCredentialReportCommand({})), "ReportNotPresent", 410, /./);
    assert.equal((await client.send(new GenerateCredentialReportCommand({}))).State, "STARTED");
    await refused(client.send(new GetCredentialReportCommand({})), "ReportInProgress", 404, /./);
    assert.equal((await client.send(new GenerateCredentialReportCommand({}))).State, "INPROGRESS");
    sandbox.world.clock.advance(2);
    const { Content } = await client.send(new GetCredentialReportCommand({}));
    const [header = "", , alice = ""] = Buffer.from(Content ?? []).toString().split("\n");
    const column = (name: string) => alice.split(",")[header.split(",").indexOf(name)] ?? "";
    const daysAgo = (name: string) => Math.round((Date.now() - Date.parse(column(name))) / 86_400_000);
    assert.equal(daysAgo("password_last_changed"), 121);
    assert.equal(daysAgo("password_next_rotation"), -59);
    assert.equal(daysAgo("user_creation_time"), 400);
    assert.equal(column("mfa_active"), "true");
    sandbox.world.clock.advance(4 * 3600);
    const late = sandbox.iam(sandbox.keys, { systemClockOffset: 4 * 3_600_000 });
    await refused(late.send(new GetCredentialReportCommand({})), "ReportExpired", 410, /./);
  });

  it("tell a password change in the next report only, which comes four hours later", async () => {
    sandbox = await startInProcess("default");
    const { world } = sandbox;
    const client = (offset = 0) => sandbox.iam(sandbox.keys, { systemClockOffset: offset * 1000 });
    const changedAt = async (offset: number) => {
      const { Content } = await client(offset).send(new GetCredentialReportCommand({}));
      const [header = "", , alice = ""] = Buffer.from(Content ?? []).toString().split("\n");
      return Date.parse(alice.split(",")[header.split(",").indexOf("password_last_changed")] ?? "");
    };
    await client().send(new GenerateCredentialReportCommand({}));
    world.clock.advance(2);
    const OldPassword = world.run.credentials.password;
    await client().send(new ChangePasswordCommand({ OldPassword, NewPassword: "Quite-Another-Password-1" }));
    assert.equal((await client().send(new GenerateCredentialReportCommand({}))).State, "COMPLETE");
    assert.ok((await changedAt(0)) < Date.now() - 100 * 86_400_000);
    world.clock.advance(4 * 3600);
    assert.equal((await client(4 * 3600).send(new GenerateCredentialReportCommand({}))).State, "STARTED");
    world.clock.advance(2);
    assert.ok((await changedAt(4 * 3600)) > Date.now() - 60_000);
  });

  it("follow the default password policy where the account has none", async () => {
    sandbox = await startInProcess("default-password-policy");
    const client = sandbox.iam();
    const OldPassword = sandbox.world.run.credentials.password;
    const missing = "The Password Policy with domain name 123456789012 cannot be found.";
    await refused(client.send(new GetAccountPasswordPolicyCommand({})), "NoSuchEntity", 404, missing);
    const change = (NewPassword: string) => client.send(new ChangePasswordCommand({ OldPassword, NewPassword }));
    for (const weak of ["Ab1!", "abcdefgh1", "acme-dev"]) await refused(change(weak), "PasswordPolicyViolation", 400, /password policy/);
    await change("abcdefgH1");
  });

  it("let a user change the password by the account's setting alone, without any policy", async () => {
    sandbox = await startInProcess("default");
    aliceOf(sandbox).policies.length = 0;
    const change = () => {
      const OldPassword = aliceOf(sandbox).password?.value ?? "";
      return sandbox.iam().send(new ChangePasswordCommand({ OldPassword, NewPassword: "Quite-Another-Password-1" }));
    };
    await change();
    sandbox.world.account = { ...sandbox.world.account, passwordPolicy: undefined };
    await refused(change(), "AccessDenied", 403, /iam:ChangePassword on resource: user alice because no identity-based policy allows/);
  });

  it("name API keys by alias, let only them expire, and show them as expired", async () => {
    sandbox = await startInProcess("default");
    const client = sandbox.iam();
    const create = (ServiceName: string) => client.send(new CreateServiceSpecificCredentialCommand({ UserName: "alice", ServiceName, CredentialAgeDays: 1 }));
    await refused(create("codecommit.amazonaws.com"), "ValidationError", 400, /CredentialAgeDays is only valid/);
    const made = (await create("bedrock.amazonaws.com")).ServiceSpecificCredential;
    assert.match(made?.ServiceCredentialAlias ?? "", /^BedrockAPIKey-[0-9a-f]{4}-at-123456789012$/);
    assert.ok(made?.ServiceCredentialSecret && made.ServicePassword === undefined);
    sandbox.world.clock.advance(86_400);
    const late = sandbox.iam(sandbox.keys, { systemClockOffset: 86_400_000 });
    const listed = await late.send(new ListServiceSpecificCredentialsCommand({ ServiceName: "bedrock.amazonaws.com" }));
    assert.deepEqual(listed.ServiceSpecificCredentials?.map(({ Status }) => Status), ["Expired"]);
  });

  it("are refused to a quarantined user with the policy's ARN", async () => {
    sandbox = await startInProcess("quarantined");
    const why = /with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy\/AWSCompromisedKeyQuarantineV3$/;
    await refused(sandbox.iam().send(new CreateAccessKeyCommand({})), "AccessDenied", 403, why);
    await refused(sandbox.sts().send(new GetSessionTokenCommand({})), "AccessDenied", 403, why);
    assert.equal((await sandbox.iam().send(new ListAccessKeysCommand({}))).AccessKeyMetadata?.length, 1);
  });

  it("have no user behind them when a role calls", async () => {
    sandbox = await startInProcess("role");
    assert.match((await sandbox.sts().send(new GetCallerIdentityCommand())).Arn ?? "", /:assumed-role\/Developer\/alice$/);
    await refused(sandbox.iam().send(new ListAccessKeysCommand({})), "ValidationError", 400, "Must specify userName when calling with non-User credentials");
    await refused(sandbox.iam().send(new ChangePasswordCommand({ OldPassword: "a", NewPassword: "b" })), "InvalidUserType", 400, /IAM Users/);
  });

  it("read an SSH key in either form as the same key, and nothing but RSA of 2048 bits or more", () => {
    const [openSsh] = sshPublicKeys;
    const key = readPublicKey(`${openSsh} alice@laptop\n`);
    assert.ok(typeof key === "object");
    assert.equal(key.openSsh, openSsh);
    assert.match(key.fingerprint, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    assert.deepEqual(readPublicKey(key.pem), key);
    const pem = (type: "rsa" | "ed25519") =>
      (type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 1024 }) : generateKeyPairSync("ed25519")).publicKey.export({ type: "spki", format: "pem" }).toString();
    assert.equal(readPublicKey(pem("rsa")), "invalid key");
    assert.equal(readPublicKey(pem("ed25519")), "invalid key");
    assert.equal(readPublicKey(openSsh.slice(0, -8)), "invalid key");
    assert.equal(readPublicKey("ssh-ed25519 AAAAC3Nz"), "unrecognized encoding");
  });
});
