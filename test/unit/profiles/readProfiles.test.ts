import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { inspect } from "node:util";
import { isUserError } from "../../../src/errors.js";
import { recordMfaSerial } from "../../../src/profiles/mfaSerial.js";
import { describeProblem, readProfiles } from "../../../src/profiles/readProfiles.js";
import type { Profile } from "../../../src/profiles/readProfiles.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";

describe("Reading the profiles", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at("config"), credentials: at("credentials") });

  async function read(config: string, credentials = "") {
    fs.writeFileSync(at("config"), config);
    fs.writeFileSync(at("credentials"), credentials);
    return readProfiles(paths());
  }

  async function readOne(config: string, credentials = ""): Promise<Profile> {
    const { profiles } = await read(config, credentials);
    assert.equal(profiles.length, 1);
    return profiles[0] ?? assert.fail();
  }

  it("takes missing files for empty ones", async () => {
    assert.deepEqual(await readProfiles(paths()), { profiles: [], problems: [] });
  });

  it("merges both files, the credentials file over the config file, and holds no secret", async () => {
    const profile = await readOne(
      "[profile dev]\nregion = eu-west-1\noutput = json\ns3 =\n  use_dualstack_endpoint = true\n",
      `[dev]\nregion = us-east-1\naws_access_key_id = AKIA1\naws_secret_access_key = ${SECRET}\naws_session_token = ${SECRET}\nx_password = ${SECRET}\n`,
    );
    assert.deepEqual([profile.name, profile.region, profile.accessKeyId, profile.kind], ["dev", "us-east-1", "AKIA1", "session"]);
    assert.deepEqual([...profile.settings.keys()], ["region", "output", "s3.use_dualstack_endpoint", "aws_access_key_id"]);
    assert.ok(!inspect(profile, { depth: 9, showHidden: true }).includes(SECRET));
  });

  it("lists each profile once, in the order of the files", async () => {
    const { profiles } = await read("[default]\n[profile b]\n[sso-session s]\n[services x]\n", "[a]\n[b]\n[default]\n");
    assert.deepEqual(profiles.map(({ name }) => name), ["default", "b", "a"]);
  });

  const pair = `aws_access_key_id = A\naws_secret_access_key = ${SECRET}\n`;
  const kinds: readonly (readonly [Profile["kind"], string])[] = [
    ["static", pair],
    ["session", `${pair}aws_session_token = t\n`],
    ["sso", "sso_session = corp\nsso_account_id = 1\n"],
    ["assumedRole", `role_arn = r\nsource_profile = base\n${pair}`],
    ["assumedRole", "role_arn = r\ncredential_source = Environment\n"],
    ["process", "credential_process = /bin/creds\n"],
    ["login", "login_session = arn:aws:iam::123456789012:user/anna\n"],
    ["webIdentity", "role_arn = r\nweb_identity_token_file = /token\n"],
    ["none", "region = eu-west-1\n"],
    ["none", "aws_access_key_id = A\n"],
  ];
  for (const [kind, keys] of kinds) {
    it(`calls a profile “${kind}” that has ${keys.replace(/ =.*\n/g, " ").trim()}`, async () => {
      assert.equal((await readOne(`[default]\n${keys}`)).kind, kind);
    });
  }

  it("tells MFA sessions from other temporary keys: by aws configure mfa-login’s comment, or by the name", async () => {
    const keys = `${pair}aws_session_token = t\n`;
    const comment = "#expiration = # Credentials expire at: 2026-05-19 18:06:10 UTC\n";
    const { profiles } = await read("", `[session-x1y2z]\n${keys}${comment}\n[work-mfa]\n${keys}\n[plain]\n${keys}\n[static-mfa]\n${pair}${comment}`);
    assert.deepEqual(profiles.map(({ name, mfaSession }) => [name, mfaSession && (mfaSession.endsAt?.toISOString() ?? "unknown")]), [
      ["session-x1y2z", "2026-05-19T18:06:10.000Z"],
      ["work-mfa", "unknown"],
      ["plain", undefined],
      ["static-mfa", undefined],
    ]);
  });

  it("resolves general and per-service endpoints", async () => {
    const services = "[services local]\niam =\n  endpoint_url = http://127.0.0.1:1\nelastic_beanstalk =\n  endpoint_url = http://127.0.0.1:2\n  x = y\n";
    const { endpoints } = await readOne(`[profile p]\nendpoint_url = http://127.0.0.1:9\nservices = local\n${services}`);
    assert.equal(endpoints.general, "http://127.0.0.1:9");
    assert.deepEqual([...endpoints.services], [["iam", "http://127.0.0.1:1"], ["elastic_beanstalk", "http://127.0.0.1:2"]]);
    assert.equal(endpoints.ignored, false);
  });

  it("has no endpoints for a profile that ignores them", async () => {
    const keys = "endpoint_url = http://x\nservices = local\nignore_configured_endpoint_urls = true\n";
    const { endpoints } = await readOne(`[profile p]\n${keys}[services local]\niam =\n  endpoint_url = http://y\n`);
    assert.deepEqual(endpoints, { services: new Map(), ignored: true });
  });

  it("says where a profile names a services section that is not there", async () => {
    const { problems } = await read("[profile p]\nservices = gone\n", "[q]\nregion = x\nservices = lost\n");
    assert.deepEqual(problems, [
      { path: at("config"), line: 2, message: "The config file has no such section: [services gone]" },
      { path: at("credentials"), line: 3, message: "The config file has no such section: [services lost]" },
    ]);
  });

  it("gives the other profiles of a malformed file, and each problem’s file and line", async () => {
    const { profiles, problems } = await read("[profile a]\nregion = x\n[profile b\nregion = y\n[profile c]\n", `[d]\n${SECRET}\n`);
    assert.deepEqual(profiles.map(({ name }) => name), ["a", "c", "d"]);
    assert.deepEqual(problems.map((problem) => describeProblem(problem, at())), [
      "~/config, line 3: The “[” is not closed with a “]”.",
      "~/credentials, line 2: This line has no “=”.",
    ]);
  });

  const good = "[profile good]\nregion = eu-west-1\n";
  const malformed: readonly [string, string, readonly string[]][] = [
    ["a section that is there twice", `[profile a]\nregion = x\n${good}[profile a]\noutput = json\n`, ["5: This section is already there, on line 1: SDKs merge the two, but the AWS CLI refuses the whole file."]],
    ["a key that is there twice", `[profile a]\nregion = x\nregion = y\n${good}`, ["3: The same key is already there, on line 2: SDKs take the later one, but the AWS CLI refuses the whole file."]],
    ["stray text before the first section", `Hello,\nhere are my profiles:\n${good}`, ["1: This line comes before the first [section], so nothing reads it."]],
    ["CRLF", good.replaceAll("\n", "\r\n"), []],
    ["a byte order mark", `\ufeff${good}`, []],
    ["tabs", "[profile\tgood]\nregion\t=\teu-west-1\t# home\n", []],
    ["a non-ASCII name", `[profile données]\nregion = x\n${good}`, ["1: The AWS SDK for JavaScript skips this section, because it knows only one space, unaccented letters, digits and _-@+.%:/ in a header: [données]"]],
    ["a header that is not closed", `[profile a\nregion = x\n${good}`, ["1: The “[” is not closed with a “]”."]],
    ["a header without a name", `[]\nregion = x\n${good}`, ["1: The section has no name."]],
    ["text behind a header", `[profile a] mine\nregion = x\n${good}`, ["1: There is text after the “]”; a comment needs a space before it."]],
    ["a profile’s header without the word", `[a]\nregion = x\n${good}`, ["1: In this file a profile’s section is written [profile a]; nothing reads this one."]],
    ["a line without “=”", `[profile a]\nregion eu-west-1\n${good}`, ["2: This line has no “=”."]],
  ];
  for (const [name, text, sentences] of malformed) {
    it(`has one sentence for ${name}, reads the other profiles, and lets them be edited without touching it`, async () => {
      const { profiles, problems } = await read(text);
      assert.deepEqual(problems.map(({ line, message }) => `${String(line)}: ${message}`), sentences);
      assert.equal(profiles.find((profile) => profile.name === "good")?.region, "eu-west-1");
      assert.equal(fs.readFileSync(at("config"), "utf8"), text);
      await recordMfaSerial(paths(), "good", "GAHT12345678");
      const written = fs.readFileSync(at("config"), "utf8");
      assert.equal(written.replace(/mfa_serial = GAHT12345678\r?\n/, ""), text);
      assert.notEqual(written, text);
    });
  }

  it("has one sentence for a file in UTF-16, and reads the other one", async () => {
    fs.writeFileSync(at("config"), Buffer.from(`\ufeff${good.repeat(3)}`, "utf16le"));
    fs.writeFileSync(at("credentials"), `[work]\n${pair}`);
    const { profiles, problems } = await readProfiles(paths());
    assert.deepEqual(profiles.map(({ name }) => name), ["work"]);
    assert.deepEqual(problems.map((problem) => describeProblem(problem, at())), ["~/config, line 1: This file is no UTF-8 text; it may be UTF-16. Save it with the encoding UTF-8."]);
  });

  it("says from which line on a file is not UTF-8", async () => {
    fs.writeFileSync(at("config"), Buffer.from("[default]\nregion = x\n# caf\xe9\n", "latin1"));
    const { profiles, problems } = await readProfiles(paths());
    assert.equal(profiles[0]?.region, "x");
    assert.deepEqual(problems.map(({ line }) => line), [3]);
  });

  it("fails with the path for a file that is there and cannot be read", async () => {
    fs.mkdirSync(at("config"));
    fs.writeFileSync(at("file"), "");
    const namesPath = (file: string) => (error: unknown) => isUserError(error) && error.message.includes(file) && error.hint !== undefined;
    await assert.rejects(readProfiles(paths()), namesPath(at("config")));
    const below = { config: at("missing"), credentials: at("file", "credentials") };
    await assert.rejects(readProfiles(below), namesPath(at("file", "credentials")));
  });
});
