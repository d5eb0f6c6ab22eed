import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { inspect, promisify } from "node:util";
import { createAccessKey } from "../../src/commands/accessKeys/create";
import { activateAccessKey } from "../../src/commands/accessKeys/status";
import { copyMfaExports } from "../../src/commands/mfaSession/copyExports";
import { endMfaSession } from "../../src/commands/mfaSession/end";
import { openMfaTerminal } from "../../src/commands/mfaSession/openTerminal";
import { saveMfaSession } from "../../src/commands/mfaSession/saveToProfile";
import { signInWithMfa } from "../../src/commands/mfaSession/signIn";
import { isCancelledError, isUserError } from "../../src/errors";
import { Secret } from "../../src/secret";
import type { TestAccount } from "./openTestAccount";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const CODE = /Sign in with MFA/;
const CREATE = [pick(/./, "Something else"), input(/2 of 3/, ""), pick(/3 of 3/, "Decide when I see it")];

/** The code that the caller's authenticator app shows now. */
async function codeOf(account: TestAccount, user = "alice"): Promise<string> {
  const device = (await account.sandbox.control.mfa()).find((candidate) => candidate.user === user);
  assert.ok(device);
  return device.code;
}

/** Half a minute later the app shows another code, as far as the sandbox is concerned. */
async function nextCode(account: TestAccount): Promise<string> {
  await account.sandbox.control.clock(30);
  return codeOf(account);
}

