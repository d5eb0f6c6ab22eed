import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { setUpProfile } from "../../src/commands/profiles/setUp";
import { switchProfile } from "../../src/commands/profiles/switch";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const NAME = /A name for the new profile/;
const KEY_ID = /The access key ID/;
const SECRET = /The secret access key that belongs to it/;
const REGION = /The AWS region you work in/;
const SAVE = /Save the key to profile second/;

describe("Setting up a profile", () => {
  const account = useTestAccount("default");
  const ready = () => account().sandbox.ready;
  const credentials = () => account().read(".aws", "credentials");

  it("writes the key only after AWS accepted it and the user agreed to what is written", async () => {
    const before = credentials();
    let atCheck = "";
    account().onCall = ({ operation }) => {
      if (operation === "GetCallerIdentity") atCheck = credentials();
    };
    await account().run(setUpProfile, [
      input(NAME, "second"),
      input(KEY_ID, ` ${ready().accessKeyId} `, [{ text: "short", why: /16 letters and digits/ }]),
      input(SECRET, ready().secretAccessKey, [{ text: "with space", why: /40 characters/ }]),
      input(REGION, "eu-central-1", [{ text: "Frankfurt", why: /looks like eu-central-1/ }]),
      confirm(/profile second.*aws_secret_access_key = \*\*\*.*region = eu-central-1/s, "Save key"),
    ]);
    assert.equal(atCheck, before);
    assert.equal(credentials(), `${before}\n[second]\naws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\n`);
    assert.match(account().read(".aws", "config"), /\[profile second\]\nregion = eu-central-1\n$/);
    assert.deepEqual(account().switchedTo, ["second"]);
    assert.ok(!account().ui.texts.join("\n").includes(ready().secretAccessKey));
  });

  it("writes nothing when AWS does not accept the key, and says why without repeating it", async () => {
    const before = credentials();
    const wrong = "wrong/Secret+wrong/Secret+wrong/Secret+12";
    const error = await account().runToFailure(setUpProfile, [input(NAME, "second"), input(KEY_ID, ready().accessKeyId), input(SECRET, wrong), input(REGION, "us-east-1")]);
    assert.ok(isUserError(error) && error.message === `This secret does not belong to the access key ${ready().accessKeyId}.`, String(error));
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(wrong));
    assert.equal(credentials(), before);
    assert.deepEqual(account().switchedTo, []);
  });

  it("says that AWS does not know the key", async () => {
    const error = await account().runToFailure(setUpProfile, [input(NAME, "second"), input(KEY_ID, "AKIAIOSFODNN7EXAMPLE"), input(SECRET, ready().secretAccessKey), input(REGION, "us-east-1")]);
    assert.ok(isUserError(error) && error.message === "AWS does not know the access key AKIAIOSFODNN7EXAMPLE, or it is switched off.");
  });

  it("writes nothing when any question is dismissed", async () => {
    const before = credentials();
    const steps = [input(NAME, "second"), input(KEY_ID, ready().accessKeyId), input(SECRET, ready().secretAccessKey), input(REGION, "us-east-1"), confirm(SAVE, "Save key")];
    const questions = [NAME, KEY_ID, SECRET, REGION, SAVE];
    for (const [at, question] of questions.entries()) {
      assert.ok(isCancelledError(await account().runToFailure(setUpProfile, [...steps.slice(0, at), dismiss(question)])));
    }
    assert.equal(credentials(), before);
    assert.deepEqual(account().switchedTo, []);
  });

  it("suggests the name “default” where there is none yet", async () => {
    writeFileSync(account().paths.credentials, "");
    writeFileSync(account().paths.config, "");
    await account().runToFailure(setUpProfile, [dismiss(NAME)]);
    assert.equal(account().ui.prefilled, "default");
  });
});

describe("Switching the profile", () => {
  const account = useTestAccount("default");

  it("shows each profile with how it signs, its region and endpoint, and switches", async () => {
    const { endpoint } = account().sandbox.ready;
    writeFileSync(account().paths.config, `${account().read(".aws", "config")}\n[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = work\nregion = eu-west-1\n`);
    await account().run(switchProfile, [pick(/Whose credentials do you want to see/, "admin")]);
    assert.deepEqual(account().ui.rows.map(({ label, description }) => `${label}: ${description ?? ""}`), [`work: access key · us-east-1 · ${endpoint}`, "admin: role · eu-west-1", "As other AWS tools do: the setting, AWS_PROFILE, keys in the environment, or “default”", "Set up a new profile…: "]);
    assert.deepEqual(account().switchedTo, ["admin"]);
  });

  it("goes back to what other AWS tools take", async () => {
    await account().run(switchProfile, [pick(/Whose credentials/, "As other AWS tools do")]);
    assert.deepEqual(account().switchedTo, [undefined]);
  });

  it("says which line of the files cannot be read", async () => {
    writeFileSync(account().paths.config, `${account().read(".aws", "config")}[profile broken\n`);
    await account().runToFailure(switchProfile, [dismiss(/Whose credentials/)]);
    assert.match(account().ui.notices.join(), /config, line 4: /);
    assert.deepEqual(account().switchedTo, []);
  });

  it("sets a profile up where there is none, and from the list", async () => {
    await account().runToFailure(switchProfile, [pick(/Whose credentials/, "Set up a new profile…"), dismiss(NAME)]);
    writeFileSync(account().paths.credentials, "");
    writeFileSync(account().paths.config, "");
    await account().runToFailure(switchProfile, [dismiss(NAME)]);
  });
});
