import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Secret, TOTP } from "otpauth";
import { signingCertificates } from "../../src/sandbox/scenarios/publicMaterial";
import { aws, hasAwsCli, type Json, type Outcome } from "./awsCommand";
import { startSandbox, type Sandbox } from "./sandboxProcess";

const iamOperations = (
  "CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey GetAccessKeyLastUsed GetUser ChangePassword GetLoginProfile " +
  "GetAccountPasswordPolicy CreateVirtualMFADevice EnableMFADevice DeactivateMFADevice DeleteVirtualMFADevice ListMFADevices " +
  "ListVirtualMFADevices ResyncMFADevice GetMFADevice CreateServiceSpecificCredential ListServiceSpecificCredentials " +
  "ResetServiceSpecificCredential UpdateServiceSpecificCredential DeleteServiceSpecificCredential UploadSSHPublicKey " +
  "ListSSHPublicKeys GetSSHPublicKey UpdateSSHPublicKey DeleteSSHPublicKey UploadSigningCertificate ListSigningCertificates " +
  "UpdateSigningCertificate DeleteSigningCertificate TagUser UntagUser ListUserTags TagMFADevice ListMFADeviceTags " +
  "SimulatePrincipalPolicy GetAccountSummary ListAccountAliases GenerateCredentialReport GetCredentialReport ListAttachedUserPolicies"
).split(" ");
const repositoryOperations = ["ListRepositories", "BatchGetRepositories", "GetRepository", "CreateRepository", "DeleteRepository"];
const operations = [...iamOperations, "GetCallerIdentity", "GetSessionToken", "AssumeRole", ...repositoryOperations];

const absentKey = "AKIAAAAAAAAAAAAAAAAA";
const absentId = "ACCAAAAAAAAAAAAAAAAAAAAAA";
const mfaArn = "arn:aws:iam::123456789012:mfa/";
const denied = (operation: string, resource: string) =>
  `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${operation} on resource: ${resource} ` +
  `because no identity-based policy allows the iam:${operation} action`;