describe("A command that AWS refuses without MFA", () => {
  const account = useTestAccount("mfa-required");

  it("asks for a code once, opens one session, and goes on", async () => {
    const code = await codeOf(account());
    await account().run(createAccessKey, [input(/AWS asks for MFA here\. The six digits that your authenticator app shows for alice \(device alice\)/, ` ${code.slice(0, 3)} ${code.slice(3)} `, [{ text: "12345", why: /six digits/ }, { text: "abcdef", why: /six digits/ }]), ...CREATE]);
    assert.deepEqual(await account().calls(/GetSessionToken|CreateAccessKey/), ["GetSessionToken ok", "CreateAccessKey ok"]);
    assert.equal(account().shown.length, 1);
    const { session } = await account().openAccount();
    assert.equal(session.mfa?.openedBy, account().sandbox.ready.accessKeyId);
    assert.ok(Math.abs(session.mfa.expiresAt.getTime() - Date.now() - 12 * 3600_000) < 60_000);
    // Nobody takes the session's own key id for the profile's.
    assert.equal((await session.signer()).accessKeyId, account().sandbox.ready.accessKeyId);
  });

  it("asks once, however many of its calls are refused at the same time", async () => {
    const { client } = await account().openAccount();
    account().ui.expect(input(CODE, await codeOf(account())));
    const [keys, sshKeys, certificates] = await Promise.all([client.listAccessKeys("alice"), client.listSshPublicKeys("alice"), client.listSigningCertificates("alice")]);
    account().ui.finish();
    assert.deepEqual([keys.length, sshKeys.length, certificates.length], [1, 0, 0]);
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken ok"]);
  });

  it("ends when the question is dismissed, and the next command asks again", async () => {
    assert.ok(isCancelledError(await account().runToFailure(createAccessKey, [dismiss(CODE)])));
    assert.deepEqual(await account().calls(/GetSessionToken|CreateAccessKey/), []);
    await account().run(createAccessKey, [input(CODE, await codeOf(account())), ...CREATE]);
    assert.deepEqual(await account().calls(/CreateAccessKey/), ["CreateAccessKey ok"]);
  });

  it("asks again after a wrong code, and says why; the same code is not sent twice", async () => {
    const right = await codeOf(account());
    const wrong = right === "000000" ? "000001" : "000000";
    await account().run(signInWithMfa, [input(CODE, wrong), input(/AWS did not accept this code/, right, [{ text: wrong, why: /used already/ }])]);
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken AccessDenied", "GetSessionToken ok"]);
  });

  it("knows a code that was used before AWS refuses it, and says when the next one comes", async () => {
    const code = await codeOf(account());
    await account().run(signInWithMfa, [input(CODE, code)]);
    const next = await nextCode(account());
    await account().run(signInWithMfa, [input(CODE, next, [{ text: code, why: /used already.*next one comes in \d+ s/ }])]);
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken ok", "GetSessionToken ok"]);
  });

  it("asks again when the answer was lost on the way, since the code may be used up", async () => {
    const code = await codeOf(account());
    await account().sandbox.control.faults({ action: "GetSessionToken", kind: "drop", after: true });
    account().ui.expect(input(CODE, code), dismiss(/connection was lost/));
    await assert.rejects(async () => signInWithMfa(account().context), isCancelledError);
    account().ui.finish();
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken fault:drop after ok"]);
    assert.ok((account().usedCodes.secondsUntilNext((await account().sandbox.control.mfa())[1]?.serial ?? "", code, Date.now()) ?? 0) > 0);
  });

  it("opens another session when AWS says that the one in use has ended", async () => {
    await account().run(signInWithMfa, [input(CODE, await codeOf(account()))]);
    await account().sandbox.control.clock(13 * 3600);
    // The clock of the sandbox is the one of AWS: the client learns it with the first answer.
    await account().run(createAccessKey, [input(/AWS asks for MFA here/, await codeOf(account())), ...CREATE]);
    assert.equal(account().shown.length, 1);
  });

  it("takes the device that the profile names as mfa_serial, without looking for others", async () => {
    const serial = (await account().sandbox.control.mfa()).find(({ user }) => user === "alice")?.serial ?? "";
    appendFileSync(account().paths.config, `mfa_serial = ${serial}\n`);
    await account().run(signInWithMfa, [input(CODE, await codeOf(account()))]);
    assert.deepEqual(await account().calls(/ListMFADevices|GetSessionToken/), ["GetSessionToken ok"]);
  });

  it("asks for another device when the one that the profile names is gone, and says what to do about it", async () => {
    appendFileSync(account().paths.config, "mfa_serial = arn:aws:iam::123456789012:mfa/gone\n");
    await account().run(signInWithMfa, [input(/device gone/, "123456"), input(/device alice/, await codeOf(account()))]);
    assert.match(account().ui.notices[0] ?? "", /mfa_serial names the MFA device gone, which is not yours any more/);
    assert.ok((await account().openAccount()).session.mfa);
  });

  for (const serial of ["arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:u2f/user/alice/yubikey-ABCDEFGHIJKLMNOPQRST"]) {
    it(`takes no notice of an mfa_serial that cannot give codes: ${serial.split(":").at(-1) ?? ""}`, async () => {
      appendFileSync(account().paths.config, `mfa_serial = ${serial}\n`);
      await account().run(signInWithMfa, [input(/device alice/, await codeOf(account()))]);
    });
  }

  it("ends by command, and then signs with the profile’s own key", async () => {
    await account().run(signInWithMfa, [input(CODE, await codeOf(account()))]);
    await account().run(endMfaSession, []);
    const { session } = await account().openAccount();
    assert.equal(session.mfa, undefined);
    await assert.rejects(session.client.listAccessKeys("alice"), { code: "AccessDenied" });
    assert.equal(account().mfaSessions.size, 0);
  });

  it("shows no part of the session anywhere", async () => {
    await account().run(signInWithMfa, [input(CODE, await codeOf(account()))]);
    const { session } = await account().openAccount();
    assert.ok(session.mfa);
    const told = inspect([account().ui.texts, account().ui.notices, account().events, session.mfa], { depth: 20, showHidden: true });
    for (const secret of [session.mfa.secretAccessKey, session.mfa.sessionToken]) assert.ok(!told.includes(secret.reveal()));
  });
});

