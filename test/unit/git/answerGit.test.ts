import assert from "node:assert/strict";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { isUserError } from "../../../src/errors.js";
import { answerGit, type KeysForGit } from "../../../src/git/answerGit.js";
import { Secret } from "../../../src/secret.js";
import { anyHost, codeCommitHosts, foreignHosts, isAws } from "./hosts.js";

const NOW = Date.parse("2017-12-24T11:53:20Z");
const HOST = "git-codecommit.us-west-2.amazonaws.com";
const PASSWORD = "20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a";
const request = `protocol=https\nhost=${HOST}\npath=v1/repos/test_repo\n`;
const own = { accessKeyId: "access", secretAccessKey: new Secret("secret") };

async function answer(text: string, found: Partial<KeysForGit> = {}): Promise<string | undefined> {
  return (await answerGit(text, () => Promise.resolve({ keys: own, ...found }), NOW))?.reveal();
}

async function refusal(text: string, found: Partial<KeysForGit> = {}): Promise<string> {
  const error: unknown = await answer(text, found).then((given) => assert.fail(`It answers ${given ?? "nothing"}`), (reason: unknown) => reason);
  assert.ok(isUserError(error), inspect(error));
  return `${error.message} ${error.hint ?? ""}`;
}

describe("The answer to Git", () => {
  it("is user name and password, good for ten minutes", async () => {
    assert.equal(await answer(request), `username=access\npassword=${PASSWORD}\npassword_expiry_utc=${NOW / 1000 + 600}\n`);
  });

  it("is a credential for this once where Git knows those, and no user name and password that could be stored", async () => {
    const credential = Buffer.from(`access%token:${PASSWORD}`).toString("base64");
    assert.equal(
      await answer(`capability[]=authtype\ncapability[]=state\n${request}`, { keys: { ...own, sessionToken: new Secret("token") } }),
      `capability[]=authtype\nauthtype=Basic\ncredential=${credential}\nephemeral=1\npassword_expiry_utc=${NOW / 1000 + 600}\n`,
    );
    assert.match((await answer(`capability[]=state\n${request}`)) ?? "", /^username=/);
  });

  it("is good no longer than the keys are, and none when they have ended", async () => {
    assert.match((await answer(request, { keys: { ...own, endsAt: new Date(NOW + 90_500) } })) ?? "", new RegExp(`password_expiry_utc=${NOW / 1000 + 90}\n$`));
    assert.match((await answer(request, { keys: { ...own, endsAt: new Date(NOW + 3_600_000) } })) ?? "", new RegExp(`password_expiry_utc=${NOW / 1000 + 600}\n$`));
    assert.equal(await refusal(request, { keys: { ...own, endsAt: new Date(NOW) } }), "Its temporary keys have ended. Sign in again, then try again.");
  });

  it("is signed by AWS’s clock, and expires by this computer’s", async () => {
    const given = (await answerGit(request, () => Promise.resolve({ keys: own, clockOffsetMs: -3_600_000 }), NOW + 3_600_000))?.reveal() ?? "";
    assert.equal(given, `username=access\npassword=${PASSWORD}\npassword_expiry_utc=${NOW / 1000 + 4_200}\n`);
  });

  it("leaves the port out of the signature", async () => {
    assert.match((await answer(request.replace(HOST, `${HOST}:8443`))) ?? "", new RegExp(PASSWORD));
  });

  it("is a sentence that says what to set when Git does not name the repository", async () => {
    const sentence = `Git does not say which repository it wants, and AWS wants each signed for. Run: git config --global credential.https://${HOST}.useHttpPath true`;
    assert.equal(await refusal(`protocol=https\nhost=${HOST}:8443\n`), sentence);
    assert.equal(await refusal(`protocol=https\nhost=${HOST}\npath=\n`), sentence);
  });

  it("is none with keys that would say something else to Git or to a server", async () => {
    for (const keys of [{ ...own, accessKeyId: "a\nhost=evil.example" }, { ...own, accessKeyId: "a:b" }, { ...own, accessKeyId: "" }, { ...own, sessionToken: new Secret("t\nquit=1") }, { ...own, sessionToken: new Secret("t:u") }, { ...own, sessionToken: new Secret("") }]) {
      assert.match(await refusal(request, { keys }), /^The access key or the session token has characters/);
    }
  });

  it("is none to more than Git would say", async () => {
    assert.match(await refusal("x".repeat(262_145)), /^The request is larger than any of Git’s\./);
  });

  describe("to anybody else", () => {
    /** Fails as soon as keys are looked for. */
    const silent = (text: string) => answerGit(text, () => Promise.reject(new Error("The keys were read.")), NOW);

    it("is nothing, and no key is looked for", async () => {
      for (const host of foreignHosts) assert.equal(await silent(`protocol=https\nhost=${host}\npath=v1/repos/x\n`), undefined);
      for (const text of ["", "\n", "get", `host=${HOST}\npath=x\n`, `protocol=https\npath=x\n`, `protocol=http\nhost=${HOST}\npath=x\n`, `host=${HOST}\nprotocol=https\nhost=evil.example\npath=x\n`]) {
        assert.equal(await silent(text), undefined, text);
      }
    });

    it("is nothing for 1,000 generated hosts, but for those that are AWS’s", async () => {
      await fc.assert(
        fc.asyncProperty(anyHost, async (host) => {
          let asked = 0;
          const given = await answerGit(`protocol=https\nhost=${host}\npath=v1/repos/x\n`, () => {
            asked++;
            return Promise.resolve({ keys: own });
          }, NOW);
          assert.equal(given === undefined, asked === 0);
          if (given !== undefined) assert.ok(isAws(host.replace(/\r?\n.*$/s, "").replace(/\r$/, "")), JSON.stringify(host));
        }),
        { numRuns: 1_000 },
      );
    });
  });

  it("is an answer, a sentence or nothing, and never a secret in a sentence: 10,000 inputs", async () => {
    const secret = "wJalrXUtnFEMIPlantedSecret";
    const value = fc.oneof(fc.constantFrom("https", "v1/repos/x", "authtype", "", "=", "a=b", "\u0000", "é".repeat(9)), fc.string({ unit: "binary", maxLength: 30 }), fc.constantFrom(...codeCommitHosts.map(([host]) => host)), anyHost);
    const key = fc.oneof(fc.constantFrom("protocol", "host", "path", "username", "capability[]", "wwwauth[]", "__proto__"), fc.string({ maxLength: 9 }));
    const likely = fc.tuple(fc.constantFrom(...codeCommitHosts.map(([host]) => host)), value).map(([host, path]) => [`protocol=https`, `host=${host}`, `path=${path}`]);
    const lines = fc.tuple(fc.oneof(likely, fc.constant<string[]>([])), fc.array(fc.tuple(key, value).map(([name, text]) => `${name}=${text}`), { maxLength: 6 })).map((parts) => parts.flat());
    const keys = fc.record({ accessKeyId: fc.oneof(fc.constant("AKIAIOSFODNN7EXAMPLE"), fc.string()), sessionToken: fc.option(fc.oneof(fc.constant("FwoGZXIvYXdzEA=="), fc.string()).map((token) => new Secret(token)), { nil: undefined }) });
    let [answers, sentences, nothing] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom("\n", "\r\n"), keys, async (said, end, held) => {
        try {
          const given = (await answerGit(said.join(end), () => Promise.resolve({ keys: { ...held, secretAccessKey: new Secret(secret) } }), NOW))?.reveal();
          if (given === undefined) {
            nothing++;
            return;
          }
          answers++;
          assert.match(given, /^(username=[!-9;-~]+\npassword=\d{8}T\d{6}Z[0-9a-f]{64}|capability\[\]=authtype\nauthtype=Basic\ncredential=[\w+/=]+\nephemeral=1)\npassword_expiry_utc=\d+\n$/);
        } catch (error) {
          assert.ok(isUserError(error), inspect(error));
          sentences++;
          assert.ok(!inspect(error, { showHidden: true }).includes(secret));
        }
      }),
      { numRuns: 10_000 },
    );
    assert.ok(answers > 1_000 && sentences > 100 && nothing > 1_000, `${String(answers)} answers, ${String(sentences)} sentences, ${String(nothing)} times nothing`);
  });
});