/** The code an authenticator app shows, some steps of 30 seconds from now. */
function code(seed: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

describe("The AWS CLI against the sandbox", function () {
  this.timeout(60_000);

  let home: string;
  /** alice, who may manage herself; root, who may do anything and so sees every other refusal; alice, who may do nothing. */
  let alice: Sandbox, root: Sandbox, powerless: Sandbox;
  const started: Sandbox[] = [];
  const unknownHere = new Set<string>();

  before(async function () {
    home = await mkdtemp(path.join(tmpdir(), "aws-cli-"));
    if (!(await hasAwsCli())) this.skip();
    [alice, root, powerless] = await Promise.all([
      startSandbox({ scenario: "default" }),
      startSandbox({ scenario: "root" }),
      startSandbox({ scenario: "read-denied" }),
    ]);
    started.push(alice, root, powerless);
  });

  after(async () => {
    await Promise.all(started.map(({ stop }) => stop()));
    await rm(home, { recursive: true, force: true });
  });

  async function run(sandbox: Sandbox, command: string, args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
    const outcome = await aws({ sandbox, command, args, env, home });
    if (outcome.kind === "unknown") unknownHere.add(command);
    return outcome;
  }

  /** Makes a call that must succeed, and hands its output on; nothing is asserted where this CLI lacks the operation. */
  async function ok(
    sandbox: Sandbox,
    command: string,
    extra?: readonly string[],
    look: (json: Json) => void = () => undefined,
    env?: NodeJS.ProcessEnv,
  ): Promise<Json> {
    const outcome = await run(sandbox, command, extra, env);
    if (outcome.kind === "unknown") return {};
    if (outcome.kind === "refused") assert.fail(`aws ${command}: ${JSON.stringify(outcome)}`);
    look(outcome.json);
    return outcome.json;
  }

  async function no(sandbox: Sandbox, command: string, wantedCode: string, message: string | RegExp, extra?: readonly string[], env?: NodeJS.ProcessEnv) {
    const outcome = await run(sandbox, command, extra, env);
    if (outcome.kind === "unknown") return;
    if (outcome.kind === "ok") assert.fail(`aws ${command} should have been refused with ${wantedCode}.`);
    assert.equal(outcome.code, wantedCode, outcome.message);
    if (typeof message === "string") assert.equal(outcome.message, message);
    else assert.match(outcome.message, message);
  }

  const texts = (list: Json | undefined, name: string) => (list as unknown as Json[]).map((item) => item[name] as unknown as string);
  const text = (json: Json, ...names: string[]) => names.reduce<Json | undefined>((inner, name) => inner?.[name], json) as unknown as string;

  /** The environment of a session that was given in an answer of STS. */
  function sessionOf(json: Json): NodeJS.ProcessEnv {
    return {
      AWS_ACCESS_KEY_ID: text(json, "Credentials", "AccessKeyId"),
      AWS_SECRET_ACCESS_KEY: text(json, "Credentials", "SecretAccessKey"),
      AWS_SESSION_TOKEN: text(json, "Credentials", "SessionToken"),
    };
  }

  /** Signs alice in with MFA, by her authenticator app's code, whatever codes other tests have used up. */
  async function signIn(sandbox: Sandbox): Promise<NodeJS.ProcessEnv> {
    const [device] = (await sandbox.control.mfa()).filter(({ user }) => user === "alice");
    assert.ok(device);
    const { code: shown, serial } = await sandbox.control.changeMfa({ serial: device.serial, forgetUsedCodes: true });
    return sessionOf(await ok(sandbox, "sts get-session-token", ["--serial-number", serial, "--token-code", shown]));
  }

  async function useConfig(...lines: readonly string[]): Promise<void> {
    await writeFile(path.join(home, "config"), `${lines.join("\n")}\n`);
  }

  /** A profile of the CLI's own config, whose every service is the sandbox. */
  function profile(name: string): NodeJS.ProcessEnv {
    return { AWS_PROFILE: name, AWS_ENDPOINT_URL: alice.ready.endpoint, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  }

  it("says who calls, and gives sessions with MFA to whoever has the right code once", async () => {
    const [device] = (await alice.control.mfa()).filter(({ user }) => user === "alice");
    assert.ok(device);
    const withCode = ["--serial-number", device.serial, "--token-code", code(device.seed)];
    await Promise.all([
      (async () => {
        await ok(alice, "sts get-caller-identity", [], ({ Arn, Account }) => {
          assert.equal(Arn, "arn:aws:iam::123456789012:user/alice");
          assert.equal(Account, "123456789012");
        });
        await no(alice, "sts get-caller-identity", "InvalidClientTokenId", "The security token included in the request is invalid.", [], {
          AWS_ACCESS_KEY_ID: absentKey,
        });
      })(),
      (async () => {
        const json = await ok(alice, "sts get-session-token", withCode);
        assert.match(text(json, "Credentials", "AccessKeyId"), /^ASIA[A-Z2-7]{16}$/);
        const session = sessionOf(json);
        assert.equal((await run(alice, "iam get-user", [], session)).kind, "ok");
        await no(alice, "iam list-access-keys", "ValidationError", "Must specify userName when calling with non-User credentials", [], session);
        await no(alice, "sts get-session-token", "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", withCode);
        await no(alice, "sts get-session-token --duration-seconds 129601", "ValidationError", /less than or equal to 129600/);
        await no(alice, "sts get-session-token", "AccessDenied", "Cannot call GetSessionToken with session credentials", [], session);
      })(),
    ]);
  });

  it("makes, lists, deactivates and deletes access keys", async () => {
    await Promise.all([
      (async () => {
        const made = await ok(alice, "iam create-access-key");
        const id = text(made, "AccessKey", "AccessKeyId");
        assert.match(id, /^AKIA[A-Z2-7]{16}$/);
        assert.equal(text(made, "AccessKey", "SecretAccessKey").length, 40);
        await no(alice, "iam create-access-key", "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2");
        await ok(alice, "iam get-access-key-last-used", ["--access-key-id", id], ({ AccessKeyLastUsed }) =>
          assert.deepEqual(AccessKeyLastUsed, { ServiceName: "N/A", Region: "N/A" }),
        );
        await ok(alice, "iam update-access-key --status Inactive", ["--access-key-id", id]);
        await ok(alice, "iam list-access-keys --user-name alice", [], (json) => {
          assert.deepEqual(texts(json["AccessKeyMetadata"], "Status"), ["Active", "Inactive"]);
        });
        await ok(alice, "iam delete-access-key", ["--access-key-id", id]);
        await ok(alice, "iam get-access-key-last-used", ["--access-key-id", alice.ready.accessKeyId], (json) =>
          assert.equal(text(json, "AccessKeyLastUsed", "ServiceName"), "ec2"),
        );
      })(),
      (async () => {
        const notFound = `The Access Key with id ${absentKey} cannot be found.`;
        const key = ["--access-key-id", absentKey];
        await no(root, "iam update-access-key --status Active", "NoSuchEntity", notFound, key);
        await no(root, "iam delete-access-key", "NoSuchEntity", notFound, key);
        await no(root, "iam get-access-key-last-used", "NoSuchEntity", notFound, key);
        await no(root, "iam list-access-keys --user-name carol", "NoSuchEntity", "The user with name carol cannot be found.");
        await no(alice, "iam create-access-key --user-name bob", "AccessDenied", denied("CreateAccessKey", "user bob"));
      })(),
    ]);
  });

  it("shows the user, its tags and its policies", async () => {
    await Promise.all([
      (async () => {
        await ok(alice, "iam tag-user --user-name alice --tags Key=desk,Value=12");
        await ok(alice, "iam get-user", [], (json) => {
          assert.equal(text(json, "User", "Arn"), "arn:aws:iam::123456789012:user/alice");
          assert.ok(texts(json["User"]?.["Tags"], "Key").includes("desk"));
          assert.ok(text(json, "User", "PasswordLastUsed"));
        });
        await ok(alice, "iam untag-user --user-name alice --tag-keys desk");
        await ok(alice, "iam list-user-tags --user-name alice", [], (json) => assert.ok(!texts(json["Tags"], "Key").includes("desk")));
        await ok(alice, "iam list-attached-user-policies --user-name alice", [], (json) =>
          assert.ok(texts(json["AttachedPolicies"], "PolicyName").includes("SelfManageCredentials")),
        );
      })(),
      (async () => {
        const noUser = "The user with name carol cannot be found.";
        await no(root, "iam get-user --user-name carol", "NoSuchEntity", noUser);
        await no(root, "iam tag-user --user-name carol --tags Key=a,Value=b", "NoSuchEntity", noUser);
        await no(root, "iam untag-user --user-name carol --tag-keys a", "NoSuchEntity", noUser);
        await no(root, "iam list-user-tags --user-name carol", "NoSuchEntity", noUser);
        await no(root, "iam list-attached-user-policies --user-name carol", "NoSuchEntity", noUser);
        await no(powerless, "iam get-user", "AccessDenied", denied("GetUser", "user alice"));
        const pattern = String.raw`1 validation error detected: Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+`;
        await no(alice, "iam get-user", "ValidationError", pattern, ["--user-name", "a b"]);
      })(),
    ]);
  });

  it("changes the password by the account's rules", async () => {
    const { password } = alice.ready;
    const change = (old: string, wanted: string) => ["--old-password", old, "--new-password", wanted];
    await Promise.all([
      (async () => {
        await no(alice, "iam change-password", "AccessDenied", "The old password was incorrect.", change("wrong", "New-Password-12345"));
        const violation = "Password does not conform to the account password policy.";
        await no(alice, "iam change-password", "PasswordPolicyViolation", violation, change(password, "short"));
        await ok(alice, "iam change-password", change(password, "New-Password-12345"));
        const reuse = "Policy constraint violation with password reuse prevention during password change.";
        await no(alice, "iam change-password", "PasswordPolicyViolation", reuse, change("New-Password-12345", password));
        await alice.control.passwordPolicy({ violationsAre: "AccessDenied" });
        const unauthorized = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ChangePassword on resource: user alice";
        await no(alice, "iam change-password", "AccessDenied", unauthorized, change("New-Password-12345", "short"));
        await alice.control.faults({ action: "ChangePassword", kind: "error", code: "EntityTemporarilyUnmodifiable" });
        await no(alice, "iam change-password", "EntityTemporarilyUnmodifiable", /cannot be modified while/, change("New-Password-12345", "short"));
      })(),
      (async () => {
        await ok(alice, "iam get-login-profile --user-name alice", [], (json) => assert.equal(json["LoginProfile"]?.["PasswordResetRequired"], false));
        await ok(alice, "iam get-account-password-policy", [], (json) => assert.equal(json["PasswordPolicy"]?.["MaxPasswordAge"], 180));
        await no(root, "iam get-login-profile --user-name alice", "NoSuchEntity", "Login Profile for User alice cannot be found.");
        await no(root, "iam change-password", "InvalidUserType", /./, change("a", "b"));
        await no(powerless, "iam get-account-password-policy", "AccessDenied", denied("GetAccountPasswordPolicy", "*"));
      })(),
    ]);
  });

  it("sets up, resynchronizes, tags and removes a virtual MFA device", async () => {
    const serial = `${mfaArn}second`;
    const device = ["--user-name", "alice", "--serial-number", serial];
    const pair = (seed: string, first: number) => ["--authentication-code1", code(seed, first), "--authentication-code2", code(seed, first + 1)];
    const seedFile = path.join(home, "seed");
    await ok(alice, "iam create-virtual-mfa-device --virtual-mfa-device-name second --bootstrap-method Base32StringSeed", ["--outfile", seedFile], (json) =>
      assert.equal(text(json, "VirtualMFADevice", "SerialNumber"), serial),
    );
    const seed = await readFile(seedFile, "utf8");
    assert.match(seed, /^[A-Z2-7]{64}$/);
    const wrong = "Authentication code for device is not valid.";
    const notYet = /^User: arn:aws:iam::123456789012:user\/alice is not authorized to perform: iam:EnableMFADevice on resource: user alice with an explicit deny/;
    await no(alice, "iam enable-mfa-device", "AccessDenied", notYet, [...device, ...pair(seed, -1)]);
    const session = await signIn(alice);
    const badPair = ["--authentication-code1", "000000", "--authentication-code2", "000000"];
    await no(alice, "iam enable-mfa-device", "InvalidAuthenticationCode", wrong, [...device, ...badPair], session);
    await ok(alice, "iam enable-mfa-device", [...device, ...pair(seed, -1)], undefined, session);
    await no(alice, "iam enable-mfa-device", "EntityAlreadyExists", "MFA Device is already in use.", [...device, ...pair(seed, 1)], session);
    await no(alice, "iam resync-mfa-device", "InvalidAuthenticationCode", wrong, [...device, ...pair(seed, -1)]);
    await ok(alice, "iam resync-mfa-device", [...device, ...pair(seed, 2)]);
    await no(alice, "iam delete-virtual-mfa-device", "DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.", ["--serial-number", serial]);
    await Promise.all([
      (async () => {
        await ok(alice, "iam tag-mfa-device --tags Key=phone,Value=old", ["--serial-number", serial]);
        await ok(alice, "iam list-mfa-device-tags", ["--serial-number", serial], (json) => assert.deepEqual(texts(json["Tags"], "Value"), ["old"]));
      })(),
      (async () => {
        await ok(alice, "iam list-mfa-devices", [], (json) => assert.equal(texts(json["MFADevices"], "SerialNumber").length, 3));
        await ok(alice, "iam list-virtual-mfa-devices --assignment-status Assigned", [], (json) =>
          assert.ok(texts(json["VirtualMFADevices"], "SerialNumber").includes(serial)),
        );
      })(),
    ]);
    await no(alice, "iam deactivate-mfa-device", "AccessDenied", /iam:DeactivateMFADevice on resource: user alice with an explicit deny/, device);
    await ok(alice, "iam deactivate-mfa-device", device, undefined, session);
    const taken = "MFADevice entity at the same path and name already exists.";
    await no(alice, "iam create-virtual-mfa-device --virtual-mfa-device-name second --bootstrap-method QRCodePNG --outfile q", "EntityAlreadyExists", taken);
    await ok(alice, "iam delete-virtual-mfa-device", ["--serial-number", serial]);
  });

  it("shows a security key's certifications and a PNG of the QR code, and refuses devices that are not there", async () => {
    const serial = ["--serial-number", `${mfaArn}absent`];
    const absent = `VirtualMFADevice with serial number ${mfaArn}absent doesn't exist.`;
    await Promise.all([
      (async () => {
        const listed = await ok(alice, "iam list-mfa-devices");
        const fido = texts(listed["MFADevices"], "SerialNumber").find((candidate) => candidate.includes(":u2f/")) ?? "";
        await ok(alice, "iam get-mfa-device", ["--serial-number", fido], (json) => assert.equal(text(json, "Certifications", "FIDO"), "FIDO L1"));
        const image = path.join(home, "qr.png");
        await ok(alice, "iam create-virtual-mfa-device --virtual-mfa-device-name pictured --bootstrap-method QRCodePNG", ["--outfile", image]);
        assert.equal((await readFile(image)).subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
        await no(root, "iam list-mfa-devices --user-name carol", "NoSuchEntity", "The user with name carol cannot be found.");
        await no(powerless, "iam list-virtual-mfa-devices", "AccessDenied", denied("ListVirtualMFADevices", "*"));
        await no(powerless, "iam delete-virtual-mfa-device", "AccessDenied", denied("DeleteVirtualMFADevice", `${mfaArn}absent`), serial);
      })(),
      (async () => {
        await no(root, "iam delete-virtual-mfa-device", "NoSuchEntity", absent, serial);
        await no(root, "iam tag-mfa-device --tags Key=a,Value=b", "NoSuchEntity", absent, serial);
        await no(root, "iam list-mfa-device-tags", "NoSuchEntity", absent, serial);
        await no(root, "iam deactivate-mfa-device --user-name alice", "NoSuchEntity", "MFA Device invalid for user.", serial);
        await no(root, "iam get-mfa-device --user-name alice", "NoSuchEntity", /./, serial);
      })(),
    ]);
  });

  it("enables, resynchronizes and gives back a hardware token", async () => {
    const token = ["--user-name", "alice", "--serial-number", "GAHT12345678"];
    const pair = ([first, second]: readonly string[]) => ["--authentication-code1", first ?? "", "--authentication-code2", second ?? ""];
    const enable = "iam enable-mfa-device";
    await no(root, enable, "NoSuchEntity", "MFADevice with serial number GAHT12345678 doesn't exist.", [...token, ...pair(["123456", "654321"])]);
    const { codes } = await root.control.hardwareToken("GAHT12345678");
    await ok(root, enable, [...token, ...pair(codes)]);
    await ok(root, "iam list-mfa-devices --user-name alice", [], (json) => assert.deepEqual(texts(json["MFADevices"], "SerialNumber"), ["GAHT12345678"]));
    await ok(root, "iam list-virtual-mfa-devices", [], (json) => assert.ok(!texts(json["VirtualMFADevices"], "SerialNumber").includes("GAHT12345678")));
    const drifted = await root.control.changeMfa({ serial: "GAHT12345678", driftSeconds: 300 });
    await ok(root, "iam resync-mfa-device", [...token, ...pair(drifted.codes)]);
    await ok(root, "iam deactivate-mfa-device", token);
    await ok(root, enable, [...token, ...pair(drifted.codes.slice(2))]);
  });

  it("assumes a role, by a call and for a profile, and is refused one that it may not have", async () => {
    const role = (name: string) => ["--role-session-name", "desk", "--role-arn", `arn:aws:iam::123456789012:role/${name}`];
    const session = sessionOf(await ok(alice, "sts assume-role", role("Developer")));
    const arn = "arn:aws:sts::123456789012:assumed-role/Developer/desk";
    await ok(alice, "sts get-caller-identity", [], ({ Arn }) => assert.equal(Arn, arn), session);
    const unauthorized = (name: string) =>
      `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/${name}`;
    await no(alice, "sts assume-role", "AccessDenied", unauthorized("DeveloperWithMfa"), role("DeveloperWithMfa"));
    await no(alice, "sts assume-role", "AccessDenied", unauthorized("Nobody"), role("Nobody"));
    await no(alice, "sts assume-role --duration-seconds 900000", "ValidationError", /less than or equal to 43200/, role("Developer"));
    await ok(alice, "sts assume-role", role("DeveloperWithMfa"), undefined, await signIn(alice));
    await useConfig(
      "[profile alice]",
      `aws_access_key_id = ${alice.ready.accessKeyId}`,
      `aws_secret_access_key = ${alice.ready.secretAccessKey}`,
      "[profile dev]",
      "role_arn = arn:aws:iam::123456789012:role/Developer",
      "role_session_name = desk",
      "source_profile = alice",
    );
    await ok(alice, "sts get-caller-identity", [], ({ Arn }) => assert.equal(Arn, arn), profile("dev"));
  });

  it("finds its way to a role through a cached token of IAM Identity Center, refreshed if need be", async () => {
    await useConfig(
      ...["fresh", "stale"].flatMap((name) => [
        `[sso-session ${name}]`,
        "sso_start_url = https://acme-dev.awsapps.com/start",
        "sso_region = us-east-1",
        "sso_registration_scopes = sso:account:access",
        `[profile ${name}]`,
        `sso_session = ${name}`,
        "sso_account_id = 123456789012",
        "sso_role_name = Developer",
      ]),
    );
    const cache = path.join(home, ".aws", "sso", "cache");
    await mkdir(cache, { recursive: true });
    for (const [name, seconds] of [["fresh", 3600], ["stale", -60]] as const) {
      const file = path.join(cache, `${createHash("sha1").update(name).digest("hex")}.json`);
      await writeFile(file, JSON.stringify(await alice.control.ssoToken(seconds)));
      await ok(alice, "sts get-caller-identity", [], (json) => assert.match(text(json, "Arn"), /:assumed-role\/AWSReservedSSO_Developer_/), profile(name));
    }
    const operations = (await alice.control.calls()).map(({ operation }) => operation);
    assert.equal(operations.filter((operation) => operation === "GetRoleCredentials").length, 2);
    assert.equal(operations.filter((operation) => operation === "CreateToken").length, 1);
  });

  it("makes, resets and removes service-specific credentials", async () => {
    const git = "--user-name alice --service-name codecommit.amazonaws.com";
    await Promise.all([
      (async () => {
        const made = (await ok(alice, `iam create-service-specific-credential ${git}`))["ServiceSpecificCredential"] ?? {};
        assert.equal(made["ServiceUserName"], "alice+1-at-123456789012");
        const quota = "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2";
        await no(alice, `iam create-service-specific-credential ${git}`, "LimitExceeded", quota);
        const id = ["--service-specific-credential-id", text(made, "ServiceSpecificCredentialId")];
        await ok(alice, "iam reset-service-specific-credential", id, (json) => {
          const password = text(json, "ServiceSpecificCredential", "ServicePassword");
          assert.ok(password.length > 20 && password !== text(made, "ServicePassword"));
        });
        await ok(alice, "iam update-service-specific-credential --status Inactive", id);
        await ok(alice, "iam list-service-specific-credentials", [], (json) => {
          assert.deepEqual(texts(json["ServiceSpecificCredentials"], "Status"), ["Active", "Inactive"]);
          assert.ok(!JSON.stringify(json).includes("ServicePassword"));
        });
        await ok(alice, "iam delete-service-specific-credential", id);
      })(),
      (async () => {
        const id = ["--service-specific-credential-id", absentId];
        await no(root, "iam create-service-specific-credential --user-name alice --service-name s3.amazonaws.com", "NotSupportedService", /s3\.amazonaws\.com/);
        await no(root, "iam list-service-specific-credentials --user-name carol", "NoSuchEntity", "The user with name carol cannot be found.");
        await no(root, "iam reset-service-specific-credential --user-name alice", "NoSuchEntity", /cannot be found/, id);
        await no(root, "iam update-service-specific-credential --user-name alice --status Active", "NoSuchEntity", /cannot be found/, id);
        await no(root, "iam delete-service-specific-credential --user-name alice", "NoSuchEntity", /cannot be found/, id);
      })(),
    ]);
  });

  it("takes, converts and removes SSH public keys", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    await Promise.all([
      (async () => {
        const made = await ok(alice, "iam upload-ssh-public-key --user-name alice", ["--ssh-public-key-body", pem]);
        const id = text(made, "SSHPublicKey", "SSHPublicKeyId");
        const key = ["--user-name", "alice", "--ssh-public-key-id", id];
        const duplicate = "The SSH public key is already associated with the specified IAM user.";
        await no(alice, "iam upload-ssh-public-key --user-name alice", "DuplicateSSHPublicKey", duplicate, ["--ssh-public-key-body", pem]);
        await ok(alice, "iam get-ssh-public-key --encoding PEM", key, (json) => assert.equal(text(json, "SSHPublicKey", "SSHPublicKeyBody"), pem));
        await ok(alice, "iam get-ssh-public-key --encoding SSH", key, (json) => assert.match(text(json, "SSHPublicKey", "SSHPublicKeyBody"), /^ssh-rsa AAAA/));
        await ok(alice, "iam update-ssh-public-key --status Inactive", key);
        await ok(alice, "iam list-ssh-public-keys", [], (json) => assert.deepEqual(texts(json["SSHPublicKeys"], "Status"), ["Active", "Inactive"]));
        await ok(alice, "iam delete-ssh-public-key", key);
      })(),
      (async () => {
        const id = ["--user-name", "alice", "--ssh-public-key-id", "APKAAAAAAAAAAAAAAAAAA"];
        const notFound = "The SSH Public Key with id APKAAAAAAAAAAAAAAAAAA cannot be found.";
        await no(root, "iam get-ssh-public-key --encoding SSH", "NoSuchEntity", notFound, id);
        await no(root, "iam update-ssh-public-key --status Active", "NoSuchEntity", notFound, id);
        await no(root, "iam delete-ssh-public-key", "NoSuchEntity", notFound, id);
        await no(root, "iam list-ssh-public-keys --user-name carol", "NoSuchEntity", "The user with name carol cannot be found.");
        const upload = "iam upload-ssh-public-key --user-name alice";
        await no(root, upload, "InvalidPublicKey", "The public key is malformed or otherwise invalid.", ["--ssh-public-key-body", "ssh-rsa AAAA"]);
        await no(root, upload, "UnrecognizedPublicKeyEncoding", /unsupported or unrecognized/, ["--ssh-public-key-body", "ssh-ed25519 AAAA"]);
      })(),
    ]);
  });

  it("lists, describes, makes and deletes CodeCommit repositories", async () => {
    const arn = "arn:aws:codecommit:us-east-1:123456789012:payments";
    const forbidden = (operation: string, resource: string) =>
      `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: codecommit:${operation} on resource: ${resource} ` +
      `because no identity-based policy allows the codecommit:${operation} action`;
    const named = ["--repository-name", "payments"];
    await Promise.all([
      (async () => {
        await ok(alice, "codecommit list-repositories --sort-by lastModifiedDate --order descending", [], (json) =>
          assert.deepEqual(texts(json["repositories"], "repositoryName"), ["payments", "new-service", "storefront", "infra.live"]),
        );
        await ok(alice, "codecommit get-repository", named, (json) => {
          assert.equal(text(json, "repositoryMetadata", "cloneUrlHttp"), "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments");
          assert.equal(text(json, "repositoryMetadata", "Arn"), arn);
        });
        await ok(alice, "codecommit batch-get-repositories --repository-names payments ledger", [], (json) => {
          assert.deepEqual(texts(json["repositories"], "defaultBranch"), ["main"]);
          assert.deepEqual(json["repositoriesNotFound"], ["ledger"]);
        });
        await ok(alice, "codecommit create-repository --repository-name wharf");
        await no(alice, "codecommit create-repository --repository-name wharf", "RepositoryNameExistsException", "Repository named wharf already exists");
      })(),
      (async () => {
        await no(powerless, "codecommit list-repositories", "AccessDeniedException", forbidden("ListRepositories", "*"));
        await no(powerless, "codecommit batch-get-repositories --repository-names payments", "AccessDeniedException", forbidden("BatchGetRepositories", arn));
        await no(alice, "codecommit delete-repository", "AccessDeniedException", forbidden("DeleteRepository", arn), named);
        await ok(root, "codecommit delete-repository", named, (json) => assert.match(text(json, "repositoryId"), /^[0-9a-f-]{36}$/));
        await no(root, "codecommit get-repository", "RepositoryDoesNotExistException", "payments does not exist", named);
      })(),
    ]);
  });

  it("takes and removes signing certificates", async () => {
    const upload = "iam upload-signing-certificate --user-name alice";
    const body = (certificate: string) => ["--certificate-body", certificate];
    await Promise.all([
      (async () => {
        const made = await ok(alice, upload, body(signingCertificates[0]));
        const id = ["--certificate-id", text(made, "Certificate", "CertificateId")];
        await no(alice, upload, "DuplicateCertificate", /already associated/, body(signingCertificates[0]));
        await ok(alice, "iam update-signing-certificate --status Inactive", id);
        await ok(alice, "iam list-signing-certificates", [], (json) => assert.deepEqual(texts(json["Certificates"], "Status"), ["Inactive"]));
        await ok(alice, "iam delete-signing-certificate", id);
      })(),
      (async () => {
        const id = ["--user-name", "alice", "--certificate-id", "A".repeat(32)];
        const notFound = `The Certificate with id ${"A".repeat(32)} cannot be found.`;
        await no(root, upload, "MalformedCertificate", /./, body("no certificate"));
        await no(root, "iam update-signing-certificate --status Active", "NoSuchEntity", notFound, id);
        await no(root, "iam delete-signing-certificate", "NoSuchEntity", notFound, id);
        await no(root, "iam list-signing-certificates --user-name carol", "NoSuchEntity", "The user with name carol cannot be found.");
      })(),
    ]);
  });

  it("reports on the account and simulates policies", async () => {
    const simulate = "iam simulate-principal-policy --action-names iam:CreateAccessKey";
    const own = "arn:aws:iam::123456789012:user/alice";
    await Promise.all([
      (async () => {
        await no(alice, "iam get-credential-report", "ReportNotPresent", /./);
        await ok(alice, "iam generate-credential-report", [], (json) => assert.equal(json["State"], "STARTED"));
        await alice.control.clock(3);
        await ok(alice, "iam generate-credential-report", [], (json) => assert.equal(json["State"], "COMPLETE"));
        await ok(alice, "iam get-credential-report", [], (json) => {
          const [header = "", ...rows] = Buffer.from(text(json, "Content"), "base64").toString().split("\n");
          assert.match(header, /^user,arn,user_creation_time,password_enabled,/);
          assert.deepEqual(rows.map((row) => row.split(",")[0]), ["<root_account>", "alice", "bob"]);
        });
        await ok(alice, simulate, ["--policy-source-arn", own, "--resource-arns", own], (json) =>
          assert.deepEqual(texts(json["EvaluationResults"], "EvalDecision"), ["allowed"]),
        );
      })(),
      (async () => {
        await ok(alice, "iam get-account-summary", [], (json) => assert.equal(json["SummaryMap"]?.["AccessKeysPerUserQuota"], 2));
        await ok(alice, "iam list-account-aliases", [], (json) => assert.deepEqual(json["AccountAliases"], ["acme-dev"]));
        await no(powerless, "iam get-account-summary", "AccessDenied", denied("GetAccountSummary", "*"));
        await no(powerless, "iam list-account-aliases", "AccessDenied", denied("ListAccountAliases", "*"));
        await no(powerless, "iam generate-credential-report", "AccessDenied", denied("GenerateCredentialReport", "*"));
        await no(root, simulate, "NoSuchEntity", /carol/, ["--policy-source-arn", "arn:aws:iam::123456789012:user/carol"]);
      })(),
    ]);
  });

  it("has by now seen every operation succeed and be refused", async function () {
    if (unknownHere.size > 0) this.skip();
    const calls = (await Promise.all([alice, root, powerless].map(({ control }) => control.calls()))).flat();
    const seen = (outcome: (text: string) => boolean) => new Set(calls.filter((call) => outcome(call.outcome)).map(({ operation }) => operation));
    const succeeded = seen((outcome) => outcome === "ok");
    const refused = seen((outcome) => outcome !== "ok");
    assert.equal(iamOperations.length, 42);
    assert.deepEqual(operations.filter((operation) => !succeeded.has(operation)), []);
    assert.deepEqual(operations.filter((operation) => !refused.has(operation)), []);
  });
});
