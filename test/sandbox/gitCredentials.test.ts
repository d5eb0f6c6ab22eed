import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { copySignInName } from "../../src/commands/serviceCredentials/copySignInName";
import { createGitCredential } from "../../src/commands/serviceCredentials/create";
import { deleteServiceCredential } from "../../src/commands/serviceCredentials/delete";
import { resetServiceCredential } from "../../src/commands/serviceCredentials/reset";
import { activateServiceCredential, deactivateServiceCredential } from "../../src/commands/serviceCredentials/status";
import { isCancelledError, isUserError, type UserError } from "../../src/errors";
import { confirm, dismiss, pick, saveTo, type Step } from "./scriptedUi";
import { denial, linesOf, listOf, newestPage, node, onlyOf } from "./serviceCredentialHelp";
import { useTestAccount } from "./useTestAccount";

const LIMIT = /You have 2 credentials for AWS CodeCommit, as many as AWS allows.*Inactive ones count too/;

describe("Git credentials", () => {
  const account = useTestAccount("default");
  const changes = () => account().calls(/^(Create|Reset|Update|Delete)ServiceSpecificCredential$/);

  describe("generating them", () => {
    it("asks nothing, shows the password once, and reminds of it until somebody took it", async () => {
      const before = await onlyOf(account());
      await account().run(createGitCredential, []);
      const page = newestPage(account());
      assert.deepEqual((await listOf(account())).map(({ id }) => id), [before.id, page.id]);
      assert.equal(page.name, "alice+1-at-123456789012");
      assert.ok(page.secret.reveal().length >= 20);
      assert.deepEqual([page.words.title, page.words.name, page.words.secret, page.words.use], ["Git credentials generated", "User name", "Password", "Use with Git…"]);
      assert.deepEqual([page.isSafe, [...account().pending], [...account().stale], page.part], [false, [page.id], ["serviceSpecificCredentials"], "serviceSpecificCredentials"]);
      await page.copyName();
      assert.deepEqual([account().ui.copied, page.isSafe], [["alice+1-at-123456789012"], false]);
      await page.copySecret();
      assert.deepEqual([account().copiedSecrets.map((secret) => secret.reveal()), page.isSafe, [...account().pending]], [[page.secret.reveal()], true, []]);
    });

    it("downloads them as the console does, for their owner only, and takes the file back", async () => {
      await account().run(createGitCredential, []);
      const page = newestPage(account());
      const file = account().in("downloads", "x.csv");
      account().ui.expect(saveTo(file));
      await page.download();
      account().ui.finish();
      assert.ok(account().ui.texts.includes("alice_codecommit_credentials.csv"));
      assert.equal(readFileSync(file, "utf8"), `User Name,Password\r\n${page.name},${page.secret.reveal()}\r\n`);
      assert.deepEqual([statSync(file).mode & 0o777, page.isSafe], [0o600, true]);
      await page.undo(page.lines[0]?.id ?? "");
      assert.deepEqual([existsSync(file), page.isSafe, [...account().pending]], [false, false, [page.id]]);
    });

    it("says what is wrong when the file cannot be written, and still shows the password", async () => {
      await account().run(createGitCredential, []);
      const page = newestPage(account());
      mkdirSync(account().in("folder"));
      account().ui.expect(saveTo(account().in("folder")));
      await page.download();
      account().ui.finish();
      assert.match(linesOf(page).join(), /^problem: This file cannot be written.*There is a folder in the file’s place/);
      assert.deepEqual([page.isSafe, [...account().pending]], [false, [page.id]]);
    });

    it("deletes them from the page that nobody took the password from", async () => {
      await account().run(createGitCredential, []);
      await newestPage(account()).deleteIt();
      assert.equal((await listOf(account())).length, 1);
      assert.deepEqual([...account().pending], []);
    });

    it("keeps the password when they cannot be deleted", async () => {
      await account().run(createGitCredential, []);
      await account().sandbox.control.faults(denial("DeleteServiceSpecificCredential"));
      await assert.rejects(newestPage(account()).deleteIt(), isUserError);
      assert.ok(newestPage(account()).secret.reveal() !== "");
    });

    it("says which permission is missing", async () => {
      await account().sandbox.control.faults(denial("CreateServiceSpecificCredential"));
      const error = await account().runToFailure(createGitCredential, []);
      assert.ok(isUserError(error) && error.message === "AWS refused: your user may not do this (iam:CreateServiceSpecificCredential).");
      assert.deepEqual(account().shown, []);
    });

    it("goes on when the list is what may not be seen", async () => {
      await account().sandbox.control.faults({ ...denial("ListServiceSpecificCredentials"), times: 9 });
      await account().run(createGitCredential, []);
      assert.equal(account().shown.length, 1);
    });
  });

  describe("at the limit of two", () => {
    let first: string, second: string;
    beforeEach(async () => {
      const { client } = await account().openAccount();
      const made = await client.createServiceSpecificCredential("alice", "codecommit.amazonaws.com");
      [first, second] = [(await listOf(account()))[0]?.signInName ?? "", made.credential.signInName];
    });

    it("shows both with the one to give up first, and changes nothing before that is chosen", async () => {
      const before = await changes();
      assert.ok(isCancelledError(await account().runToFailure(createGitCredential, [dismiss(LIMIT)])));
      assert.deepEqual(account().ui.rows.map(({ label, detail }) => [label, detail]), [[first, "Give this one up: it is the older one."], [second, undefined]]);
      assert.match(account().ui.rows[0]?.description ?? "", /^AWS CodeCommit · active · \d+ days old$/);
      assert.deepEqual(await changes(), before);
    });

    it("deletes the chosen one only once AWS has said that there are too many", async () => {
      await account().run(createGitCredential, [pick(LIMIT, first), confirm(new RegExp(`Delete ${first}\\?`), "Delete")]);
      assert.deepEqual((await changes()).slice(1), ["CreateServiceSpecificCredential LimitExceeded", "DeleteServiceSpecificCredential ok", "CreateServiceSpecificCredential ok"]);
      assert.deepEqual(new Set((await listOf(account())).map(({ signInName }) => signInName)), new Set([second, newestPage(account()).name]));
    });

    it("only switches it off if the user prefers, and says that it still counts", async () => {
      const error = await account().runToFailure(createGitCredential, [pick(LIMIT, first), confirm(/Delete/, "Deactivate")]);
      assert.ok(isCancelledError(error));
      assert.deepEqual(account().ui.notices, [`${first} is switched off, but still counts. If nothing breaks, delete it and create the new one then.`]);
      assert.deepEqual((await listOf(account())).map(({ status }) => status), ["Inactive", "Active"]);
    });

    it("advises to give up one that is switched off, and then one that Git here does not use", async () => {
      const [, newer] = await listOf(account());
      assert.ok(newer !== undefined);
      await account().memory.noteGitCredentialHosts((await listOf(account()))[0]?.id ?? "", ["git-codecommit.us-east-1.amazonaws.com"]);
      await account().runToFailure(createGitCredential, [dismiss(LIMIT)]);
      assert.deepEqual([account().ui.rows[0]?.label, account().ui.rows[0]?.detail], [second, "Give this one up: Git on this computer signs in with the other."]);
      await (await account().openAccount()).client.updateServiceSpecificCredential("alice", newer.id, "Inactive");
      await account().runToFailure(createGitCredential, [dismiss(LIMIT)]);
      assert.equal(account().ui.rows[0]?.detail, "Give this one up: it is switched off already.");
    });

    it("creates nothing when the deletion is refused", async () => {
      await account().sandbox.control.faults(denial("DeleteServiceSpecificCredential"));
      const error = await account().runToFailure(createGitCredential, [pick(LIMIT, first), confirm(/Delete/, "Delete")]);
      assert.ok(isUserError(error) && error.message.includes("iam:DeleteServiceSpecificCredential"));
      assert.equal((await listOf(account())).length, 2);
      assert.deepEqual(account().shown, []);
    });
  });

  describe("when the answer to the creation is lost", () => {
    const LOST = /AWS created alice\+1-at-\d+, but the password was lost on the way/;
    const lose = (action: string, after = true) => account().sandbox.control.faults({ action, kind: "drop", after });

    async function fail(...steps: readonly Step[]): Promise<UserError> {
      const error = await account().runToFailure(createGitCredential, steps);
      assert.ok(isUserError(error), String(error));
      return error;
    }

    it("resets it, if the user agrees, and goes on as if nothing had happened", async () => {
      await lose("CreateServiceSpecificCredential");
      await account().run(createGitCredential, [confirm(LOST, "Reset password")]);
      assert.deepEqual(await changes(), ["CreateServiceSpecificCredential fault:drop after ok", "ResetServiceSpecificCredential ok"]);
      assert.equal(newestPage(account()).name, "alice+1-at-123456789012");
      assert.equal(newestPage(account()).words.title, "Git credentials generated");
    });

    it("deletes it if the user agrees", async () => {
      await lose("CreateServiceSpecificCredential");
      assert.equal((await fail(confirm(LOST, "Delete"))).message, "No credentials were created.");
      assert.equal((await listOf(account())).length, 1);
    });

    it("keeps it if the user wants that", async () => {
      await lose("CreateServiceSpecificCredential");
      assert.equal((await fail(confirm(LOST, "Keep it"))).message, "alice+1-at-123456789012 exists, but nobody has its password.");
      assert.equal((await listOf(account())).length, 2);
    });

    it("says that nothing was created when it was not", async () => {
      await lose("CreateServiceSpecificCredential", false);
      assert.equal((await fail()).message, "The answer from AWS was lost; nothing was created, as far as AWS shows now.");
      assert.deepEqual(await changes(), ["CreateServiceSpecificCredential fault:drop"]);
    });

    it("says that it cannot be known when the list fails as well", async () => {
      await account().openAccount(400);
      await lose("CreateServiceSpecificCredential");
      account().ui.beforeWork = () => account().sandbox.control.faults({ action: "ListServiceSpecificCredentials", kind: "hang", times: 9 });
      assert.equal((await fail()).message, "The answer from AWS was lost, and it cannot be asked now whether it created the credentials.");
    });
  });

  describe("resetting the password", () => {
    it("asks, shows the new one once, and changes nothing but the password", async () => {
      const before = await onlyOf(account());
      await account().run(resetServiceCredential, [confirm(/Reset the password of .*The old password ends at once/s, "Reset password")], node(before));
      const page = newestPage(account());
      assert.deepEqual([page.id, page.name, page.words.title, [...account().pending]], [before.id, before.signInName, "Git password reset", [before.id]]);
      assert.deepEqual(await onlyOf(account()), before);
    });

    it("does nothing when the question is dismissed", async () => {
      assert.ok(isCancelledError(await account().runToFailure(resetServiceCredential, [dismiss(/Reset the password/)], node(await onlyOf(account())))));
      assert.deepEqual(await changes(), []);
    });

    it("asks which one when the palette runs it", async () => {
      const { signInName } = await onlyOf(account());
      await account().run(resetServiceCredential, [pick(/Reset password.*Which credentials/, signInName), confirm(/Reset the password/, "Reset password")]);
      assert.equal(newestPage(account()).name, signInName);
    });

    it("is refused in words", async () => {
      await account().sandbox.control.faults(denial("ResetServiceSpecificCredential"));
      const error = await account().runToFailure(resetServiceCredential, [confirm(/Reset/, "Reset password")], node(await onlyOf(account())));
      assert.ok(isUserError(error) && error.message.includes("iam:ResetServiceSpecificCredential"));
    });

    it("is never repeated by itself when the answer is lost, but on the user’s word", async () => {
      await account().sandbox.control.faults({ action: "ResetServiceSpecificCredential", kind: "drop", after: true });
      await account().run(resetServiceCredential, [confirm(/Reset the password/, "Reset password"), confirm(/may have a new password that nobody has/, "Reset again")], node(await onlyOf(account())));
      assert.deepEqual(await changes(), ["ResetServiceSpecificCredential fault:drop after ok", "ResetServiceSpecificCredential ok"]);
      assert.equal(account().shown.length, 1);
    });

    for (const [button, message, left] of [["Delete", /is deleted\./, 0], ["Leave it", /It is not known whether .* has a new password/, 1]] as const) {
      it(`can end there when the answer is lost: ${button}`, async () => {
        await account().sandbox.control.faults({ action: "ResetServiceSpecificCredential", kind: "drop", after: true });
        const error = await account().runToFailure(resetServiceCredential, [confirm(/Reset the password/, "Reset password"), confirm(/may have a new password/, button)], node(await onlyOf(account())));
        assert.ok(isUserError(error));
        assert.match(error.message, message);
        assert.equal((await listOf(account())).length, left);
        assert.deepEqual(account().shown, []);
      });
    }

    it("says so when somebody else has deleted them", async () => {
      const gone = await onlyOf(account());
      await (await account().openAccount()).client.deleteServiceSpecificCredential("alice", gone.id);
      const error = await account().runToFailure(resetServiceCredential, [], node(gone));
      assert.ok(isUserError(error) && error.message.startsWith("These credentials are not there any more"));
      assert.ok(isUserError(await account().runToFailure(resetServiceCredential, [])), "nor is there one to choose");
    });
  });

  describe("switching them off and on", () => {
    it("asks nothing where nothing is known to use them", async () => {
      const before = await onlyOf(account());
      await account().run(deactivateServiceCredential, [], node(before));
      assert.equal((await onlyOf(account())).status, "Inactive");
      await account().run(activateServiceCredential, [], node(before));
      assert.deepEqual([await onlyOf(account()), [...account().stale]], [before, ["serviceSpecificCredentials"]]);
    });

    it("offers only those that can be", async () => {
      assert.ok(isUserError(await account().runToFailure(activateServiceCredential, [])));
      await account().run(deactivateServiceCredential, [pick(/Deactivate service credential/, (labels) => (labels.length === 1 ? labels[0] : undefined))]);
      await account().run(activateServiceCredential, [pick(/Activate service credential/, (labels) => labels[0])]);
    });

    for (const [handler, name] of [[deactivateServiceCredential, "deactivate"], [activateServiceCredential, "activate"]] as const) {
      it(`is refused in words: ${name}`, async () => {
        await account().sandbox.control.faults(denial("UpdateServiceSpecificCredential"));
        assert.ok(isUserError(await account().runToFailure(handler, [], node(await onlyOf(account())))));
      });
    }
  });

  describe("deleting them", () => {
    it("says what they are for and that AWS knows no last use, with switching off as the first choice", async () => {
      const { signInName } = await onlyOf(account());
      await account().run(deleteServiceCredential, [confirm(new RegExp(`Delete ${signInName}\\?`), "Delete")], node(await onlyOf(account())));
      assert.deepEqual(account().ui.buttons, ["Deactivate", "Delete"]);
      assert.match(account().ui.detail, /^It signs in to AWS CodeCommit\. Created .*\n\nAWS does not say when it was last used.*\n\nWhat is deleted cannot be brought back\.$/s);
      assert.deepEqual(await listOf(account()), []);
    });

    it("switches them off instead", async () => {
      await account().run(deleteServiceCredential, [confirm(/Delete/, "Deactivate")], node(await onlyOf(account())));
      assert.equal((await onlyOf(account())).status, "Inactive");
      await account().run(deleteServiceCredential, [pick(/Delete service credential/, (labels) => labels[0]), confirm(/Delete/, "Delete")]);
      assert.deepEqual(account().ui.buttons, ["Delete"]);
    });

    it("does nothing when the question is dismissed, and is refused in words", async () => {
      assert.ok(isCancelledError(await account().runToFailure(deleteServiceCredential, [dismiss(/Delete/)], node(await onlyOf(account())))));
      assert.deepEqual(await changes(), []);
      await account().sandbox.control.faults(denial("DeleteServiceSpecificCredential"));
      assert.ok(isUserError(await account().runToFailure(deleteServiceCredential, [confirm(/Delete/, "Delete")], node(await onlyOf(account())))));
      assert.equal((await listOf(account())).length, 1);
    });

    it("is content when they are gone by then", async () => {
      const gone = await onlyOf(account());
      await account().sandbox.control.faults({ action: "DeleteServiceSpecificCredential", kind: "drop", after: true });
      await account().run(deleteServiceCredential, [confirm(/Delete/, "Delete")], node(gone));
      assert.deepEqual(await changes(), ["DeleteServiceSpecificCredential fault:drop after ok", "DeleteServiceSpecificCredential NoSuchEntity"]);
    });
  });

  it("have a user name that can be copied, by the tree and the palette", async () => {
    const { signInName } = await onlyOf(account());
    await account().run(copySignInName, [], node(await onlyOf(account())));
    await account().run(copySignInName, [pick(/Copy user name/, signInName)]);
    assert.deepEqual(account().ui.copied, [signInName, signInName]);
  });
});