describe("A session with MFA for other programs", () => {
  const account = useTestAccount("mfa-required");
  const signIn = async () => account().run(signInWithMfa, [input(CODE, await codeOf(account()))]);

  it("opens a terminal that has it, and in which no profile wins over it", async () => {
    await account().run(openMfaTerminal, [input(CODE, await codeOf(account()))]);
    const [terminal] = account().ui.terminals;
    const { session } = await account().openAccount();
    assert.match(terminal?.name ?? "", /^work · MFA until /);
    assert.equal(terminal?.environment["AWS_ACCESS_KEY_ID"], session.mfa?.accessKeyId);
    assert.ok(terminal?.environment["AWS_SESSION_TOKEN"] instanceof Secret && "AWS_PROFILE" in terminal.environment && terminal.environment["AWS_PROFILE"] === undefined);
  });

  it("writes it as a profile beside the own one, which every other AWS tool can use, and takes it back", async () => {
    const [config, credentials] = [account().read(".aws", "config"), account().read(".aws", "credentials")];
    await signIn();
    await account().run(saveMfaSession, [confirm(/Save the session to profile work-mfa\?.*aws_session_token = \*\*\*.*profile work-mfa/s, "Save session")]);
    const { session } = await account().openAccount();
    assert.ok(account().read(".aws", "credentials").startsWith(credentials));
    const environment = { PATH: process.env["PATH"], HOME: account().folder, AWS_CONFIG_FILE: account().paths.config, AWS_SHARED_CREDENTIALS_FILE: account().paths.credentials };
    // The CLI needs telling where the sandbox is, as older ones do not know endpoint_url.
    const { stdout } = await promisify(execFile)("aws", ["iam", "list-access-keys", "--user-name", "alice", "--profile", "work-mfa", "--endpoint-url", account().sandbox.ready.endpoint, "--output", "json"], { env: environment });
    assert.ok(stdout.includes(account().sandbox.ready.accessKeyId));
    assert.equal((await account().openSession("work-mfa")).region, session.region);
    assert.match(account().ui.notices.at(-1) ?? "", /saved to profile work-mfa \(MFA until /);
    // An earlier session's profile is written over.
    await account().run(saveMfaSession, [confirm(/Save the session to profile work-mfa\?.*replace the temporary keys/s, "Save session")]);
    assert.ok(!account().ui.texts.join("\n").includes(session.mfa?.sessionToken.reveal() ?? "?"));
    assert.equal(account().read(".aws", "config").startsWith(config), true);
  });

  it("asks for another name where a profile of another kind has that one", async () => {
    writeFileSync(account().paths.credentials, `${account().read(".aws", "credentials")}\n[work-mfa]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = other\n`);
    await signIn();
    await account().run(saveMfaSession, [input(/A name for the new profile/, "work-mfa-2"), confirm(/work-mfa-2/, "Save session")]);
    assert.match(account().read(".aws", "credentials"), /\[work-mfa\]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = other\n/);
  });

  it("copies it for a shell: bash really has it then", async () => {
    await signIn();
    await account().run(copyMfaExports, [pick(/For which shell/, "bash, zsh")]);
    const script = account().copiedSecrets.at(-1)?.reveal() ?? "";
    const shown = execFileSync("bash", ["--noprofile", "--norc", "-c", `${script}\nenv`], { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env["PATH"], AWS_PROFILE: "other" }, encoding: "utf8" });
    const { session } = await account().openAccount();
    const lines = new Set(shown.split("\n"));
    assert.ok(lines.has(`AWS_ACCESS_KEY_ID=${session.mfa?.accessKeyId ?? ""}`));
    assert.ok(lines.has(`AWS_SESSION_TOKEN=${session.mfa?.sessionToken.reveal() ?? ""}`));
    assert.ok(lines.has(`AWS_ENDPOINT_URL=${account().sandbox.ready.endpoint}`));
    assert.ok(!shown.includes("AWS_PROFILE"));
    assert.deepEqual(account().ui.notices, ["Secret copied"]);
  });

  it("copies it for the other shells in their own syntax", async () => {
    await signIn();
    const { session } = await account().openAccount();
    const id = session.mfa?.accessKeyId ?? "";
    for (const [shell, line, unset] of [
      ["fish", `set -gx AWS_ACCESS_KEY_ID '${id}'\n`, "set -e AWS_PROFILE\n"],
      ["PowerShell", `$Env:AWS_ACCESS_KEY_ID = '${id}'\r\n`, "Remove-Item -ErrorAction Ignore Env:AWS_PROFILE\r\n"],
      ["cmd", `set "AWS_ACCESS_KEY_ID=${id}"\r\n`, "set AWS_PROFILE=\r\n"],
    ] as const) {
      await account().run(copyMfaExports, [pick(/For which shell/, shell)]);
      const script = account().copiedSecrets.at(-1)?.reveal() ?? "";
      assert.ok(script.includes(line) && script.includes(unset), shell);
    }
  });
});

