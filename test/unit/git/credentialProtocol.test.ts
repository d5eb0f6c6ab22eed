import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readRequest, writeAnswer } from "../../../src/git/credentialProtocol.js";

const read = (text: string) => {
  const { values, lists } = readRequest(text);
  return { ...Object.fromEntries(values), ...Object.fromEntries([...lists].map(([name, list]) => [`${name}[]`, list])) };
};

describe("What Git says", () => {
  const cases: readonly [string, string, object][] = [
    ["line by line", "protocol=https\nhost=h\npath=v1/repos/x\n", { protocol: "https", host: "h", path: "v1/repos/x" }],
    ["without the last line feed", "protocol=https\nhost=h", { protocol: "https", host: "h" }],
    ["with carriage returns", "protocol=https\r\nhost=h\r\n\r\n", { protocol: "https", host: "h" }],
    ["only to the blank line", "host=h\n\nhost=evil\n", { host: "h" }],
    ["with keys that come twice: the later one counts", "host=a\nhost=b\n", { host: "b" }],
    ["with = in values", "path=a=b=c\nx==\n", { path: "a=b=c", x: "=" }],
    ["with empty values", "username=\nhost=h\n", { username: "", host: "h" }],
    ["with lines that are none", "hello\n=x\nhost=h\n", { host: "h" }],
    ["with unknown keys", "quux=1\nhost=h\n", { quux: "1", host: "h" }],
    ["with lists", 'capability[]=authtype\ncapability[]=state\nwwwauth[]=Basic realm="a=b"\nwwwauth[]=Negotiate\n', { "capability[]": ["authtype", "state"], "wwwauth[]": ['Basic realm="a=b"', "Negotiate"] }],
    ["with lists that begin anew", "capability[]=authtype\ncapability[]=\ncapability[]=state\n", { "capability[]": ["state"] }],
    ["with nothing", "", {}],
    ["with a blank line", "\n", {}],
    ["with keys that objects have", "__proto__=x\nconstructor=y\n", { ["__proto__"]: "x", constructor: "y" }],
  ];
  for (const [name, text, expected] of cases) {
    it(`is read ${name}`, () => {
      const found = read(text);
      assert.deepEqual(Object.entries(found).sort(), Object.entries(Object.fromEntries(Object.entries(expected))).sort());
    });
  }

  it("is read whatever it is: 10,000 inputs", () => {
    const line = fc.oneof(fc.string({ unit: "binary" }), fc.tuple(fc.constantFrom("protocol", "host", "path", "capability[]", "[]", "="), fc.string()).map(([key, value]) => `${key}=${value}`));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n", "\r", ""), (lines, end) => {
        for (const [key, value] of readRequest(lines.join(end)).values) {
          assert.ok(!key.includes("=") && key !== "" && !(key + value).includes("\n"));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("An answer to Git", () => {
  it("has line feeds only", () => assert.equal(writeAnswer([["username", "AKIA%t/=="], ["password", "x"]]), "username=AKIA%t/==\npassword=x\n"));

  it("is none with a value of two lines", () => {
    for (const value of ["a\nhost=evil.example", "a\r", "a\0"]) assert.throws(() => writeAnswer([["username", value]]), /The value of username cannot be given to Git\./);
  });
});
