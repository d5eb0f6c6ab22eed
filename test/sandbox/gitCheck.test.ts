import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { checkGit } from "../../src/commands/git/check";
import { setUpGit } from "../../src/commands/git/setUp";
import { COMMANDS } from "../../src/contributions";
import { isUserError, type UserError } from "../../src/errors";
import { makeGit } from "../../src/git/gitProgram";
import { findGit } from "../../src/git/findGit";
import { openSessionChannel, type SessionChannel } from "../../src/git/sessionChannel";
import { proveSignIn } from "../../src/git/proveSignIn";
import { readCodeCommitRemotes } from "../../src/git/remotes";
import { need, run } from "./gitCommand";
import { confirm, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";
import { useWorkTrees } from "./workTrees";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const PAYMENTS = `https://${HOST}/v1/repos/payments`;
const steps = [pick(/For what/, "This repository"), confirm(/These lines will be written/, "Set up Git")];

describe("Check Git sign-in to CodeCommit", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { done, git, repository } = useWorkTrees(account);

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  const origin = (folder: string) => ({ gitRemote: { folder, name: "origin" } });
  async function setUp(url = PAYMENTS): Promise<string> {
    const folder = await repository("payments", PAYMENTS);
    await account().run(setUpGit, steps, origin(folder));
    if (url !== PAYMENTS) done(await git(["remote", "set-url", "origin", url], folder));
    return folder;
  }
  async function why(folder: string): Promise<UserError> {
    const error = await account().runToFailure(checkGit, [], origin(folder));
    return isUserError(error) ? error : assert.fail(String(error));
  }

  it("says as whom Git signs in, and the tree hears of it", async () => {
    const folder = await setUp();
    await account().run(checkGit, [], origin(folder));
    assert.equal(account().ui.notices.at(-1), "Git signs in to payments, as profile work.");
    assert.equal(account().git.problems.get("origin"), undefined);
    assert.equal(account().memory.lastGitSignIn(HOST)?.profileName, "work");
  });

  it("a deactivated key", async () => {
    const folder = await setUp();
    const { client } = await account().openAccount();
    await client.updateAccessKey(account().sandbox.ready.userName, account().sandbox.ready.accessKeyId, "Inactive");
    const error = await why(folder);
    assert.match(error.message, /^AWS does not accept the keys of profile work\. /);
    assert.equal(error.action?.command, COMMANDS.setUpGit);
    assert.equal(account().git.problems.get("origin"), error.message);
  });

  it("an unknown repository, and one in another region", async () => {
    const folder = await setUp(`https://${HOST}/v1/repos/nothing`);
    const { message, hint } = await why(folder);
    assert.equal(message, "There is no repository nothing in us-east-1, or not in this account.");
    assert.match(hint ?? "", /^Check the name and the region/);
  });

  it("a policy that denies GitPull", async () => {
    const folder = await setUp();
    await account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "codecommit:GitPull", Resource: "*" }] });
    const { message, hint } = await why(folder);
    assert.equal(message, "AWS knows the keys of profile work, but does not let them into this repository.");
    assert.match(hint ?? "", /codecommit:GitPull/);
  });

  it("a clock that is off", async () => {
    const folder = await setUp();
    await account().sandbox.control.clock(20 * 60);
    const { message, hint } = await why(folder);
    assert.match(message, /^The clock of this computer is (19|20) minutes behind AWS's, so AWS refuses Git’s signatures\.$/);
    assert.match(hint ?? "", /^Set the clock/);
  });

  it("a profile that is gone", async () => {
    const folder = await setUp();
    writeFileSync(account().paths.config, "");
    writeFileSync(account().paths.credentials, "");
    const { message, hint } = await why(folder);
    assert.equal(message, "Profile work gives Git no credentials.");
    assert.match(hint ?? "", /^There is no profile work in /);
  });

  it("a session of IAM Identity Center that has ended", async () => {
    const folder = await setUp();
    writeFileSync(account().paths.config, `[profile work]\nregion = us-east-1\nendpoint_url = ${account().sandbox.ready.endpoint}\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Developer\n`);
    writeFileSync(account().paths.credentials, "");
    const { hint } = await why(folder);
    assert.match(hint ?? "", /aws sso login/);
  });

  it("a script that somebody has removed", async () => {
    const folder = await setUp();
    rmSync(account().git.launcherFile);
    const [remote] = await readCodeCommitRemotes(account().git.git, folder);
    assert.ok(remote);
    await assert.rejects(proveSignIn(account().git.git, { cwd: folder, tree: undefined, remote, launcher: account().git.launcherFile, environment: account().git.env }), { message: "The program that signs in for profile work could not be started.", code: "HelperMissing" });
    const error = await why(folder);
    assert.equal(error.message, "The program that signs in for profile work could not be started.");
    // A look at how things are puts nothing right; what it offers does.
    assert.equal(error.action?.command, COMMANDS.setUpGit);
    await account().run(setUpGit, steps, error.action.arguments?.[0]);
    await account().run(checkGit, [], origin(folder));
    assert.equal(account().ui.notices.at(-1), "Git signs in to payments, as profile work.");
  });

  it("a script in its place that answers otherwise", async () => {
    if (process.platform === "win32") return;
    const folder = await setUp();
    writeFileSync(account().git.launcherFile, "#!/bin/sh\necho username=me\necho password=mine\n");
    const [remote] = await readCodeCommitRemotes(account().git.git, folder);
    assert.ok(remote);
    await assert.rejects(proveSignIn(account().git.git, { cwd: folder, tree: undefined, remote, launcher: account().git.launcherFile, environment: account().git.env }), { message: "Something else than profile work answers Git.", code: "ForeignAnswer" });
  });

  it("temporary keys that have ended", async () => {
    const folder = await setUp();
    const { session } = await account().openAccount();
    const { accessKeyId } = account().sandbox.ready;
    const device = (await account().sandbox.control.mfa()).find(({ user }) => user === account().sandbox.ready.userName) ?? assert.fail();
    const keys = await session.ownClient.getSessionToken({ serialNumber: device.serial, code: device.nextUsable.code, seconds: 900, openedBy: accessKeyId, openedFor: accessKeyId });
    writeFileSync(account().paths.credentials, `[work]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey.reveal()}\naws_session_token = ${keys.sessionToken.reveal()}\n`);
    await account().run(checkGit, [], origin(folder));
    await account().sandbox.control.clock(901);
    const error = await why(folder);
    assert.match(error.message, /^AWS does not accept the keys of profile work\. /);
    assert.match(`${error.message} ${error.hint ?? ""}`, /expired|ended/i);
  });

  it("a remote of git-remote-codecommit, which is not installed", async function () {
    const folder = await setUp("codecommit::us-east-1://payments");
    if ((await git(["remote-codecommit"], folder)).stderr.includes("is not a git command")) assert.equal((await why(folder)).message, "The program git-remote-codecommit does not sign Git in.");
    else this.skip();
  });

  it("a remote over SSH, by the address's own user", async function () {
    await need(this, ["ssh", "-V"], ["ssh-keygen", "-?"]);
    const { sshHostKey, sshPort } = await account().sandbox.control.git();
    const key = account().in("key");
    done(await run("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key], {}));
    const { client } = await account().openAccount();
    const { id } = await client.uploadSshPublicKey(account().sandbox.ready.userName, readFileSync(`${key}.pub`, "utf8"));
    writeFileSync(account().in("known_hosts"), `${HOST} ${sshHostKey}\n`);
    writeFileSync(account().in("ssh_config"), [`Host ${HOST}`, "HostName 127.0.0.1", `Port ${sshPort}`, `HostKeyAlias ${HOST}`, `UserKnownHostsFile "${account().in("known_hosts")}"`, "IdentitiesOnly yes", `IdentityFile "${key}"`, "StrictHostKeyChecking yes", ""].join("\n"));
    account().git.write("[core]", `\tsshCommand = "ssh -F '${account().in("ssh_config")}'"`);
    const folder = await repository("payments", `ssh://${id}@${HOST}/v1/repos/payments`);
    await account().run(checkGit, [], origin(folder));
    assert.equal(account().ui.notices.at(-1), "Git signs in to payments, by its own means.");
    await client.updateSshPublicKey(account().sandbox.ready.userName, id, "Inactive");
    assert.equal((await why(folder)).message, `SSH does not get in to ${HOST}.`);
  });

  describe("the ssh that Git starts is asked, and asks nothing", () => {
    /** Writes down what it is given, and ends as a program that does not know the host. */
    function write(name: string, script = ""): { readonly program: string; readonly heard: () => string } {
      const [program, log] = [account().in(name), account().in(`${name}.log`)];
      writeFileSync(program, `#!/bin/sh\n${script}\necho "$@" >> '${log}'\nexit 1\n`, { mode: 0o755 });
      return { program, heard: () => (existsSync(log) ? readFileSync(log, "utf8") : "") };
    }
    async function check(variables: Readonly<Record<string, string>>, ...lines: readonly string[]): Promise<void> {
      Object.assign(account().git.env, variables);
      account().environment = account().git.env;
      account().git.write(...lines);
      const folder = await repository("payments", `ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`);
      await why(folder);
    }
    before(function () {
      if (process.platform === "win32") this.skip();
    });

    it("GIT_SSH_COMMAND comes before core.sshCommand", async () => {
      const [ssh, other] = [write("ssh"), write("other")];
      await check({ GIT_SSH_COMMAND: `'${ssh.program}' -x` }, "[core]", `\tsshCommand = '${other.program}'`);
      assert.match(ssh.heard(), new RegExp(`^-x -o BatchMode=yes .*APKAEIBAERJR2EXAMPLE@${HOST} `));
      assert.equal(other.heard(), "");
    });

    it("core.sshCommand comes before GIT_SSH", async () => {
      const [ssh, other] = [write("ssh"), write("plink")];
      await check({ GIT_SSH: other.program }, "[core]", `\tsshCommand = '${ssh.program}' -x`);
      assert.match(ssh.heard(), /^-x -o BatchMode=yes /);
      assert.equal(other.heard(), "");
    });

    it("GIT_SSH is a program, blanks and all, by its own name or by ssh.variant", async () => {
      const ssh = write("an ssh");
      await check({ GIT_SSH: ssh.program }, "[ssh]", "\tvariant = ssh");
      assert.match(ssh.heard(), /^-o BatchMode=yes /);
    });

    it("plink knows no such option", async () => {
      const plink = write("plink", 'case "$*" in *BatchMode*) echo "unknown option" >&2; exit 2;; esac');
      await check({ GIT_SSH: plink.program });
      assert.match(plink.heard(), new RegExp(`^APKAEIBAERJR2EXAMPLE@${HOST} `));
    });

    it("nor does one that GIT_SSH_VARIANT calls so", async () => {
      const ssh = write("ssh");
      await check({ GIT_SSH_VARIANT: "tortoiseplink", GIT_SSH: ssh.program });
      assert.match(ssh.heard(), new RegExp(`^-batch APKAEIBAERJR2EXAMPLE@${HOST} `));
    });
  });

  it("is refused in the sandbox account, whose profiles do not sign Git in", async () => {
    const folder = await setUp();
    const { context } = account();
    await assert.rejects(checkGit({ ...context, sandbox: { ...context.sandbox, isRunning: () => true } }, origin(folder)), { name: "UserError", message: /^You are in the sandbox account/ });
  });

  it("a keychain that answers with what it has stored", async () => {
    const stored = account().in("git home", "stored");
    writeFileSync(stored, `https://ASIAOLD:20200101T000000Z0123@${HOST}\n`);
    account().git.write("[credential]", `\thelper = store --file='${stored}'`);
    const folder = await repository("payments", PAYMENTS);
    const { message, hint } = await why(folder);
    assert.equal(message, "AWS refuses the credentials that git-credential-store keeps.");
    assert.match(hint ?? "", /It is configured in .*\.gitconfig\.$/);
    assert.ok(![message, hint, ...account().ui.texts].join().includes("20200101T000000Z"));
  });

  it("nothing that would sign in", async () => {
    const folder = await repository("payments", PAYMENTS);
    assert.equal((await why(folder)).message, `Nothing signs Git in to ${HOST}: it would ask for a user name and a password.`);
  });

  describe("a way to the host that is blocked", () => {
    it("nobody listens", async () => {
      const folder = await setUp();
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      server.close();
      assert.ok(typeof address === "object" && address);
      account().git.env["GIT_CONFIG_VALUE_0"] = `http://127.0.0.1:${address.port}`;
      assert.equal((await why(folder)).message, `Git cannot connect to ${HOST}.`);
    });

    it("a proxy that refuses", async () => {
      const folder = await setUp();
      const server = createServer((socket) => void socket.once("data", () => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"))).listen(0, "127.0.0.1");
      await once(server, "listening");
      try {
        const address = server.address();
        assert.ok(typeof address === "object" && address);
        account().git.env["GIT_CONFIG_VALUE_0"] = `http://127.0.0.1:${address.port}`;
        assert.equal((await why(folder)).message, `The proxy between here and ${HOST} does not let Git through.`);
      } finally {
        server.close();
      }
    });

    it("a certificate that is not trusted", async () => {
      const folder = await setUp();
      account().git.env["GIT_CONFIG_KEY_1"] = "core.unused";
      assert.equal((await why(folder)).message, `Git does not trust the certificate of ${HOST}.`);
    });

    it("a host that no name server knows", async () => {
      const folder = await setUp();
      account().git.env["GIT_CONFIG_VALUE_0"] = "http://nowhere.invalid:1";
      assert.match((await why(folder)).message, /^The proxy between here and|^Git does not find/);
    });

    it("CodeCommit is busy", async () => {
      const folder = await setUp();
      await account().sandbox.control.faults({ action: "GitPull", kind: "throttle", times: 20 });
      assert.match((await why(folder)).message, /^CodeCommit is busy or disturbed: it answers with (429|400|503)\.$/);
    });
  });

  it("a Git that is too old, or none at all", async () => {
    await assert.rejects(findGit(account().in("no git here"), process.env), { message: /^There is no Git on this computer, or it cannot be started/ });
    const old = account().in("git-old");
    writeFileSync(old, "#!/bin/sh\necho git version 2.17.6\n", { mode: 0o755 });
    if (process.platform !== "win32") await assert.rejects(findGit(old, process.env), { message: "This Git is too old: 2.17.", hint: "Install Git 2.18 or newer." });
    assert.equal((await makeGit("git", process.env)(["--version"])).code, 0);
  });
});

/** The user's policies allow next to nothing without MFA. */
describe("Git where policies demand MFA", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { done, git, repository } = useWorkTrees(account);
  let channel: SessionChannel | undefined;

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  beforeEach(async () => {
    await account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "codecommit:*", Resource: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } }] });
    // As a window does it.
    const { sessionsFolder } = await account().git.installHelper();
    channel = await openSessionChannel(sessionsFolder, ({ profileName }) => {
      const session = account().mfaSessions.get(profileName);
      return Promise.resolve(session && { keys: { ...session, endsAt: session.expiresAt } });
    });
  });
  afterEach(() => channel?.dispose());

  const code = async () => {
    const device = (await account().sandbox.control.mfa()).find(({ user }) => user === account().sandbox.ready.userName);
    return device?.nextUsable.code ?? assert.fail();
  };

  it("offers to sign in with MFA, and goes on", async () => {
    const folder = await repository("payments", PAYMENTS);
    const now = await code();
    await account().run(setUpGit, [...steps, confirm(/or only with MFA/, "Sign Git in with MFA"), input(/six digits/, now)], { folder, name: "origin" });
    assert.match(account().ui.notices.at(-1) ?? "", /^Git signs in to payments as profile work: it just did/);
    assert.match(readFileSync(`${folder}/.git/config`, "utf8"), /--profile=work --mfa"/);
    done(await git(["fetch", "--quiet"], folder));
    account().mfaSessions.clear();
    const error = await account().runToFailure(checkGit, [], { folder, name: "origin" });
    assert.ok(isUserError(error));
    assert.match(error.hint ?? "", /^It needs a session with MFA, and no window of VS Code has one\./);
    assert.equal(error.action?.command, COMMANDS.signInWithMfa);
  });

  it("adds it to the lines in both files, where the repository's own configuration needed them too", async () => {
    const folder = await repository("payments", PAYMENTS);
    appendFileSync(`${folder}/.git/config`, "[credential]\n\thelper = store\n");
    const now = await code();
    const forHost = [pick(/For what/, `All repositories on ${HOST}`), confirm(/These lines will be written/, "Set up Git"), confirm(/Git tells git-credential-store/, "Write them there too")];
    await account().run(setUpGit, [...forHost, confirm(/or only with MFA/, "Sign Git in with MFA"), input(/six digits/, now)], { folder, name: "origin" });
    for (const file of [`${folder}/.git/config`, account().git.globalConfig]) assert.match(readFileSync(file, "utf8"), /--profile=work --mfa"/);
    await account().ui.action?.run();
    assert.equal(account().ui.notices.at(-1), "Undone.");
  });

  it("and signs in with the profile that was asked for, also if another account is shown by then", async () => {
    const folder = await repository("payments", PAYMENTS);
    const now = await code();
    const { context } = account();
    let paths = context.account.paths();
    account().ui.beforeWork = () => Promise.resolve((paths = { config: "/sandbox/config", credentials: "/sandbox/credentials" }));
    const moving = { ...context, account: { ...context.account, paths: () => paths } };
    await account().run((_, argument) => setUpGit(moving, argument), [...steps, confirm(/or only with MFA/, "Sign Git in with MFA"), input(/six digits/, now)], { folder, name: "origin" });
    assert.match(readFileSync(`${folder}/.git/config`, "utf8"), /--profile=work --mfa"/);
    assert.doesNotMatch(readFileSync(`${folder}/.git/config`, "utf8"), /\/sandbox\/(config|credentials)/);
  });

  it("with a session that is open, asks what is to happen when it has ended", async () => {
    const folder = await repository("payments", PAYMENTS);
    const { session } = await account().openAccount();
    const device = (await account().sandbox.control.mfa()).find(({ user }) => user === account().sandbox.ready.userName) ?? assert.fail();
    const { accessKeyId } = account().sandbox.ready;
    account().mfaSessions.set("work", await session.ownClient.getSessionToken({ serialNumber: device.serial, code: device.nextUsable.code, seconds: 3600, openedBy: accessKeyId, openedFor: accessKeyId }));
    const [scope, agree] = steps;
    assert.ok(scope && agree);
    await account().run(setUpGit, [scope, pick(/You are signed in with MFA/, "Only with MFA"), agree], { folder, name: "origin" });
    assert.match(account().ui.notices.at(-1) ?? "", /it just did/);
  });
});

describe("What a check shows", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { repository } = useWorkTrees(account);

  it("never a password or a secret key", async () => {
    const folder = await repository("payments", PAYMENTS);
    await account().run(setUpGit, steps, { folder, name: "origin" });
    appendFileSync(account().git.globalConfig, "[http]\n\textraHeader = X-Company: topsecret\n");
    await account().run(checkGit, [], { folder, name: "origin" });
    const shown = account().ui.texts.join("\n");
    assert.ok(!shown.includes(account().sandbox.ready.secretAccessKey) && !shown.includes("topsecret") && !/\d{8}T\d{6}Z/.test(shown));
  });
});