describe("A session with MFA of a profile with a proxy for IAM", () => {
  const account = useTestAccount("mfa-required");

  it("hands on where each service is, and not IAM’s place for all", async () => {
    const { endpoint, region } = account().sandbox.ready;
    writeFileSync(account().paths.config, `[profile work]\nregion = ${region}\nservices = near\nuse_fips_endpoint = false\n[services near]\niam =\n  endpoint_url = ${endpoint}\nsts =\n  endpoint_url = ${endpoint}\n`);
    await account().run(openMfaTerminal, [input(CODE, await codeOf(account()))]);
    const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS, AWS_USE_FIPS_ENDPOINT } = account().ui.terminals[0]?.environment ?? {};
    assert.deepEqual([AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS, AWS_USE_FIPS_ENDPOINT], [undefined, endpoint, endpoint, "false"]);
    await account().run(saveMfaSession, [confirm(/services = near/, "Save session")]);
    assert.match(account().read(".aws", "config"), /\[profile work-mfa\]\nregion = us-east-1\nservices = near\nuse_fips_endpoint = false\n$/);
    assert.equal((await (await account().openSession("work-mfa")).client.listAccessKeys("alice")).length, 1);
  });
});

describe("Without a device that gives codes", () => {
  const account = useTestAccount("mfa-none");

  it("a command says so, with what AWS refused, and leads to adding one", async () => {
    const error = await account().runToFailure(createAccessKey, []);
    assert.ok(isUserError(error));
    assert.match(error.message, /^AWS asks for MFA here\. You have no MFA device yet\.$/);
    assert.equal(error.action?.command, "mySecurityCredentials.mfaDevice.add");
  });
});

describe("A profile that holds a session only", () => {
  const account = useTestAccount("default");

  it("finds the user’s own key in another profile, and goes on with a session that it opens", async () => {
    const { endpoint, region } = account().sandbox.ready;
    const own = await account().openSession("work");
    // Opened without MFA, which IAM does not accept: as tools do that know no MFA.
    const { accessKeyId, secretAccessKey } = account().sandbox.ready;
    const environment = { PATH: process.env["PATH"], HOME: account().folder, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const { stdout: keys } = await promisify(execFile)("aws", ["sts", "get-session-token", "--endpoint-url", endpoint, "--region", region, "--output", "json"], { env: environment });
    const { Credentials } = JSON.parse(keys) as { Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } };
    writeFileSync(
      account().paths.credentials,
      `[stranger]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wrong\n[own]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n[work]\naws_access_key_id = ${Credentials.AccessKeyId}\naws_secret_access_key = ${Credentials.SecretAccessKey}\naws_session_token = ${Credentials.SessionToken}\n`,
    );
    appendFileSync(account().paths.config, `[profile own]\nregion = ${region}\nendpoint_url = ${endpoint}\n[profile stranger]\nregion = ${region}\nendpoint_url = ${endpoint}\n`);
    own.dispose();
    const error = await account().runToFailure(activateAccessKey, [input(/AWS asks for MFA here\. The six digits that your authenticator app shows for alice \(device alice\)/, await codeOf(account()))]);
    assert.ok(isUserError(error) && error.message === "There is no access key to do this with.", String(error));
    const { session } = await account().openAccount();
    assert.equal(session.mfa?.openedBy, accessKeyId);
  });
});
