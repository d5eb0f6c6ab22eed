import { GetUserCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { checkSignature, readSignature, type SignedRequest } from "../../../src/sandbox/signature";
import { aliceOf, codeIn, deviceOf, refused, startInProcess, type InProcess, type Keys } from "./inProcess";

const unknownToken = "The security token included in the request is invalid.";

/** "get-vanilla" of the Signature Version 4 test suite that AWS published. */
const vanilla: SignedRequest = {
  method: "GET",
  path: "/",
  query: "",
  headers: {
    host: "example.amazonaws.com",
    "x-amz-date": "20150830T123600Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
      "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  body: Buffer.alloc(0),
};

describe("The sandbox's signature check", () => {
  let sandbox: InProcess;
  beforeEach(async () => {
    sandbox = await startInProcess("default");
  });
  afterEach(() => sandbox.stop());

  it("accepts AWS's own example and refuses it with one byte changed", () => {
    const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    checkSignature(vanilla, readSignature(vanilla), secret);
    assert.throws(() => checkSignature({ ...vanilla, path: "/a" }, readSignature(vanilla), secret), /signature we calculated/);
    assert.throws(() => checkSignature({ ...vanilla, body: Buffer.from("x") }, readSignature(vanilla), secret), /signature we calculated/);
    assert.throws(() => checkSignature(vanilla, readSignature(vanilla), `${secret}x`), /signature we calculated/);
  });

  it("accepts what the AWS SDK signs", async () => {
    const { Arn } = await sandbox.sts().send(new GetCallerIdentityCommand());
    assert.equal(Arn, "arn:aws:iam::123456789012:user/alice");
  });

  it("refuses a wrong secret with AWS's words", async () => {
    const wrong = { ...sandbox.keys, secretAccessKey: "x".repeat(40) };
    await refused(
      sandbox.sts(wrong).send(new GetCallerIdentityCommand()),
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  });

  it("knows neither an unknown key nor an inactive one", async () => {
    const unknown = { ...sandbox.keys, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" };
    await refused(sandbox.sts(unknown).send(new GetCallerIdentityCommand()), "InvalidClientTokenId", 403, unknownToken);
    await sandbox.iam().send(new UpdateAccessKeyCommand({ UserName: "alice", AccessKeyId: sandbox.keys.accessKeyId, Status: "Inactive" }));
    await refused(sandbox.sts().send(new GetCallerIdentityCommand()), "InvalidClientTokenId", 403, unknownToken);
  });

  it("refuses a signature that is more than 15 minutes old or ahead, and takes one of 14 minutes", async () => {
    sandbox.world.clock.advance(14 * 60);
    await sandbox.sts().send(new GetCallerIdentityCommand());
    sandbox.world.clock.advance(2 * 60);
    const stamp = String.raw`\d{8}T\d{6}Z`;
    await refused(
      sandbox.sts().send(new GetCallerIdentityCommand()),
      "SignatureDoesNotMatch",
      403,
      new RegExp(String.raw`^Signature expired: ${stamp} is now earlier than ${stamp} \(${stamp} - 15 min\.\)$`),
    );
    sandbox.world.clock.advance(-32 * 60);
    await refused(
      sandbox.sts().send(new GetCallerIdentityCommand()),
      "SignatureDoesNotMatch",
      403,
      new RegExp(String.raw`^Signature not yet current: ${stamp} is still later than ${stamp} \(${stamp} \+ 15 min\.\)$`),
    );
  });

  it("asks for a signature where there is none, and gives its own time in the Date header", async () => {
    sandbox.world.clock.advance(3600);
    const body = new URLSearchParams({ Action: "GetUser", Version: "2010-05-08" });
    const response = await fetch(sandbox.endpoint, { method: "POST", body });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /<Type>Sender<\/Type>\n<Code>MissingAuthenticationToken<\/Code>/);
    const ahead = Date.parse(response.headers.get("date") ?? "") - Date.now();
    assert.ok(ahead > 3_500_000 && ahead <= 3_600_000, `The Date header is ${ahead} ms ahead.`);
  });

  it("refuses a broken Authorization header as incomplete", async () => {
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/x" };
    const body = new URLSearchParams({ Action: "GetUser", Version: "2010-05-08" });
    const response = await fetch(sandbox.endpoint, { method: "POST", headers, body });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /<Code>IncompleteSignature<\/Code>/);
  });

  it("hides a session without MFA from IAM, but not from STS", async () => {
    const keys = await session(sandbox);
    await refused(sandbox.iam(keys).send(new GetUserCommand({})), "InvalidClientTokenId", 403, unknownToken);
    assert.equal((await sandbox.sts(keys).send(new GetCallerIdentityCommand())).Arn, "arn:aws:iam::123456789012:user/alice");
  });

  it("accepts a session with MFA until it expires", async () => {
    const device = deviceOf(sandbox, "alice");
    const keys = await session(sandbox, { SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 0) });
    assert.equal((await sandbox.iam(keys).send(new GetUserCommand({}))).User?.UserName, "alice");
    sandbox.world.clock.advance(901);
    const client = sandbox.iam(keys, { systemClockOffset: 901_000 });
    await refused(client.send(new GetUserCommand({})), "ExpiredToken", 403, "The security token included in the request is expired");
  });

  it("knows no temporary key without its token, nor with another one", async () => {
    const { accessKeyId, secretAccessKey } = await session(sandbox);
    const without = sandbox.sts({ accessKeyId, secretAccessKey });
    await refused(without.send(new GetCallerIdentityCommand()), "InvalidClientTokenId", 403, unknownToken);
    const wrong = sandbox.sts({ accessKeyId, secretAccessKey, sessionToken: "x" });
    await refused(wrong.send(new GetCallerIdentityCommand()), "InvalidClientTokenId", 403, unknownToken);
  });

  it("judges a session by its user's policies at the moment of the call", async () => {
    const device = deviceOf(sandbox, "alice");
    const keys = await session(sandbox, { SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 0) });
    aliceOf(sandbox).policies.length = 0;
    await refused(sandbox.iam(keys).send(new GetUserCommand({})), "AccessDenied", 403, /because no identity-based policy allows the iam:GetUser action$/);
  });
});

async function session(sandbox: InProcess, mfa: { SerialNumber?: string; TokenCode?: string } = {}): Promise<Keys> {
  const { Credentials } = await sandbox.sts().send(new GetSessionTokenCommand({ DurationSeconds: 900, ...mfa }));
  assert.ok(Credentials);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
