import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { inspect } from "node:util";
import { isUserError } from "../../../src/errors.js";
import { changeSharedFile } from "../../../src/profiles/changeSharedFile.js";
import { planSave, saveAccessKey } from "../../../src/profiles/saveAccessKey.js";
import { Secret } from "../../../src/secret.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";
const key = { accessKeyId: "AKIANEW", secretAccessKey: new Secret(SECRET) };
const OLD = "# mine\n[dev]\naws_access_key_id = AKIAOLD\naws_secret_access_key = oldSecret ; 2019\naws_session_token = stale\n\n[other]\naws_access_key_id = AKIAOLD\naws_secret_access_key = oldSecret";

function userError(pattern: RegExp) {
  return (error: unknown) => isUserError(error) && pattern.test(error.message) && !inspect(error, { depth: 9, showHidden: true }).includes(SECRET);
}

describe("Saving an access key", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at(".aws", "config"), credentials: at(".aws", "credentials") });
  const content = (name: string) => fs.readFileSync(at(".aws", name), "utf8");
  const given = (name: string, text: string | Buffer) => {
    fs.mkdirSync(at(".aws"), { recursive: true });
    fs.writeFileSync(at(".aws", name), text);
  };

  it("makes the files for a new profile, with its region and endpoint in the config file", async () => {
    const saved = await saveAccessKey(paths(), "dev", { ...key, placement: { region: "eu-west-1", endpoint_url: "http://127.0.0.1:4566" } });
    assert.deepEqual([saved.path, saved.profileName], [at(".aws", "credentials"), "dev"]);
    assert.equal(content("credentials"), `[dev]\naws_access_key_id = AKIANEW\naws_secret_access_key = ${SECRET}\n`);
    assert.equal(content("config"), "[profile dev]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4566\n");
    assert.equal(fs.statSync(at(".aws", "credentials")).mode & 0o777, 0o600);
    assert.equal(fs.statSync(at(".aws")).mode & 0o777, 0o700);
    assert.ok(!inspect(saved, { depth: 9, showHidden: true }).includes(SECRET));
  });

  it("leaves the config file unmade when there is nothing to put into it", async () => {
    await saveAccessKey(paths(), "dev", key);
    assert.deepEqual(fs.readdirSync(at(".aws")), ["credentials"]);
  });

  it("replaces a pair in place, takes out its old session token and leaves the profile’s settings", async () => {
    given("credentials", OLD);
    given("config", "[profile dev]\nregion = eu-west-1\naws_session_token = stale too\n");
    await saveAccessKey(paths(), "dev", { ...key, placement: { region: "us-east-1" } });
    const replaced = OLD.replace("AKIAOLD", "AKIANEW").replace("oldSecret", SECRET).replace("aws_session_token = stale\n", "");
    assert.equal(content("credentials"), replaced);
    assert.equal(content("config"), "[profile dev]\nregion = eu-west-1\n");
  });

  it("saves temporary keys, with their token in the place of an old one", async () => {
    given("credentials", OLD);
    given("config", "[profile dev]\naws_session_token = stale too\n");
    const session = { ...key, sessionToken: new Secret("IQoJnew/Token==") };
    const saved = await saveAccessKey(paths(), "dev", session);
    assert.equal(content("credentials"), OLD.replace("AKIAOLD", "AKIANEW").replace("oldSecret", SECRET).replace("= stale", "= IQoJnew/Token=="));
    assert.equal(content("config"), "[profile dev]\n");
    await saved.undo();
    assert.equal(content("credentials"), OLD);
    await saveAccessKey(paths(), "dev-mfa", { ...session, placement: { region: "eu-west-1", endpoint_url: "http://127.0.0.1:4566" } });
    assert.equal(content("credentials"), `${OLD}\n\n[dev-mfa]\naws_access_key_id = AKIANEW\naws_secret_access_key = ${SECRET}\naws_session_token = IQoJnew/Token==\n`);
    assert.match(content("config"), /\n\[profile dev-mfa\]\nregion = eu-west-1\nendpoint_url = http:\/\/127\.0\.0\.1:4566\n$/);
  });

  it("is planned with what would be replaced, and who else uses it", async () => {
    given("credentials", OLD);
    assert.deepEqual(await planSave(paths(), "dev"), {
      path: at(".aws", "credentials"),
      profileName: "dev",
      exists: true,
      kind: "session",
      removesSessionToken: true,
      replacesKeyId: "AKIAOLD",
      accessKeyIdInUseBy: ["other"],
    });
    const fresh = { path: at(".aws", "credentials"), profileName: "new", exists: false, kind: "none", removesSessionToken: false, accessKeyIdInUseBy: [] };
    assert.deepEqual(await planSave(paths(), "new"), fresh);
  });

  it("is refused when it is planned, for whatever would refuse it later", async () => {
    await assert.rejects(planSave(paths(), "my work"), userError(/Not every AWS tool finds a profile of this name: my work/));
    await assert.rejects(planSave(paths(), ""), userError(/needs a name/));
    given("credentials", Buffer.from("# caf\xe9\n", "latin1"));
    await assert.rejects(planSave(paths(), "dev"), userError(/not UTF-8/));
  });

  it("goes into an existing profile whatever its name", async () => {
    given("credentials", "[données]\naws_access_key_id = A\n");
    await saveAccessKey(paths(), "données", key);
    assert.equal(content("credentials"), `[données]\naws_access_key_id = AKIANEW\naws_secret_access_key = ${SECRET}\n`);
  });

  it("is undone to the very bytes from before, and removes the files it made", async () => {
    given("credentials", `\ufeff${OLD.replaceAll("\n", "\r\n")}`);
    const before = content("credentials");
    const saved = await saveAccessKey(paths(), "brand-new", { ...key, placement: { region: "eu-west-1" } });
    assert.notEqual(content("credentials"), before);
    await saved.undo();
    assert.equal(content("credentials"), before);
    assert.deepEqual(fs.readdirSync(at(".aws")), ["credentials"]);
  });

  it("is not undone in either file when one of them was changed since", async () => {
    const saved = await saveAccessKey(paths(), "dev", { ...key, placement: { region: "eu-west-1" } });
    fs.appendFileSync(at(".aws", "config"), "output = json\n");
    await assert.rejects(saved.undo(), userError(/was changed since, so it stays/));
    assert.match(content("credentials"), /AKIANEW/);
    assert.match(content("config"), /output = json/);
  });

  it("takes the first file’s change back when the second cannot be written", async () => {
    given("credentials", OLD);
    const blocked = { credentials: at(".aws", "credentials"), config: at(".aws", "loop", "config") };
    fs.symlinkSync("nowhere", at(".aws", "loop"));
    await assert.rejects(saveAccessKey(blocked, "new", { ...key, placement: { region: "eu-west-1" } }), userError(/cannot be written/));
    assert.equal(content("credentials"), OLD);
    assert.deepEqual(fs.readdirSync(at(".aws")).sort(), ["credentials", "loop"]);
  });

  it("takes a file it made away again when a value cannot be held", async () => {
    await assert.rejects(saveAccessKey(paths(), "new", { ...key, placement: { region: "a\nb" } }), userError(/cannot hold this value of region/));
    assert.deepEqual(fs.readdirSync(at(".aws")), []);
  });

  it("leaves a file that is not UTF-8 as it is", async () => {
    const bytes = Buffer.from("[a]\n# caf\xe9\n", "latin1");
    given("credentials", bytes);
    await assert.rejects(saveAccessKey(paths(), "dev", key), userError(/not UTF-8 text from line 2 on/));
    assert.deepEqual(fs.readFileSync(at(".aws", "credentials")), bytes);
  });

  it("loses none of many saves at once", async () => {
    const names = Array.from({ length: 12 }, (_none, index) => `p${String(index)}`);
    await Promise.all(names.map((name) => saveAccessKey(paths(), name, { ...key, placement: { region: "eu-west-1" } })));
    names.forEach((name) => assert.ok(content("credentials").includes(`[${name}]`) && content("config").includes(`[profile ${name}]`)));
  });

  it("edits again when another program changed the file in the meantime, and gives up when it keeps changing", async () => {
    given("credentials", "one\n");
    let edits = 0;
    const change = await changeSharedFile(at(".aws", "credentials"), (text) => {
      if (edits++ === 0) {
        given("credentials", "two\n");
      }
      return new Secret(`${text}mine\n`);
    });
    assert.equal(content("credentials"), "two\nmine\n");
    assert.equal(change?.before?.reveal(), "two\n");
    const never = changeSharedFile(at(".aws", "credentials"), (text) => {
      given("credentials", `theirs ${String(edits++)}\n`);
      return new Secret(`${text}mine\n`);
    });
    await assert.rejects(never, userError(/keeps changing this file/));
    assert.match(content("credentials"), /^theirs \d+\n$/);
    assert.deepEqual(fs.readdirSync(at(".aws")), ["credentials"]);
  });
});
