import { CreateServiceSpecificCredentialCommand, ResetServiceSpecificCredentialCommand, UpdateAccessKeyCommand, UpdateServiceSpecificCredentialCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { createHash, createHmac, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GitAddresses } from "../../../src/sandbox/git/gitServers";
import { signerOf } from "../../../src/sandbox/git/signedPassword";
import { need } from "../../sandbox/gitCommand";
import { aliceOf, deviceOf, keysOf, mfaSession, startInProcess, tell, type InProcess, type Keys } from "./inProcess";

const usual = "git-codecommit.us-east-1.amazonaws.com";

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Asked {
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly userName?: string;
  readonly password?: string;
}

/** The algorithm of the AWS CLI's credential helper, written down a second time. */
function sign({ accessKeyId, secretAccessKey, sessionToken }: Keys, { at = new Date(), host = usual, region = "us-east-1", repository = "payments" } = {}) {
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const time = at.toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  const day = time.slice(0, 8);
  const canonical = createHash("sha256").update(`GIT\n/v1/repos/${repository}\n\nhost:${host}\n\nhost\n`).digest("hex");
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), "codecommit"), "aws4_request");
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/codecommit/aws4_request\n${canonical}`).toString("hex");
  return { userName: sessionToken === undefined ? accessKeyId : `${accessKeyId}%${sessionToken}`, password: `${time}Z${signature}` };
}

const pull = (repository = "payments") => `/v1/repos/${repository}/info/refs?service=git-upload-pack`;
const push = (repository = "payments") => `/v1/repos/${repository}/info/refs?service=git-receive-pack`;

describe("The sandbox's Git server", function () {
  this.timeout(20_000);
  let sandbox: InProcess;
  let git: GitAddresses;

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  afterEach(() => sandbox.stop());

  async function start(scenario = "default"): Promise<void> {
    sandbox = await startInProcess(scenario);
    git = (await tell(sandbox, "git")) as unknown as GitAddresses;
  }

  function ask({ host = usual, method = "GET", password, path: asked = pull(), userName }: Asked = {}): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: git.httpsPort,
        servername: host.split(":")[0],
        ca: git.caPem,
        method,
        path: asked,
        agent: false,
        headers: { host },
        ...(userName !== undefined && { auth: `${userName}:${password}` }),
      };
      const request = httpsRequest(options, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      request.on("error", reject);
      request.end();
    });
  }

  const status = async (asked: Asked) => (await ask(asked)).status;
  const outcomes = () => sandbox.world.calls.filter(({ service }) => service === "codecommit").map(({ accessKeyId, operation, outcome }) => [operation, accessKeyId, outcome]);

  async function refusedAs(asked: Asked, type: string, wanted = 403): Promise<void> {
    const { body, status: found } = await ask(asked);
    assert.equal(found, wanted, body);
    assert.match(body, new RegExp(`^<${type}>\n  <Message>[^<]*[^.<]</Message>\n</${type}>\n$`));
  }

  it("starts when it is first asked for, once, and leaves nothing behind", async () => {
    await start();
    assert.deepEqual(await tell(sandbox, "git").then(({ httpsPort }) => httpsPort), git.httpsPort);
    assert.match(git.sshHostKey, /^ssh-rsa AAAA/);
    await ask(sign(sandbox.keys));
    assert.ok(existsSync(git.caFile));
    await sandbox.world.git.stop();
    assert.ok(!existsSync(path.dirname(git.caFile)));
    const again = await tell(sandbox, "git");
    assert.notEqual(again["caFile"], git.caFile);
  });

  it("says in a sentence that there is no Git here", async () => {
    sandbox = await startInProcess("default");
    const outside = process.env["PATH"];
    process.env["PATH"] = path.join(tmpdir(), "nowhere");
    try {
      const response = await fetch(`${sandbox.endpoint}/_sandbox/git`);
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { error: string }).error, /^CodeCommit's repositories need Git, which did not start: .*ENOENT/);
    } finally {
      process.env["PATH"] = outside;
    }
    assert.ok((await tell(sandbox, "git"))["httpsPort"]);
  });

  it("shows a certificate of its own authority for each of CodeCommit's hosts, and for no other", async () => {
    await start();
    const authority = new X509Certificate(git.caPem);
    assert.ok(authority.ca && authority.verify(authority.publicKey));
    for (const [host, region] of [
      [usual, "us-east-1"],
      ["git-codecommit-fips.us-east-1.amazonaws.com", "us-east-1"],
      ["vpce-0123456789abcdef0-abcdefgh.git-codecommit-fips.us-east-1.vpce.amazonaws.com", "us-east-1"],
    ] as const) {
      assert.equal(await status({ host, ...sign(sandbox.keys, { host, region }) }), 200, host);
      assert.equal(await status({ host: `${host}:${git.httpsPort}`, ...sign(sandbox.keys, { host, region }) }), 200, "a port is no part of what is signed");
    }
    const china = "git-codecommit.cn-north-1.amazonaws.com.cn";
    await refusedAs({ host: china, ...sign(sandbox.keys, { host: china, region: "cn-north-1" }) }, "RepositoryDoesNotExistException", 404);
    await assert.rejects(ask({ host: "git-codecommit.us-east-1.amazonaws.com.evil.example" }), /ECONNRESET|alert|disconnected/);
  });

  it("asks for credentials with 401, so that Git does, and takes nothing else for an answer", async () => {
    await start();
    const { headers, status: found } = await ask();
    assert.equal(found, 401);
    assert.match(String(headers["www-authenticate"]), /^Basic realm="/);
    for (const [method, asked] of [
      ["GET", "/"],
      ["GET", "/v1/repos/payments"],
      ["GET", "/v1/repos/payments/info/refs"],
      ["GET", "/v1/repos/payments/info/refs?service=git-archive"],
      ["GET", "/v1/repos/payments/HEAD"],
      ["POST", pull()],
      ["GET", "/v1/repos/payments/git-upload-pack"],
      ["GET", "/v1/repos/../repos/payments/info/refs?service=git-upload-pack"],
    ] as const) {
      assert.equal(await status({ method, path: asked, ...sign(sandbox.keys) }), 404, `${method} ${asked}`);
    }
    assert.deepEqual(outcomes(), [["GitPull", undefined, "Unauthorized"]]);
  });

  it("takes the published password of git-remote-codecommit's tests", async () => {
    sandbox = await startInProcess("default");
    const { account, clock } = sandbox.world;
    const [key] = aliceOf(sandbox).accessKeys;
    assert.ok(key);
    aliceOf(sandbox).accessKeys.push({ ...key, id: "access", secret: "secret", usableFrom: new Date(0) });
    clock.advance((Date.parse("2017-12-24T11:53:20Z") - clock.now().getTime()) / 1000);
    const place = { host: "git-codecommit.us-west-2.amazonaws.com", region: "us-west-2", repositoryName: "test_repo" };
    const password = "20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a";
    assert.deepEqual(signerOf(sandbox.world, "access", password, place), { kind: "user", user: account.users[0], session: undefined });
    assert.throws(() => signerOf(sandbox.world, "access", password, { ...place, repositoryName: "test-repo" }), /signature we calculated/);
  });

  it("takes a signed password for 15 minutes, at its host, region and repository only", async () => {
    await start();
    const good = sign(sandbox.keys);
    assert.equal(await status(good), 200);
    assert.equal(await status({ ...good, path: push() }), 200);
    const type = "InvalidSignatureException";
    await refusedAs({ ...good, path: pull("storefront") }, type);
    await refusedAs({ ...good, host: "git-codecommit.eu-central-1.amazonaws.com" }, type);
    await refusedAs({ ...good, host: "git-codecommit-fips.us-east-1.amazonaws.com" }, type);
    await refusedAs(sign({ ...sandbox.keys, secretAccessKey: "x" }), type);
    await refusedAs(sign({ ...sandbox.keys, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" }), "UnrecognizedClientException");
    await refusedAs(sign(sandbox.keys, { at: new Date(Date.now() + 16 * 60_000) }), type);
    sandbox.world.clock.advance(14 * 60);
    assert.equal(await status(good), 200);
    sandbox.world.clock.advance(2 * 60);
    await refusedAs(good, type);
    assert.deepEqual(outcomes().at(-1), ["GitPull", sandbox.keys.accessKeyId, type]);
  });

  it("stops taking a signed password when its key is deactivated", async () => {
    await start();
    const good = sign(sandbox.keys);
    assert.equal(await status(good), 200);
    await sandbox.iam().send(new UpdateAccessKeyCommand({ AccessKeyId: sandbox.keys.accessKeyId, Status: "Inactive" }));
    await refusedAs(good, "UnrecognizedClientException");
  });

  it("takes passwords that sessions and roles sign, with their token and until they expire", async () => {
    await start();
    const keys = await mfaSession(sandbox, deviceOf(sandbox, "alice"));
    const role = "arn:aws:iam::123456789012:role/Developer";
    const { Credentials } = await sandbox.sts().send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "desk" }));
    assert.equal(await status(sign(keysOf(Credentials))), 200);
    assert.equal(await status(sign(keys)), 200);
    const { accessKeyId, secretAccessKey } = keys;
    await refusedAs(sign({ accessKeyId, secretAccessKey }), "UnrecognizedClientException");
    await refusedAs(sign({ ...keys, sessionToken: "x" }), "UnrecognizedClientException");
    await refusedAs(sign({ ...sandbox.keys, sessionToken: "x" }), "UnrecognizedClientException");
    sandbox.world.clock.advance(13 * 3600);
    await refusedAs(sign(keys, { at: sandbox.world.clock.now() }), "ExpiredTokenException");
  });

  it("takes Git credentials while they are active, and forgets a password that was reset", async () => {
    await start();
    const { ServiceSpecificCredential: made } = await sandbox.iam().send(new CreateServiceSpecificCredentialCommand({ UserName: "alice", ServiceName: "codecommit.amazonaws.com" }));
    const { ServicePassword: password = "", ServiceSpecificCredentialId: id = "", ServiceUserName: userName = "" } = made ?? {};
    assert.equal(await status({ userName, password }), 200);
    assert.equal(await status({ userName, password, path: push("storefront") }), 200);
    assert.equal(await status({ userName, password, host: "git-codecommit.eu-central-1.amazonaws.com", path: pull("ledger") }), 200);
    await refusedAs({ userName, password: "" }, "UnrecognizedClientException");
    await refusedAs({ userName: "nobody-at-123456789012", password }, "UnrecognizedClientException");
    const reset = await sandbox.iam().send(new ResetServiceSpecificCredentialCommand({ UserName: "alice", ServiceSpecificCredentialId: id }));
    await refusedAs({ userName, password }, "UnrecognizedClientException");
    const fresh = { userName, password: reset.ServiceSpecificCredential?.ServicePassword ?? "" };
    assert.equal(await status(fresh), 200);
    await sandbox.iam().send(new UpdateServiceSpecificCredentialCommand({ UserName: "alice", ServiceSpecificCredentialId: id, Status: "Inactive" }));
    await refusedAs(fresh, "UnrecognizedClientException");
    assert.deepEqual(outcomes().at(-1), ["GitPull", id, "UnrecognizedClientException"]);
    const log = JSON.stringify(sandbox.world.calls);
    assert.ok(!log.includes(password) && !log.includes(fresh.password));
  });

  it("takes no credentials of another service", async () => {
    await start("crowded");
    const keyspaces = aliceOf(sandbox).serviceCredentials.find(({ service, status: its }) => service === "cassandra.amazonaws.com" && its === "Active");
    assert.ok(keyspaces);
    await refusedAs({ userName: keyspaces.name, password: keyspaces.secret }, "UnrecognizedClientException");
  });

  it("asks the policies for GitPull and GitPush, and only then whether there is such a repository", async () => {
    await start();
    const statement = { Effect: "Deny", Action: "codecommit:GitPush", Resource: "arn:aws:codecommit:us-east-1:*:payments" };
    await tell(sandbox, "policy", { document: { Version: "2012-10-17", Statement: [statement] } });
    const good = sign(sandbox.keys);
    assert.equal(await status(good), 200);
    await refusedAs({ ...good, path: push() }, "AccessDeniedException");
    await refusedAs({ ...sign(sandbox.keys, { repository: "nothing" }), path: pull("nothing") }, "RepositoryDoesNotExistException", 404);
    await refusedAs({ ...sign(sandbox.keys, { repository: "payments.git" }), path: pull("payments.git") }, "RepositoryDoesNotExistException", 404);
    await sandbox.stop();
    await start("read-denied");
    await refusedAs(sign(sandbox.keys), "AccessDeniedException");
    await refusedAs({ ...sign(sandbox.keys, { repository: "nothing" }), path: pull("nothing") }, "AccessDeniedException");
  });

  it("is denied without MFA where the policy asks for it, to sessions without MFA and to Git credentials too", async () => {
    await start("mfa-required");
    await refusedAs(sign(sandbox.keys), "AccessDeniedException");
    const { Credentials } = await sandbox.sts().send(new GetSessionTokenCommand({}));
    await refusedAs(sign(keysOf(Credentials)), "AccessDeniedException");
    const credential = { id: "ACCAX", service: "codecommit.amazonaws.com", name: "alice-at-123456789012", createdAt: new Date(), expiresAt: undefined, secret: "secret", status: "Active" } as const;
    aliceOf(sandbox).serviceCredentials.push({ ...credential });
    await refusedAs({ userName: credential.name, password: credential.secret }, "AccessDeniedException");
    assert.equal(await status(sign(await mfaSession(sandbox, deviceOf(sandbox, "alice")))), 200);
  });

  it("goes wrong like any other call when a test wants it to, once Git has credentials", async () => {
    await start();
    const good = sign(sandbox.keys);
    await tell(sandbox, "faults", { action: "GitPull", kind: "throttle" });
    await tell(sandbox, "faults", { action: "GitPull", kind: "serviceFailure" });
    await tell(sandbox, "faults", { action: "GitPull", kind: "html" });
    await tell(sandbox, "faults", { action: "GitPull", kind: "drop", after: true });
    assert.equal(await status({}), 401);
    assert.equal(await status(good), 429);
    assert.equal(await status(good), 500);
    assert.equal(await status(good), 503);
    await assert.rejects(ask(good), /socket hang up|ECONNRESET/);
    assert.deepEqual(outcomes().map(([, , outcome]) => outcome), ["Unauthorized", "fault:throttle", "fault:serviceFailure", "fault:html", "fault:drop after ok"]);
    assert.equal(await status(good), 200);
  });

  it("is reached through the sandbox's endpoint as a proxy, which leads nowhere else", async () => {
    sandbox = await startInProcess("default");
    const { port } = new URL(sandbox.endpoint);
    const connectTo = (target: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = httpRequest({ host: "127.0.0.1", port, method: "CONNECT", path: target });
        request.on("connect", (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        });
        request.on("error", reject).end();
      });
    assert.equal(await connectTo(`${usual}:443`), 200);
    assert.equal(await connectTo(`${usual}:22`), 200);
    assert.equal(await connectTo(`${usual}:25`), 403);
    assert.equal(await connectTo(`127.0.0.1:${port}`), 403);
    assert.equal(await connectTo("example.com:443"), 403);
    assert.equal(await connectTo(""), 403);
  });
});
