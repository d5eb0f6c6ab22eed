import assert from "node:assert/strict";
import path from "node:path";
import { LONGEST_LINE } from "../../../src/scan/foundLine";
import { expandBraces, parseGrep } from "../../../src/scan/gitGrep";
import { parseComplaint, parseMatch } from "../../../src/scan/ripgrep";

const FOLDER = path.resolve("/work");
const match = (file: object, lines: object) => JSON.stringify({ type: "match", data: { path: file, lines, line_number: 7, absolute_offset: 0, submatches: [] } });

describe("What ripgrep prints", () => {
  it("is a file, a line and its text", () => {
    assert.deepEqual(parseMatch(match({ text: "./a b/c:1.txt" }, { text: "x AKIA\r\n" }), FOLDER), { file: path.join(FOLDER, "a b", "c:1.txt"), line: 7, text: "x AKIA" });
  });

  it("may be bytes where it is no UTF-8", () => {
    const bytes = Buffer.from([0x41, 0xff, 0x42]).toString("base64");
    assert.deepEqual(parseMatch(match({ text: "./a" }, { bytes }), FOLDER)?.text, "A\ufffdB");
  });

  it("is not kept of lines that nobody reads", () => {
    assert.equal(parseMatch(match({ text: "./a" }, { text: "x".repeat(LONGEST_LINE + 1) }), FOLDER)?.text, "");
  });

  it("is passed over where it is no match", () => {
    for (const type of ["begin", "end", "summary", "context"]) assert.equal(parseMatch(JSON.stringify({ type, data: {} }), FOLDER), undefined);
    assert.equal(parseMatch("", FOLDER), undefined);
  });

  it("names what it could not read", () => {
    const complaint = "rg: ./private: Permission denied (os error 13)\n./gone: No such file or directory (os error 2)\nrg: something else\n";
    assert.deepEqual(parseComplaint(complaint, FOLDER), [path.join(FOLDER, "private"), path.join(FOLDER, "gone")]);
  });
});

describe("What git grep prints", () => {
  it("is a file, a line and its text, whatever is in them, from old and new versions", () => {
    const expected = [
      { file: path.join(FOLDER, "a:b\nc"), line: 2, text: "x: AKIA" },
      { file: path.join(FOLDER, "d"), line: 13, text: "" },
    ];
    assert.deepEqual(parseGrep("a:b\nc\x002\x00x: AKIA\r\nd\x0013\x00\n", FOLDER), expected);
    assert.deepEqual(parseGrep("a:b\nc\x002:x: AKIA\r\nd\x0013:\n", FOLDER), expected);
  });

  it("may be nothing", () => assert.deepEqual(parseGrep("", FOLDER), []));

  it("may be cut off anywhere: what is whole is read, and the rest passed over at once", () => {
    const whole = "a\x002\x00AKIA\n";
    for (const rest of ["b", "b\nc", "b\x00", "b\x001", "b\x001\x00", "b\x001\x00AKI"]) assert.deepEqual(parseGrep(whole + rest, FOLDER), [{ file: path.join(FOLDER, "a"), line: 2, text: "AKIA" }]);
    const begun = performance.now();
    assert.equal(parseGrep(whole + "x".repeat(400_000), FOLDER).length, 1);
    assert.equal(parseGrep(`${whole}b\x001\x00${"x".repeat(400_000)}`, FOLDER).length, 1);
    // Minutes, if the rest is looked at from each of its characters.
    assert.ok(performance.now() - begun < 10_000);
  });
});

describe("A glob with braces", () => {
  it("is several without", () => {
    assert.deepEqual(expandBraces("**/*.{js,map}"), ["**/*.js", "**/*.map"]);
    assert.deepEqual(expandBraces("{a,b}/{c,d}"), ["a/c", "a/d", "b/c", "b/d"]);
    assert.deepEqual(expandBraces("**/out"), ["**/out"]);
  });
});
