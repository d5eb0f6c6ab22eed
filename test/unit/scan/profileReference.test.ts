import assert from "node:assert/strict";
import { planProfileReference } from "../../../src/scan/profileReference";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** The lines that the file becomes; the line of the id is found by itself. */
function replace(fileName: string, lines: readonly string[], { profileName = "work", eol = "\n" } = {}): readonly string[] | undefined {
  const text = lines.join(eol);
  const line = lines.findIndex((each) => each.includes(ID));
  const plan = planProfileReference(text, { fileName, line, accessKeyId: ID, profileName });
  if (plan === undefined) return undefined;
  // The edits alone make the same of it, as the editor applies them.
  const edited = [...plan.edits].reverse().reduce((all, { start, end, text: replacement }) => all.slice(0, start) + replacement + all.slice(end), text);
  assert.deepEqual([plan.before, plan.after], [text, edited]);
  assert.ok(!edited.includes(ID) && !edited.includes(SECRET));
  return edited.split(eol);
}

describe("A profile in place of a key", () => {
  it("keeps how the file is written", () => {
    const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      [".env", [`A=1`, `AWS_ACCESS_KEY_ID=${ID}`, `AWS_SECRET_ACCESS_KEY=${SECRET}`, `B=2`], ["A=1", "AWS_PROFILE=work", "B=2"]],
      [".env.local", [`AWS_SECRET_ACCESS_KEY="${SECRET}"`, `AWS_ACCESS_KEY_ID="${ID}"`, ""], [`AWS_PROFILE="work"`, ""]],
      ["prod.env", [`AWS_ACCESS_KEY_ID='${ID}' # of alice`, `AWS_SECRET_ACCESS_KEY='${SECRET}'`], ["AWS_PROFILE='work' # of alice"]],
      ["/home/a/deploy.sh", ["#!/bin/sh", `  export AWS_ACCESS_KEY_ID=${ID}`, `  export AWS_SECRET_ACCESS_KEY=${SECRET}`, "  aws s3 ls"], ["#!/bin/sh", "  export AWS_PROFILE=work", "  aws s3 ls"]],
      ["deploy", ["#!/usr/bin/env bash", `export AWS_ACCESS_KEY_ID=${ID}`, `export AWS_SECRET_ACCESS_KEY=$(pass aws)`.replace("$(pass aws)", SECRET)], ["#!/usr/bin/env bash", "export AWS_PROFILE=work"]],
      ["docker-compose.yml", ["services:", "  web:", "    environment:", `      - AWS_ACCESS_KEY_ID=${ID}`, `      - AWS_SECRET_ACCESS_KEY=${SECRET}`, "      - A=1"], ["services:", "  web:", "    environment:", "      - AWS_PROFILE=work", "      - A=1"]],
      ["compose.yaml", [`  - "AWS_ACCESS_KEY_ID=${ID}"`, `  - "AWS_SECRET_ACCESS_KEY=${SECRET}"`], [`  - "AWS_PROFILE=work"`]],
      ["ci.yml", ["env:", `  AWS_ACCESS_KEY_ID: ${ID}  # old`, `  AWS_SECRET_ACCESS_KEY: "${SECRET}"`, "steps: []"], ["env:", "  AWS_PROFILE: work  # old", "steps: []"]],
      ["boto.cfg", ["[aws]", `aws_access_key_id = ${ID}`, `aws_secret_access_key = ${SECRET}`, "region = x"], ["[aws]", "aws_profile = work", "region = x"]],
    ];
    for (const [file, before, after] of cases) {
      assert.deepEqual(replace(file, before), after, file);
      assert.deepEqual(replace(file, before, { eol: "\r\n" }), after, `${file} with CRLF`);
    }
  });

  it("is put into quotes where its name needs them, and not offered where no quotes help", () => {
    const env = [`AWS_ACCESS_KEY_ID=${ID}`, `AWS_SECRET_ACCESS_KEY=${SECRET}`];
    const yaml = [`AWS_ACCESS_KEY_ID: ${ID}`, `AWS_SECRET_ACCESS_KEY: ${SECRET}`];
    assert.deepEqual(replace(".env", env, { profileName: "my work" }), [`AWS_PROFILE="my work"`]);
    assert.deepEqual(replace("ci.yml", yaml, { profileName: "on" }), [`AWS_PROFILE: "on"`]);
    assert.deepEqual(replace("ci.yml", yaml, { profileName: "123" }), [`AWS_PROFILE: "123"`]);
    for (const profileName of ["$(rm -rf ~)", "a`b", 'a"b', "a\nb", "a\\b", ""]) assert.equal(replace(".env", env, { profileName }), undefined, profileName);
    assert.equal(replace("compose.yml", env.map((line) => `- ${line}`), { profileName: "my work" }), undefined);
  });

  it("is not offered where it is not plain to see", () => {
    const id = `AWS_ACCESS_KEY_ID=${ID}`;
    const secret = `AWS_SECRET_ACCESS_KEY=${SECRET}`;
    const cases: readonly (readonly [string, string, readonly string[]])[] = [
      ["no secret", ".env", [id, "A=1"]],
      ["not beside it", ".env", [id, "A=1", secret]],
      ["a comment", ".env", [`# ${id}`, `# ${secret}`]],
      ["before a command", "run.sh", [`${id} aws s3 ls`, secret]],
      ["two on a line", "run.sh", [`export ${id} ${secret}`]],
      ["another variable", ".env", [`MY_ACCESS_KEY_ID=${ID}`, secret]],
      ["within a value", ".env", [`AWS_ACCESS_KEY_ID=x${ID}`, secret]],
      ["a secret that goes on", ".env", [id, `AWS_SECRET_ACCESS_KEY="wJalr`, `XUtn"`]],
      ["two secrets", ".env", [secret, id, secret]],
      ["a profile that is set already", ".env", ["AWS_PROFILE=home", "", id, secret]],
      ["a block of text", "ci.yml", [`AWS_ACCESS_KEY_ID: ${ID}`, "AWS_SECRET_ACCESS_KEY: |", `  ${SECRET}`]],
      ["an entry of a list of its own", "ci.yml", [`- AWS_ACCESS_KEY_ID: ${ID}`, `  AWS_SECRET_ACCESS_KEY: ${SECRET}`]],
      ["another depth", "ci.yml", [`AWS_ACCESS_KEY_ID: ${ID}`, `  AWS_SECRET_ACCESS_KEY: ${SECRET}`]],
      ["JSON", "env.json", ["{", `"AWS_ACCESS_KEY_ID": "${ID}",`, `"AWS_SECRET_ACCESS_KEY": "${SECRET}"`, "}"]],
      ["JSON in YAML", "env.yml", [`"AWS_ACCESS_KEY_ID": "${ID}",`, `"AWS_SECRET_ACCESS_KEY": "${SECRET}"`]],
      ["AWS's own file, which a script writes", "setup.sh", ["cat >~/.aws/credentials <<END", "[default]", `aws_access_key_id=${ID}`, `aws_secret_access_key=${SECRET}`, "END"]],
      ["code", "settings.py", [`AWS_ACCESS_KEY_ID = "${ID}"`, `AWS_SECRET_ACCESS_KEY = "${SECRET}"`]],
      ["AWS's own file", "/home/a/.aws/credentials", ["[work]", `aws_access_key_id = ${ID}`, `aws_secret_access_key = ${SECRET}`]],
    ];
    for (const [why, file, lines] of cases) assert.equal(replace(file, lines), undefined, why);
  });

  it("may be set twice in a YAML file, in places of their own", () => {
    const lines = ["one:", "  AWS_PROFILE: home", "two:", `  AWS_ACCESS_KEY_ID: ${ID}`, `  AWS_SECRET_ACCESS_KEY: ${SECRET}`];
    assert.deepEqual(replace("compose.yml", lines), ["one:", "  AWS_PROFILE: home", "two:", "  AWS_PROFILE: work"]);
    assert.equal(replace("compose.yml", [...lines.slice(2), "  AWS_PROFILE: home"]), undefined);
  });

  it("leaves a line alone that has changed since", () => {
    assert.equal(planProfileReference("A=1\n", { fileName: ".env", line: 7, accessKeyId: ID, profileName: "work" }), undefined);
    assert.equal(planProfileReference("", { fileName: ".env", line: 0, accessKeyId: ID, profileName: "work" }), undefined);
  });
});
