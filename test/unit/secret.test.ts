import assert from "node:assert/strict";
import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { Secret } from "../../src/secret";

const PLANTED = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYPLANTEDKEY";

describe("A secret", () => {
  const secret = new Secret(PLANTED);

  it("is read by reveal only", () => {
    assert.equal(secret.reveal(), PLANTED);
  });

  const ways: Record<string, () => string> = {
    "a template": () => `secret: ${String(secret)}`,
    "concatenation": () => ["secret: ", secret].join(""),
    "JSON": () => JSON.stringify({ secret, list: [secret] }),
    "inspect": () => inspect({ deep: { secret } }, { depth: 10, showHidden: true, getters: true }),
    "format": () => format("%s %o %O %j", secret, secret, secret, secret),
    "its properties": () => inspect([Object.entries(secret), Object.getOwnPropertyDescriptors(secret), Reflect.ownKeys(secret)], { depth: 9 }),
    "a copy": () => JSON.stringify(Object.assign({}, secret)),
    "an error’s cause": () => inspect(new Error("x", { cause: { secret } }), { depth: 10, showHidden: true }),
    "the console": () => {
      let text = "";
      const stream = new Writable({
        write: (chunk, _encoding, done) => {
          text += String(chunk);
          done();
        },
      });
      new Console(stream).log(secret, { secret }, [secret]);
      return text;
    },
  };
  for (const [way, print] of Object.entries(ways)) {
    it(`does not show in ${way}`, () => {
      assert.ok(!print().includes(PLANTED));
    });
  }

  it("cannot be cloned out of its class", () => {
    assert.ok(!inspect(structuredClone(Object.assign({}, secret)), { showHidden: true }).includes(PLANTED));
  });
});
