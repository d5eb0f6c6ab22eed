import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { findConfigValues, writeConfigValue } from "../../../src/git/configValues";
import { makeGit } from "../../../src/git/gitProgram";
import { useTemporaryFolder } from "../files/temporaryFolder";

describe("A value in Git’s configuration", () => {
  const at = useTemporaryFolder();
  const urlsOf = (text: string, name = "origin") => findConfigValues(Buffer.from(text, "utf8").toString("latin1"), "remote", name, "url");

  /** As Git reads it; `undefined` where it cannot. */
  async function askGit(text: string, name: string): Promise<readonly string[] | undefined> {
    writeFileSync(at("config"), text);
    const { code, stdout } = await makeGit("git", process.env)(["config", "--file", at("config"), "-z", "--get-all", `remote.${name}.url`], { cwd: at(".") });
    return code > 1 ? undefined : stdout.reveal().split("\0").slice(0, -1);
  }

  for (const [what, text, name = "origin"] of [
    ["plain", '[remote "origin"]\n\turl = https://a/b\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\turl = no\n'],
    ["several, in several sections, in any case", '[Remote "origin"]\nURL=one\nurl =two  \n[remote "Origin"]\nurl = other\n[remote "origin"]\n  url\t= three'],
    ["with comments", '# [remote "origin"]\n[remote "origin"] ; url = no\n# url = no\nurl = one # rest\nurl = two;rest\n;url = no\n'],
    ["in quotes", '[remote "origin"]\nurl = "one # not a comment"\nurl = a" b"c\nurl = " space "\nurl = "say \\"hello\\" \\\\ \\t"\n'],
    ["over several lines", '[remote "origin"]\nurl = one\\\ntwo\nurl = "one\\\n two"\n'],
    ["in the header’s line", '[remote "origin"] url = one\n[core] bare = false\n'],
    ["with line ends of Windows", '[remote "origin"]\r\n\turl = one\r\n\turl = two\\\r\nthree\r\n\tfetch\r\n'],
    ["after a byte order mark", '\uFEFF[remote "origin"]\nurl = one\n'],
    ["of the old form", "[remote.origin]\nurl = one\n[remote.Other]\nurl = two\n"],
    ["of a name with quotes and letters", '[remote "a \\"b\\" \\\\ ä.c"]\nurl = über à\n', 'a "b" \\ ä.c'],
    ["of nobody", "[core]\n\turl = one\n[remote]\nurl = two\n"],
    ["without a value beside it", '[remote "origin"]\nprune\nmirror\t\nurl = one\n'],
    ["empty", '[remote "origin"]\nurl =\nurl = ""\nurl = # nothing\n'],
    ["in an empty text", ""],
    ["where the quotes stay open", '[remote "origin"]\nurl = "one\n'],
    ["after a header that is none", '[remote "origin]\nurl = one\n'],
    ["after a line that is none", '[remote "origin"]\nwhat?\nurl = one\n'],
  ] as const) {
    it(`is found as Git finds it: ${what}`, async () => {
      assert.deepEqual(urlsOf(text, name)?.map(({ value }) => value), await askGit(text, name));
    });
  }

  for (const value of ["https://a/b", "codecommit::us-east-1://my profile@x", ' a "b" \\ #c;\td\n', "ü", ""]) {
    it(`is written so that Git reads it: ${JSON.stringify(value)}`, async () => {
      assert.deepEqual(await askGit(`[remote "origin"]\n\turl = ${writeConfigValue(value)}\n`, "origin"), [value]);
    });
  }

  it("stands where it is said to", () => {
    const text = '[remote "origin"]\n\turl = "one" # first\n\turl=two \n';
    assert.deepEqual(urlsOf(text)?.map(({ start, end }) => text.slice(start, end)), ['"one"', "two"]);
  });
});
