import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { inspect } from "node:util";
import { createAccessKey } from "../../src/commands/accessKeys/create";
import { deleteAccessKey } from "../../src/commands/accessKeys/delete";
import { deactivateAccessKey } from "../../src/commands/accessKeys/status";
import { setUpProfile } from "../../src/commands/profiles/setUp";
import { createGitCredential, createServiceCredential } from "../../src/commands/serviceCredentials/create";
import { deleteServiceCredential } from "../../src/commands/serviceCredentials/delete";
import { resetServiceCredential } from "../../src/commands/serviceCredentials/reset";
import { deactivateServiceCredential } from "../../src/commands/serviceCredentials/status";
import { isUserError } from "../../src/errors";
import { isAwsError } from "../../src/iam/errors";
import { SnapshotLoader } from "../../src/iam/snapshot";
import type { SandboxFault } from "./sandboxProcess";
import { confirm, input, pick, saveTo, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const PURPOSE = [pick(/What is the key for/, "Something else"), input(/A description/, "for the leak test")];
const PAGE = pick(/Where does the secret go/, "Decide when I see it");
const toProfile = [...PURPOSE, pick(/Where does the secret go/, "Save to a profile"), pick(/Which profile/, "New profile…"), input(/A name/, "fresh"), confirm(/fresh/, "Save key")];
const toCsv = (file: string) => [...PURPOSE, pick(/Where does the secret go/, "Download .csv"), pick(/Which columns/, "As the AWS console writes it"), saveTo(file)];

describe("No secret leaks", () => {
  const account = useTestAccount("default");

  /** All files below the test's folder that hold a text. */
  function filesWith(text: string, folder = account().folder): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(path.join(folder, name)).isFile() && readFileSync(path.join(folder, name), "utf8").includes(text))
      .sort();
  }

  /** What an error gives away to anybody who prints it as deeply as can be. */
  function everythingOf(error: unknown): string {
    const parts = [inspect(error, { depth: 30, showHidden: true, maxStringLength: null, maxArrayLength: null })];
    for (let inner = error; inner instanceof Error; inner = inner.cause) {
      parts.push(inner.message, inner.stack ?? "", JSON.stringify(inner));
      if (isUserError(inner)) parts.push(inner.hint ?? "", JSON.stringify(inner.action ?? ""));
    }
    return parts.join("\n");
  }

  /** Runs a flow to whatever end, then looks for the secrets everywhere they must not be. */
  async function check(flow: () => Promise<void>, allowedFiles: readonly string[] = []): Promise<unknown> {
    const error = await flow().then(() => undefined, (reason: unknown) => reason);
    const { ready, control } = account().sandbox;
    const created = account().shown.map((key) => key.secret.reveal());
    const places = {
      error: everythingOf(error),
      events: JSON.stringify(account().events),
      texts: [...account().ui.texts, ...account().ui.notices, ...account().ui.urls, ...account().ui.copied].join("\n"),
      lines: JSON.stringify(account().shown.map((key) => [key.lines, key.owner, key.id, key.name, key.words])),
      objects: inspect([account().shown, account().ui, account().stale, account().refreshed], { depth: 30, showHidden: true, maxStringLength: null }),
      json: JSON.stringify(account().shown),
      calls: JSON.stringify(await control.calls()),
      pending: [...account().pending].join(),
    };
    for (const secret of [ready.secretAccessKey, ...created]) {
      for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(secret), `a secret is in: ${place}`);
    }
    for (const secret of created) assert.deepEqual(filesWith(secret), allowedFiles);
    assert.deepEqual(filesWith(ready.secretAccessKey), [path.join(".aws", "credentials")]);
    return error;
  }

  it("when the search itself finds what is planted", async () => {
    const { secretAccessKey } = account().sandbox.ready;
    const error = new Error("outer", { cause: Object.defineProperty(new Error("inner"), "$hidden", { value: { deep: [secretAccessKey] } }) });
    await assert.rejects(check(() => Promise.reject(error)), /a secret is in: error/);
  });

  it("while a key is created, copied, saved, downloaded, switched off and deleted", async () => {
    const csv = account().in("keys.csv");
    await check(async () => {
      await account().run(createAccessKey, toProfile);
      const [key] = account().shown;
      assert.ok(key !== undefined);
      await key.copyName();
      await key.copySecret();
      account().ui.expect(pick(/Which columns/, "For “aws configure import”"), saveTo(csv));
      await key.download();
      account().ui.finish();
      await account().run(deactivateAccessKey, [], { accessKeyId: key.id });
      await account().run(deleteAccessKey, [confirm(/Delete access key/, "Delete key")], { accessKeyId: key.id });
    }, [path.join(".aws", "credentials"), "keys.csv"]);
    assert.deepEqual(account().ui.copied, [account().shown[0]?.id]);
  });

  const failures: readonly [string, SandboxFault, readonly Step[]][] = [
    ["the description is denied", { action: "TagUser", kind: "error", code: "AccessDenied", message: "no" }, []],
    ["AWS refuses", { action: "CreateAccessKey", kind: "error", code: "AccessDenied", message: "no" }, []],
    ["AWS fails", { action: "CreateAccessKey", kind: "serviceFailure" }, []],
    ["the answer is lost", { action: "CreateAccessKey", kind: "drop", after: true }, [confirm(/its secret was lost/, "Delete key")]],
    ["the answer is garbage", { action: "CreateAccessKey", kind: "garbage", after: true }, [confirm(/its secret was lost/, "Keep it")]],
    ["the answer is a web page", { action: "CreateAccessKey", kind: "html", after: true }, [confirm(/its secret was lost/, "Delete key")]],
  ];
  for (const [name, fault, steps] of failures) {
    it(`when ${name}`, async () => {
      await account().sandbox.control.faults(fault);
      const error = await check(() => account().run(createAccessKey, [...PURPOSE, PAGE, ...steps]));
      assert.ok(error === undefined || isUserError(error));
    });
  }

  it("while Git credentials and an API key are created, copied, reset, switched off and deleted", async () => {
    await check(async () => {
      await account().run(createGitCredential, []);
      await account().run(createServiceCredential, [pick(/For which service/, "Amazon Bedrock"), pick(/In how many days/, "1 day")]);
      for (const page of [...account().shown]) {
        await page.copyName();
        await page.copySecret();
        const node = { serviceCredentialId: page.id };
        await account().run(resetServiceCredential, [confirm(/Reset/, page.words.secret === "API key" ? "Reset API key" : "Reset password")], node);
        await account().run(deactivateServiceCredential, [], node);
        await account().run(deleteServiceCredential, [confirm(/Delete/, "Delete")], node);
      }
    });
    assert.equal(account().shown.length, 4);
  });

  for (const kind of ["garbage", "html", "drop"] as const) {
    it(`when the answer with a new Git password is lost: ${kind}`, async () => {
      await account().sandbox.control.faults({ action: "CreateServiceSpecificCredential", kind, after: true });
      await account().sandbox.control.faults({ action: "ResetServiceSpecificCredential", kind, after: true });
      const error = await check(() => account().run(createGitCredential, [confirm(/the password was lost/, "Reset password"), confirm(/may have a new password/, "Leave it")]));
      assert.ok(isUserError(error));
    });
  }

  it("when a .csv cannot be written", async () => {
    mkdirSync(account().in("keys.csv"));
    await check(() => account().run(createAccessKey, toCsv(account().in("keys.csv"))));
    assert.match(account().shown[0]?.lines[0]?.text ?? "", /cannot be written/);
  });

  it("when a profile cannot be written", async () => {
    account().onCall = ({ operation }) => {
      if (operation !== "CreateAccessKey") return;
      rmSync(account().paths.config);
      mkdirSync(account().paths.config);
    };
    await check(() => account().run(createAccessKey, toProfile));
    assert.ok(account().shown[0]?.lines.some(({ tone }) => tone === "problem"));
  });

  it("when a saved profile is taken back, from the files either", async () => {
    await check(async () => {
      await account().run(createAccessKey, toProfile);
      await account().shown[0]?.undo(account().shown[0]?.lines[0]?.id ?? "");
    });
  });

  it("when a key to set a profile up with is refused", async () => {
    const planted = "planted/Secret+planted/Secret+planted/12";
    const { accessKeyId } = account().sandbox.ready;
    const error = await check(() => account().run(setUpProfile, [pick(/How did you get your access key/, "Type or paste it"), input(/A name/, "second"), input(/The access key ID/, accessKeyId), input(/The secret access key/, planted), input(/The AWS region/, "us-east-1")]));
    assert.ok(isUserError(error) && !everythingOf(error).includes(planted));
    assert.deepEqual(filesWith(planted), []);
  });

  it("into the snapshot", async () => {
    const { session } = await account().openAccount();
    await check(async () => {
      await account().run(createAccessKey, [...PURPOSE, PAGE]);
      const loader = new SnapshotLoader(session, () => undefined);
      await loader.load(["caller", "user", "accessKeys"]);
      const text = inspect(loader.snapshot, { depth: 30, showHidden: true });
      assert.ok(!text.includes(account().shown[0]?.secret.reveal() ?? ""));
    });
  });

  for (const [how, isWhole] of [["shorter than it should be", true], ["broken off", false]] as const) {
    it(`out of an answer with the secret in it that is ${how}`, async () => {
      const { endpoint } = account().sandbox.ready;
      let secret = "";
      // A proxy that dies after most of the answer, as on a bad line.
      const proxy = http.createServer((request, response) => {
        const upstream = http.request(new URL(request.url ?? "/", endpoint), { method: request.method, headers: request.headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            secret = /<SecretAccessKey>(.*?)</.exec(text)?.[1] ?? secret;
            const { "content-length": length, ...headers } = answer.headers;
            response.writeHead(answer.statusCode ?? 500, isWhole ? headers : { ...headers, "content-length": length });
            const most = text.slice(0, text.indexOf("</SecretAccessKey>"));
            if (isWhole) response.end(most);
            else response.write(most, () => response.destroy());
          });
        });
        request.pipe(upstream);
      });
      proxy.listen(0, "127.0.0.1");
      await once(proxy, "listening");
      try {
        const { port, address } = proxy.address() as AddressInfo;
        const session = await account().openSession("work", { env: { AWS_ENDPOINT_URL: `http://${address}:${port}` } });
        const error = await session.client.createAccessKey("alice").then(() => undefined, (reason: unknown) => reason);
        assert.ok(isAwsError(error) && error.outcomeUnknown, String(error));
        assert.ok(secret !== "", "the key was created");
        assert.ok(!everythingOf(error).includes(secret));
        assert.deepEqual(await account().calls(/Create/), ["CreateAccessKey ok"]);
      } finally {
        proxy.closeAllConnections();
        proxy.close();
      }
    });
  }
});
