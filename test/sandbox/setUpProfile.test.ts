import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { inspect } from "node:util";
import { setUpProfile } from "../../src/commands/profiles/setUp";
import type { Ui } from "../../src/commands/context";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, openFile, pick, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const HOW = /How did you get your access key/;
const NAME = /A name for the new profile/;
const KEY_ID = /The access key ID/;
const SECRET = /The secret access key that belongs to it/;
const REGION = /The AWS region you work in/;
const SAVE = /Save the key to profile second/;
const DELETE = /Delete the file alice_accessKeys\.csv/;
const typed = pick(HOW, "Type or paste it");

describe("Setting up a profile", () => {
  const account = useTestAccount("default");
  const ready = () => account().sandbox.ready;
  const credentials = () => account().read(".aws", "credentials");
  const section = (name: string) => `[${name}]\naws_access_key_id = ${ready().accessKeyId}\naws_secret_access_key = ${ready().secretAccessKey}\n`;

  it("writes the key only after AWS accepted it and the user agreed to what is written", async () => {
    const before = credentials();
    let atCheck = "";
    account().onCall = ({ operation }) => {
      if (operation === "GetCallerIdentity") atCheck = credentials();
    };
    await account().run(setUpProfile, [
      typed,
      input(NAME, "second"),
      input(KEY_ID, ` ${ready().accessKeyId} `, [{ text: "short", why: /16 letters and digits/ }]),
      input(SECRET, ready().secretAccessKey, [{ text: "with space", why: /40 characters/ }]),
      input(REGION, "eu-central-1", [{ text: "Frankfurt", why: /looks like eu-central-1/ }]),
      confirm(/profile second.*aws_secret_access_key = \*\*\*.*region = eu-central-1/s, "Save key"),
    ]);
    assert.equal(atCheck, before);
    assert.equal(credentials(), `${before}\n${section("second")}`);
    assert.match(account().read(".aws", "config"), /\[profile second\]\nregion = eu-central-1\n$/);
    assert.deepEqual(account().switchedTo, [{ kind: "profile", name: "second" }]);
    assert.ok(!account().ui.texts.join("\n").includes(ready().secretAccessKey));
  });

  it("writes nothing when AWS does not accept the key, and says why without repeating it", async () => {
    const before = credentials();
    const wrong = "wrong/Secret+wrong/Secret+wrong/Secret+12";
    const error = await account().runToFailure(setUpProfile, [typed, input(NAME, "second"), input(KEY_ID, ready().accessKeyId), input(SECRET, wrong), input(REGION, "us-east-1")]);
    assert.ok(isUserError(error) && error.message === `This secret does not belong to the access key ${ready().accessKeyId}.`, String(error));
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(wrong));
    assert.equal(credentials(), before);
    assert.deepEqual(account().switchedTo, []);
  });

  it("says that AWS does not know the key", async () => {
    const error = await account().runToFailure(setUpProfile, [typed, input(NAME, "second"), input(KEY_ID, "AKIAIOSFODNN7EXAMPLE"), input(SECRET, ready().secretAccessKey), input(REGION, "us-east-1")]);
    assert.ok(isUserError(error) && error.message === "AWS does not know the access key AKIAIOSFODNN7EXAMPLE, or it is switched off.");
  });

  it("writes nothing when any question is dismissed", async () => {
    const before = credentials();
    const steps = [typed, input(NAME, "second"), input(KEY_ID, ready().accessKeyId), input(SECRET, ready().secretAccessKey), input(REGION, "us-east-1"), confirm(SAVE, "Save key")];
    const questions = [HOW, NAME, KEY_ID, SECRET, REGION, SAVE];
    for (const [at, question] of questions.entries()) {
      assert.ok(isCancelledError(await account().runToFailure(setUpProfile, [...steps.slice(0, at), dismiss(question)])));
    }
    assert.equal(credentials(), before);
    assert.deepEqual(account().switchedTo, []);
  });

  it("is undone to the very bytes from before, and the view goes back to the profile that was shown", async () => {
    const before = [credentials(), account().read(".aws", "config")];
    let undo: (() => void | Promise<void>) | undefined;
    const ui: Ui = account().ui;
    ui.notify = (_message, _level, action) => void (undo = action?.title === "Undo" ? action.run : undefined);
    await account().run(setUpProfile, [typed, input(NAME, "second"), input(KEY_ID, ready().accessKeyId), input(SECRET, ready().secretAccessKey), input(REGION, "us-east-1"), confirm(SAVE, "Save key")]);
    await undo?.();
    assert.deepEqual([credentials(), account().read(".aws", "config")], before);
    assert.deepEqual(account().switchedTo, [{ kind: "profile", name: "second" }, { kind: "profile", name: "work" }]);
  });

  it("suggests the name “default” where there is none yet, and “work” or another free one where there is", async () => {
    await account().runToFailure(setUpProfile, [typed, dismiss(NAME)]);
    assert.equal(account().ui.prefilled, "default");
    appendFileSync(account().paths.config, "[default]\nregion = x\n");
    await account().runToFailure(setUpProfile, [typed, dismiss(NAME)]);
    assert.equal(account().ui.prefilled, "work-2");
    writeFileSync(account().paths.credentials, "");
    writeFileSync(account().paths.config, "[default]\nregion = x\n");
    await account().runToFailure(setUpProfile, [typed, dismiss(NAME)]);
    assert.equal(account().ui.prefilled, "work");
  });

  describe("from a .csv file", () => {
    const file = () => account().in("alice_accessKeys.csv");
    const console_ = () => `Access key ID,Secret access key\r\n${ready().accessKeyId},${ready().secretAccessKey}\r\n`;
    const given = (text: string) => writeFileSync(file(), text);
    const chosen = (): Step[] => [pick(HOW, "From a .csv file"), openFile(file())];
    const saved = (name = "second"): Step[] => [input(NAME, name), input(REGION, "eu-central-1"), confirm(new RegExp(`Save the key to profile ${name}`), "Save key")];

    for (const [form, text] of [
      ["the console’s", () => console_()],
      ["the console’s, with a byte order mark", () => `\ufeff${console_()}`],
      ["with a user’s name", () => `User Name,Access key ID,Secret access key\nalice,${ready().accessKeyId},${ready().secretAccessKey}\n`],
      ["with a user’s name, with a byte order mark", () => `\ufeffUser Name,Access key ID,Secret access key\r\nalice,${ready().accessKeyId},${ready().secretAccessKey}`],
    ] as const) {
      it(`saves the key of a file in the form ${form}, asks for nothing that is in it, and leaves it where it is`, async () => {
        given(text());
        await account().run(setUpProfile, [...chosen(), ...saved(), confirm(DELETE, "Keep the file")]);
        assert.ok(credentials().endsWith(`\n${section("second")}`));
        assert.equal(account().read("alice_accessKeys.csv"), text());
        assert.deepEqual(account().ui.notices, ["The key is saved to profile second."]);
        assert.ok(!account().ui.texts.join("\n").includes(ready().secretAccessKey));
      });
    }

    it("reminds of the secret in the file, and deletes it when told to; then there is no undoing", async () => {
      given(console_());
      mkdirSync(account().in(".git"));
      await account().run(setUpProfile, [...chosen(), ...saved(), confirm(/still holds the secret access key.*belongs to the Git repository.*deleted for good/s, "Delete the file")]);
      assert.equal(existsSync(file()), false);
      assert.equal(account().ui.buttons[0], "Delete the file");
      assert.match(account().ui.notices.join(), /^The key is saved to profile second\. The file is deleted: .*alice_accessKeys\.csv$/);
    });

    it("keeps the file when the question is dismissed; the key is saved all the same", async () => {
      given(console_());
      await account().run(setUpProfile, [...chosen(), ...saved(), dismiss(DELETE)]);
      assert.deepEqual([existsSync(file()), account().ui.notices], [true, ["The key is saved to profile second."]]);
    });

    it("does not delete a file that was changed since, and says so", async () => {
      given(console_());
      account().ui.beforeWork = () => appendFile(file(), "mine\n");
      const error = await account().runToFailure(setUpProfile, [...chosen(), ...saved(), confirm(DELETE, "Delete the file")]);
      assert.ok(isUserError(error) && error.message.startsWith("This file was changed since, so it stays as it is:"), String(error));
      assert.deepEqual([existsSync(file()), account().ui.notices], [true, ["The key is saved to profile second."]]);
      assert.ok(credentials().includes(section("second")));
    });

    it("asks which user where the file has several, and suggests that user’s name", async () => {
      const other = "AKIAIOSFODNN7EXAMPLE";
      appendFileSync(account().paths.config, "[default]\nregion = x\n");
      given(`User Name,Access key ID,Secret access key\nbob,${other},wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nalice=a,${ready().accessKeyId},${ready().secretAccessKey}\n`);
      await account().run(setUpProfile, [...chosen(), pick(/Which one is yours/, "alice=a"), input(NAME, "alice-a"), ...saved("alice-a").slice(1), confirm(/Other keys in it, which are not saved here: 1/, "Keep the file")]);
      assert.equal(account().ui.prefilled, "us-east-1");
      assert.ok(account().ui.texts.includes("alice-a"), "the user’s name is suggested, in letters that every tool reads");
      assert.equal(account().ui.buttons[0], "Keep the file");
      assert.ok(credentials().endsWith(section("alice-a")));
    });

    it("suggests the user’s name of the file’s name", async () => {
      appendFileSync(account().paths.config, "[default]\nregion = x\n");
      given(console_());
      await account().runToFailure(setUpProfile, [...chosen(), dismiss(NAME)]);
      assert.equal(account().ui.prefilled, "alice");
    });

    it("says what the file is when it holds no key", async () => {
      given('User Name,Password\nalice-at-123456789012,"planted,Password"\n');
      const error = await account().runToFailure(setUpProfile, chosen());
      assert.ok(isUserError(error) && error.message.startsWith("This file holds Git credentials for CodeCommit, not an access key:"), String(error));
      assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes("planted"));
    });

    it("writes nothing and deletes nothing when AWS does not accept the key, or any question is dismissed", async () => {
      const before = credentials();
      given(console_().replace(ready().accessKeyId, "AKIAIOSFODNN7EXAMPLE"));
      assert.ok(isUserError(await account().runToFailure(setUpProfile, [...chosen(), ...saved().slice(0, 2)])));
      given(console_());
      const steps = [...chosen(), ...saved()];
      for (const [at, question] of [HOW, /Set up a profile/, NAME, REGION, SAVE].entries()) {
        assert.ok(isCancelledError(await account().runToFailure(setUpProfile, [...steps.slice(0, at), dismiss(question)])));
      }
      assert.equal(credentials(), before);
      assert.equal(existsSync(file()), true);
    });
  });
});
