import { CreateAccessKeyCommand, GetUserCommand, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { request } from "node:http";
import { scenarios } from "../../../src/sandbox/scenarios/scenarios";
import { refused, startInProcess, type InProcess } from "./inProcess";

describe("The sandbox's control", () => {
  let sandbox: InProcess;
  beforeEach(async () => {
    sandbox = await startInProcess("default");
  });
  afterEach(() => sandbox.stop());

  const post = (name: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.endpoint}/_sandbox/${name}`, { method: "POST", body: JSON.stringify(body), headers });
  const user = () => sandbox.iam().send(new GetUserCommand({}));
  const keys = async () => (await sandbox.iam().send(new ListAccessKeysCommand({}))).AccessKeyMetadata?.length;

  it("throttles and fails the next calls of one operation, and no others", async () => {
    await post("faults", { action: "GetUser", times: 2, kind: "throttle" });
    await post("faults", { action: "GetUser", kind: "serviceFailure" });
    assert.equal(await keys(), 1);
    await refused(user(), "Throttling", 400, "Rate exceeded");
    await refused(user(), "Throttling", 400, "Rate exceeded");
    await refused(user(), "ServiceFailure", 500, /unknown error/);
    assert.equal((await user()).User?.UserName, "alice");
  });

  it("answers any error that a test asks for", async () => {
    await post("faults", { action: "*", kind: "error", code: "EntityTemporarilyUnmodifiable", message: "Wait a little." });
    await refused(user(), "EntityTemporarilyUnmodifiable", 409, "Wait a little.");
    await post("faults", { action: "*", kind: "error", code: "EntityTemporarilyUnmodifiable" });
    await refused(user(), "EntityTemporarilyUnmodifiable", 409, "Login Profile for User alice cannot be modified while login profile is being created.");
  });

  it("drops a connection before the operation, or after it when only the answer is to be lost", async () => {
    const create = () => sandbox.iam().send(new CreateAccessKeyCommand({}));
    await post("faults", { action: "CreateAccessKey", kind: "drop" });
    await assert.rejects(create(), /socket hang up|ECONNRESET/);
    assert.equal(await keys(), 1);
    await post("faults", { action: "CreateAccessKey", kind: "drop", after: true });
    await assert.rejects(create(), /socket hang up|ECONNRESET/);
    assert.equal(await keys(), 2);
  });

  it("answers with a proxy's page, with garbage, or not at all", async () => {
    const raw = (signal: AbortSignal | null = null) => fetch(sandbox.endpoint, { method: "POST", body: new URLSearchParams({ Action: "GetUser" }), signal });
    await post("faults", { kind: "html" });
    const page = await raw();
    assert.equal(page.status, 503);
    assert.match(page.headers.get("content-type") ?? "", /html/);
    await post("faults", { kind: "garbage" });
    const garbage = await raw();
    assert.equal(garbage.status, 200);
    assert.ok(!(await garbage.text()).startsWith("<"));
    await post("faults", { kind: "hang" });
    const giveUp = new AbortController();
    const hanging = raw(giveUp.signal);
    while (sandbox.world.calls.length < 3) await user();
    giveUp.abort();
    await assert.rejects(hanging, /abort/i);
  });

  it("logs each call with its key and outcome, and no secret", async () => {
    await user();
    await refused(sandbox.iam().send(new GetUserCommand({ UserName: "bob" })), "AccessDenied", 403, /user bob/);
    const text = await (await fetch(`${sandbox.endpoint}/_sandbox/calls`)).text();
    const { calls } = JSON.parse(text) as { calls: { operation: string; outcome: string; accessKeyId: string }[] };
    assert.deepEqual(calls.map(({ operation, outcome }) => [operation, outcome]), [["GetUser", "ok"], ["GetUser", "AccessDenied"]]);
    assert.equal(calls[0]?.accessKeyId, sandbox.keys.accessKeyId);
    assert.ok(!text.includes(sandbox.keys.secretAccessKey));
  });

  it("resets account, faults and clock, and keeps the caller's credentials", async () => {
    await sandbox.iam().send(new CreateAccessKeyCommand({}));
    await post("faults", { kind: "throttle", times: 9 });
    await post("clock", { advanceSeconds: 3600 });
    await post("propagation", { seconds: 9 });
    await post("reset", {});
    assert.equal(await keys(), 1);
    assert.equal((await sandbox.sts().send(new GetCallerIdentityCommand())).Arn, "arn:aws:iam::123456789012:user/alice");
    assert.equal(sandbox.world.propagationSeconds, 0);
    assert.ok(Math.abs(sandbox.world.clock.now().getTime() - Date.now()) < 1000);
    assert.equal(sandbox.world.calls.length, 2);
  });

  it("is refused to web pages, by their Origin or by a foreign Host", async () => {
    const page = await post("reset", {}, { origin: "https://example.com" });
    assert.equal(page.status, 403);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const url = `${sandbox.endpoint}/_sandbox/calls`;
      request(url, { headers: { host: "rebound.example.com" } }, (response) => resolve(response.resume().statusCode)).on("error", reject).end();
    });
    assert.equal(status, 403);
  });

  it("explains a request that it does not understand", async () => {
    const bad: [string, object, RegExp][] = [
      ["faults", { kind: "explode" }, /"kind" must be one of throttle/],
      ["faults", { kind: "drop", times: 0 }, /"times" must be a number/],
      ["latency", { ms: "much" }, /"ms" must be a number/],
      ["clock", {}, /"advanceSeconds" must be a number/],
      ["faults", { kind: "drop", after: "yes" }, /"after" must be true or false/],
      ["mfa", { serial: "GAHT00000000" }, /There is no MFA device "GAHT00000000"/],
      ["mfa", { serial: "GAHT00000000", drift: 30 }, /"drift" is not known here; there are: serial, driftSeconds/],
      ["hardwareToken", { serial: "short" }, /"serial" must be 9 or more letters and digits/],
      ["hardwareToken", { serial: "GAHT12345678", seed: "no base32" }, /"seed" must be base32/],
      ["password", { user: "bob" }, /The user "bob" has no console password/],
      ["passwordPolicy", { violationsAre: "Anything" }, /"violationsAre" must be one of PasswordPolicyViolation, AccessDenied/],
      ["policy", { document: {} }, /"document" must be a policy with a list of statements/],
      ["policy", { document: { Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Principal: "*" }] } }, /does not know the element "Principal"/],
      ["loginToken", { user: "carol" }, /There is no user "carol"/],
    ];
    for (const [name, body, words] of bad) {
      const response = await post(name, body);
      assert.equal(response.status, 400);
      assert.match(await response.text(), new RegExp(words.source.replaceAll('"', String.raw`\\"`)));
    }
    assert.equal((await post("nothing", {})).status, 404);
  });
});

describe("Each scenario of the sandbox", () => {
  for (const { name, callerName } of scenarios) {
    it(`"${name}" builds, resets, and lets its caller sign as ${callerName}`, async () => {
      const sandbox = await startInProcess(name);
      try {
        sandbox.world.latencyMs = 0;
        const before = await sandbox.sts().send(new GetCallerIdentityCommand());
        sandbox.world.reset();
        sandbox.world.latencyMs = 0;
        const after = await sandbox.sts().send(new GetCallerIdentityCommand());
        assert.equal(after.Arn, before.Arn);
        assert.ok(after.Arn?.endsWith(name === "root" ? ":root" : `/${callerName}`), after.Arn);
      } finally {
        await sandbox.stop();
      }
    });
  }
});
