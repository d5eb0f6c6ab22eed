import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { parseAwsFile, settingsOf } from "../../../src/profiles/awsFile.js";
import type { AwsFileKind } from "../../../src/profiles/awsFile.js";
import { Secret } from "../../../src/secret.js";
import { awsFileText } from "./generatedAwsFile.js";
import { asSdkWould, readBySdk } from "./sdkReader.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";

function profile(text: string, kind: AwsFileKind, name: string): Record<string, string> {
  const settings = settingsOf(parseAwsFile(text, kind), "profile", name);
  return Object.fromEntries([...settings].map(([key, { value }]) => [key, value instanceof Secret ? value.reveal() : value]));
}

function problems(text: string, kind: AwsFileKind): string[] {
  return parseAwsFile(text, kind).problems.map(({ line, message }) => `${String(line)}: ${message}`);
}

describe("An AWS file", () => {
  it("gives sections, keys and their lines", () => {
    const { sections } = parseAwsFile("# top\n[default]\nregion = eu-west-1\n\n[profile dev]\noutput=json\n", "config");
    const seen = sections.map(({ name, line, keys }) => [name, line, ...keys.map((key) => [key.name, key.value, key.line])]);
    assert.deepEqual(seen, [["default", 2, ["region", "eu-west-1", 3]], ["dev", 5, ["output", "json", 6]]]);
  });

  it("knows comments at the start of a line and after white space, and none inside of a word", () => {
    const text = "[a] # one\n#region = 1\n ; region = 2\nregion = x#y;z ; two\noutput = a\t#b\n";
    assert.deepEqual(profile(text, "credentials", "a"), { region: "x#y;z", output: "a" });
  });

  it("reads tabs, CRLF, a byte order mark and a last line without an end", () => {
    assert.deepEqual(profile("\ufeff[a]\r\nregion\t=\tx\r\noutput =y", "credentials", "a"), { region: "x", output: "y" });
  });

  it("reads quoted names and names in any script", () => {
    const text = "[profile \"my name\"]\nregion = 1\n[profile 'it']\nregion = 2\n[profile données]\nregion = 3\n";
    const names = parseAwsFile(text, "config").sections.map(({ name }) => name);
    assert.deepEqual(names, ["my name", "it", "données"]);
    assert.deepEqual(profile("[名前]\nregion = x", "credentials", "名前"), { region: "x" });
  });

  it("says which sections the SDK for JavaScript skips because of their names", async () => {
    const skipped = (text: string, kind: AwsFileKind) => parseAwsFile(text, kind).problems.map(({ line }) => line);
    const config = '[profile a]\nk=1\n[profile  b]\nk=1\n[profile "c d"]\nk=1\n[profile données]\nk=1\n[profile "e"]\nk=1\n';
    assert.deepEqual([skipped(config, "config"), Object.keys(await readBySdk(config, "config"))], [[3, 5, 7], ["a", "e"]]);
    const credentials = "[a]\nk=1\n[c d]\nk=1\n[données]\nk=1\n";
    assert.deepEqual([skipped(credentials, "credentials"), Object.keys(await readBySdk(credentials, "credentials"))], [[3], ["a", "données"]]);
  });

  it("tells apart profiles, SSO sessions, services and the rest", () => {
    const text = "[default]\n[profile a]\n[sso-session b]\n[services c]\n[preview]\n";
    assert.deepEqual(parseAwsFile(text, "config").sections.map(({ kind, name }) => [kind, name]), [
      ["profile", "default"],
      ["profile", "a"],
      ["sso-session", "b"],
      ["services", "c"],
      ["other", "preview"],
    ]);
    assert.deepEqual(problems(text, "config"), []);
  });

  it("reads indented sub-keys, and takes an unindented key for one of the section again", () => {
    const text = "[services s]\niam =\n  endpoint_url = http://i\n\n  # note\n  other = 1\nsts =\n  endpoint_url = http://s\n";
    const settings = settingsOf(parseAwsFile(text, "config"), "services", "s");
    assert.deepEqual([...settings].map(([key, { value }]) => [key, value]), [
      ["iam.endpoint_url", "http://i"],
      ["iam.other", "1"],
      ["sts.endpoint_url", "http://s"],
    ]);
    assert.deepEqual(profile("[a]\ns3 =\n  x = 1\nregion = y", "credentials", "a"), { "s3.x": "1", region: "y" });
  });

  it("merges sections of one name, the later value winning, and says that the AWS CLI refuses that", () => {
    const text = "[a]\nregion = 1\noutput = json\n[b]\n[a]\nregion = 2\n";
    assert.deepEqual(profile(text, "credentials", "a"), { region: "2", output: "json" });
    assert.deepEqual(problems(text, "credentials"), [
      "5: This section is already there, on line 1: SDKs merge the two, but the AWS CLI refuses the whole file.",
    ]);
  });

  it("lets [profile default] stand for [default], as the SDK does", () => {
    assert.deepEqual(profile("[profile default]\nregion = 1\n[default]\nregion = 2\noutput = json", "config", "default"), { region: "1" });
  });

  it("explains [profile x] in the credentials file and [x] in the config file", () => {
    assert.deepEqual(problems("[profile dev]\naws_access_key_id = A\n", "credentials"), [
      "1: In the credentials file a profile’s section is written without the word “profile”: [dev].",
    ]);
    assert.deepEqual(problems("[dev]\nregion = x\n", "config"), [
      "1: In this file a profile’s section is written [profile dev]; nothing reads this one.",
    ]);
  });

  it("gives a line and a reason for everything else that the dialect does not allow, and reads on", () => {
    const text = "region = x\n[a\nregion = y\n[b]x\n[]\n[ok]\nno equals sign\n= y\nregion = z\nregion = zz\n[__proto__]\n[sso-session s]\n";
    assert.deepEqual(problems(text, "credentials"), [
      "1: This line comes before the first [section], so nothing reads it.",
      "2: The “[” is not closed with a “]”.",
      "4: There is text after the “]”; a comment needs a space before it.",
      "5: The section has no name.",
      "7: This line has no “=”.",
      "8: This line has no name before the “=”.",
      "10: The same key is already there, on line 9: SDKs take the later one, but the AWS CLI refuses the whole file.",
      "11: A section cannot be called “__proto__”: the SDK refuses the whole file.",
      "12: This kind of section belongs into the config file; nothing reads it here: [sso-session s].",
    ]);
    assert.deepEqual(profile(text, "credentials", "ok"), { region: "zz" });
  });

  it("says once what is wrong with the lines before the first section", () => {
    assert.deepEqual(problems("a\nb = c\n# comment\n  d\n[x]\nk = 1\n", "credentials"), ["1: This line comes before the first [section], so nothing reads it."]);
  });

  it("knows the comment of “aws configure mfa-login”, and when the session ends", () => {
    const ends = (comment: string) => parseAwsFile(`[a]\naws_session_token = t\n${comment}\n`, "credentials").sections[0]?.mfaLoginEnds?.toISOString();
    assert.equal(ends("#expiration = # Credentials expire at: 2026-05-19 18:06:10 UTC"), "2026-05-19T18:06:10.000Z");
    assert.deepEqual([ends("# expires soon"), ends("#expiration = # Credentials expire at: tomorrow")], [undefined, undefined]);
  });

  it("warns of a key that is indented under another, which the AWS CLI takes for a part of its value", () => {
    const text = "[a]\nregion = x\n  output = json\n";
    assert.deepEqual(profile(text, "credentials", "a"), { region: "x", output: "json" });
    assert.match(problems(text, "credentials").join(), /^3: This line is indented further than line 2/);
    assert.deepEqual(problems("[a]\n  region = x\n  output = json\n", "credentials"), []);
  });

  it("counts a value’s continuation lines to its key", () => {
    const [section] = parseAwsFile("[a]\ncredential_process = one\n  two\n  three\nregion = x", "credentials").sections;
    assert.deepEqual(section?.keys[0]?.lines, [2, 3, 4]);
  });

  it("shows no secret, whatever is printed and however broken the line", () => {
    const text = `[a]\naws_secret_access_key = ${SECRET}\naws_session_token=${SECRET}\n${SECRET}\n[${SECRET}\naws_secret_access_key: ${SECRET}`;
    const file = parseAwsFile(text, "credentials");
    assert.ok(!(inspect(file, { depth: 9 }) + JSON.stringify(file)).includes(SECRET));
  });

  for (const kind of ["config", "credentials"] as const) {
    it(`is read as the SDK reads it: 1,000 generated ${kind} files`, async () => {
      const agrees = fc.asyncProperty(awsFileText(kind), async (text) => {
        assert.deepEqual(asSdkWould(parseAwsFile(text, kind)), { ...(await readBySdk(text, kind)) });
      });
      await fc.assert(agrees, { numRuns: 1000 });
    });
  }

  it("is read as the SDK reads it: a hand-written file", async () => {
    const text = [
      "# my accounts",
      "[default]",
      "region = us-east-1 ; home",
      "",
      "[profile admin]",
      "role_arn = arn:aws:iam::123456789012:role/Admin",
      "source_profile=default",
      "s3 =",
      "  max_concurrent_requests = 20",
      "\taddressing_style = path",
      "output = json",
      "[sso-session corp]",
      "sso_start_url = https://corp.awsapps.com/start#/",
      "[services local]",
      "elastic_beanstalk =",
      "    endpoint_url = http://localhost:8080",
    ].join("\r\n");
    assert.deepEqual(asSdkWould(parseAwsFile(text, "config")), await readBySdk(text, "config"));
  });
});
