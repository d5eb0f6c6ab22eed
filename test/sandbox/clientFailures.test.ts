import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import net from "node:net";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { isCancelledError } from "../../src/errors";
import { isAwsError, type AwsError } from "../../src/iam/errors";
import { useTestAccount } from "./useTestAccount";

describe("A call that does not succeed", () => {
  const account = useTestAccount("default");
  const { control, endpoint } = {
    control: () => account().sandbox.control,
    endpoint: () => account().sandbox.ready.endpoint,
  };

  async function failure(call: Promise<unknown>): Promise<AwsError> {
    const error = await call.then(() => undefined, (reason: unknown) => reason);
    assert.ok(isAwsError(error), String(error));
    return error;
  }
  const list = async (timeLimitMs?: number) => (await account().openAccount(timeLimitMs)).client.listAccessKeys();
  const attempts = () => account().events.map(({ operation, attempt, errorCode }) => `${operation} ${attempt} ${errorCode ?? "ok"}`);

  it("is tried again after throttling, visibly", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "throttle" });
    assert.equal((await list()).length, 1);
    assert.deepEqual(attempts(), ["ListAccessKeys 1 Throttling", "ListAccessKeys 2 ok"]);
    assert.deepEqual(await account().calls(), ["ListAccessKeys fault:throttle", "ListAccessKeys ok"]);
  });

  for (const [kind, code] of [["serviceFailure", "ServiceFailure"], ["drop", "ECONNRESET"], ["html", "HTTP503"]] as const) {
    it(`is tried again after a fault that may pass: ${kind}`, async () => {
      await control().faults({ action: "ListAccessKeys", kind, times: 2 });
      assert.equal((await list()).length, 1);
      assert.equal(attempts().length, 3);
      assert.ok(kind === "html" || attempts()[0] === `ListAccessKeys 1 ${code}`, attempts()[0]);
    });
  }

  it("is given up after four tries, with AWS’s part in it said", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "serviceFailure", times: 9 });
    const error = await failure(list());
    assert.equal(error.message, "AWS had a fault of its own while handling iam:ListAccessKeys.");
    assert.equal(attempts().length, 4);
  });

  it("is given up when throttling does not end", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "throttle", times: 9 });
    assert.equal((await failure(list())).message, "AWS is receiving too many requests from this account just now.");
    assert.equal(attempts().length, 4);
  });

  it("is not tried again when AWS refuses it", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "error", code: "AccessDenied", message: "User: x is not authorized to perform: iam:ListAccessKeys" });
    assert.equal((await failure(list())).denial?.action, "iam:ListAccessKeys");
    assert.equal(attempts().length, 1);
  });

  it("ends at the time limit when nobody answers", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "hang", times: 9 });
    const started = performance.now();
    const error = await failure(list(1_000));
    assert.ok(performance.now() - started < 2_500);
    assert.deepEqual([error.message, error.code, error.outcomeUnknown], [`No answer within 1 seconds from ${endpoint()}.`, "TimeoutError", true]);
  });

  it("ends at once when it is cancelled, without a word", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "hang", times: 9 });
    const abort = new AbortController();
    const { client } = await account().openAccount();
    const call = client.listAccessKeys(undefined, { signal: abort.signal });
    setImmediate(() => abort.abort());
    assert.ok(isCancelledError(await call.catch((error: unknown) => error)));
    const before = client.listAccessKeys(undefined, { signal: AbortSignal.abort() });
    assert.ok(isCancelledError(await before.catch((error: unknown) => error)));
  });

  it("says that the connection was lost", async () => {
    await control().faults({ action: "ListAccessKeys", kind: "drop", times: 9 });
    const error = await failure(list());
    assert.equal(error.message, `The connection was lost before the answer came from ${endpoint()}.`);
    assert.equal(error.outcomeUnknown, true);
  });

  for (const [kind, status] of [["html", 503], ["garbage", 200]] as const) {
    it(`says that what answered is not AWS: ${kind}`, async () => {
      await control().faults({ action: "ListAccessKeys", kind, times: 9 });
      const error = await failure(list());
      assert.deepEqual([error.message, error.code, error.outcomeUnknown], [`What answered is not AWS (HTTP status ${status}): ${endpoint()}.`, `HTTP${status}`, true]);
      assert.ok(!/raw response|xml|html/i.test(`${error.message} ${error.hint ?? ""}`));
    });
  }

  it("says whose key AWS does not know, or whose secret is wrong", async () => {
    const { accessKeyId, secretAccessKey } = account().sandbox.ready;
    const write = (id: string, secret: string) => writeFileSync(account().paths.credentials, `[work]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
    write("AKIAIOSFODNN7EXAMPLE", secretAccessKey);
    const unknown = await failure((await account().openSession("work")).client.getCaller());
    assert.equal(unknown.message, "AWS does not know the access key of profile work, or it is switched off.");
    write(accessKeyId, `${secretAccessKey.slice(0, -1)}!`);
    const wrong = await failure((await account().openSession("work")).client.getCaller());
    assert.equal(wrong.message, "The secret access key of profile work does not belong to its access key ID.");
    assert.equal(account().events.length, 2);
  });

  it("succeeds although this computer’s clock is wrong by half an hour, in both directions", async () => {
    for (const seconds of [1800, -3600]) {
      await control().clock(seconds);
      assert.equal((await list()).length, 1);
    }
    const { client } = await account().openAccount();
    assert.equal(Math.round((client.clockSkewMs ?? 0) / 60_000), -30);
  });

  it("says by how much the clock is wrong when that stands in the way", async () => {
    const message = "Signature expired: 20261123T023353Z is now earlier than 20261123T024853Z (20261123T030353Z - 15 min.)";
    await control().clock(1800);
    await control().faults({ action: "ListAccessKeys", kind: "error", code: "SignatureDoesNotMatch", message, times: 9 });
    const error = await failure(list());
    assert.equal(error.message, "The clock of this computer is 30 minutes behind AWS's, so AWS refuses its signatures.");
    assert.equal(error.outcomeUnknown, false);
  });

  describe("to somewhere else", () => {
    const servers: (Server | net.Server)[] = [];
    afterEach(() => servers.splice(0).forEach((server) => server.close()));

    async function listen(server: Server | net.Server): Promise<number> {
      servers.push(server);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as net.AddressInfo).port;
    }
    async function failTo(url: string, timeLimitMs = 2_000): Promise<AwsError> {
      const session = await account().openSession("work", { env: { AWS_ENDPOINT_URL: url }, timeLimitMs });
      return failure(session.client.createAccessKey("alice"));
    }

    it("says that nothing answers there", async () => {
      const port = await listen(net.createServer());
      servers.splice(0).forEach((server) => server.close());
      const error = await failTo(`http://127.0.0.1:${port}`);
      assert.deepEqual([error.message, error.code, error.outcomeUnknown], [`Nothing answers at http://127.0.0.1:${port}.`, "ECONNREFUSED", false]);
    });

    it("says that a host does not exist", async () => {
      const error = await failTo("http://no-such-host.invalid");
      assert.equal(error.message, "This computer cannot reach http://no-such-host.invalid.");
      assert.equal(error.outcomeUnknown, false);
    });

    it("says that a server which does not speak HTTP is not AWS", async () => {
      const port = await listen(net.createServer((socket) => socket.end("220 mail.example.com ESMTP\r\n")));
      const error = await failTo(`http://127.0.0.1:${port}`);
      assert.match(error.message, /^What answered is not AWS: http:\/\/127\.0\.0\.1:\d+\.$/);
      assert.equal(error.outcomeUnknown, true);
    });

    it("says that https was asked of a server which speaks http", async () => {
      const port = await listen(createServer());
      const error = await failTo(`https://127.0.0.1:${port}`);
      assert.match(error.message, /^The connection to https:\/\/127\.0\.0\.1:\d+ cannot be made secure: \w+\.$/);
      assert.match(error.hint ?? "", /http:\/\//);
      assert.equal(error.outcomeUnknown, false);
    });

    it("says that a page of another server is not AWS, whatever its status", async () => {
      for (const status of [200, 302, 404, 407, 502]) {
        const port = await listen(createServer((_request, response) => response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>")));
        const error = await failTo(`http://127.0.0.1:${port}`);
        assert.equal(error.message, `What answered is not AWS (HTTP status ${status}): http://127.0.0.1:${port}.`);
      }
    });

    it("says so of an empty answer", async () => {
      const port = await listen(createServer((_request, response) => response.writeHead(500).end()));
      assert.match((await failTo(`http://127.0.0.1:${port}`)).message, /^What answered is not AWS \(HTTP status 500\)/);
    });
  });

  describe("to a part of AWS that cannot be reached from here", () => {
    for (const [region, host] of [
      ["us-east-1", "iam.amazonaws.com"],
      ["eu-central-1", "iam.amazonaws.com"],
      ["cn-north-1", "iam.cn-north-1.amazonaws.com.cn"],
      ["us-gov-west-1", "iam.us-gov.amazonaws.com"],
    ] as const) {
      it(`goes to the partition’s own IAM: ${region} → ${host}`, async () => {
        assert.equal(await hostOf(region), host);
      });
    }

    /** The name that Node is asked to resolve; answered with “no such host”, so that nothing leaves this computer. */
    async function hostOf(region: string): Promise<string> {
      const dns = await import("node:dns");
      const asked: string[] = [];
      const real = dns.default.lookup;
      const refuse = (host: string, _options: unknown, done: (error: Error) => void) => {
        asked.push(host);
        done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND", hostname: host }));
      };
      dns.default.lookup = refuse as unknown as typeof real;
      try {
        writeFileSync(account().paths.config, `[profile work]\nregion = ${region}\n`);
        const { client } = await account().openSession("work");
        const error = await failure(client.createAccessKey("alice"));
        assert.equal(error.message, `This computer cannot reach iam (${region}).`);
      } finally {
        dns.default.lookup = real;
      }
      return asked[0] ?? "";
    }
  });
});
