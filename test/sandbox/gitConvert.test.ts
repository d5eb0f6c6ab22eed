import assert from "node:assert/strict";
import { appendFileSync, chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { convertRemote } from "../../src/commands/git/convertRemote";
import { setUpGit } from "../../src/commands/git/setUp";
import { undoSetUp } from "../../src/commands/git/undoSetUp";
import { isUserError, type UserError } from "../../src/errors";
import { need } from "./gitCommand";
import { confirm, dismiss, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";
import { useWorkTrees } from "./workTrees";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const PAYMENTS = `https://${HOST}/v1/repos/payments`;

describe("Convert a CodeCommit remote", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { config, done, git, repository } = useWorkTrees(account);

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  const origin = (folder: string) => ({ gitRemote: { folder, name: "origin" } });
  const into = (label: string) => [pick(/Into what\?/, label), confirm(/^Convert origin of payments\?/, "Convert")];
  const urls = async (folder: string) => done(await git(["remote", "-v"], folder));
  const failure = (error: unknown): UserError => (isUserError(error) ? error : assert.fail(String(error)));

  for (const [from, label, to] of [
    ["codecommit::us-east-1://work@payments", "HTTPS", PAYMENTS],
    ["codecommit://payments", "HTTPS", PAYMENTS],
    [`ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`, "HTTPS", PAYMENTS],
    [PAYMENTS, "codecommit://", "codecommit::us-east-1://work@payments"],
    [PAYMENTS, "SSH", `ssh://${HOST}/v1/repos/payments`],
    [`APKAEIBAERJR2EXAMPLE@${HOST}:v1/repos/payments`, "HTTPS", PAYMENTS],
    [`git+ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`, "HTTPS", PAYMENTS],
    [`${PAYMENTS}/`, "codecommit://", "codecommit::us-east-1://work@payments"],
    ["codecommit::us-east-1://payments/", "HTTPS", PAYMENTS],
    [`https://alice-at-123456789012@${HOST}/v1/repos/payments`, "SSH", `ssh://${HOST}/v1/repos/payments`],
  ] as const) {
    it(`${from} to ${label} and back`, async () => {
      const folder = await repository("payments", from);
      const before = await config(folder);
      await account().run(convertRemote, into(label), origin(folder));
      assert.equal(await urls(folder), `origin\t${to} (fetch)\norigin\t${to} (push)\n`);
      assert.match(account().ui.notices.at(-1) ?? "", /^origin is .* now\.$/);
      await account().ui.action?.run();
      assert.equal(await config(folder), before);
      assert.deepEqual(account().git.changes.list(), []);
    });
  }

  it("with addresses of its own to push to, and one elsewhere that stays, password and all", async () => {
    const folder = await repository("payments", "codecommit::us-east-1://payments");
    const elsewhere = "https://me:pa55@git.example/payments";
    for (const url of ["codecommit::eu-west-1://payments", elsewhere, `ssh://${HOST}/v1/repos/payments`]) done(await git(["remote", "set-url", "--add", "--push", "origin", url], folder));
    const before = await config(folder);
    await account().run(convertRemote, into("HTTPS"), origin(folder));
    const pushed = done(await git(["remote", "get-url", "--push", "--all", "origin"], folder)).trim().split("\n");
    assert.deepEqual(pushed, ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments", elsewhere, PAYMENTS]);
    const [change] = account().git.changes.list();
    assert.ok(!JSON.stringify(change).includes("pa55") && !account().ui.texts.join().includes("pa55"));
    // Through another form, as it was at first is what comes back.
    await account().run(convertRemote, into("SSH"), origin(folder));
    await account().run(convertRemote, [pick(/Into what\?/, "As it was before")], origin(folder));
    assert.equal(await config(folder), before);
  });

  it("leaves what was changed by hand since, and says so", async () => {
    const folder = await repository("payments", "codecommit::us-east-1://payments");
    await account().run(convertRemote, into("HTTPS"), origin(folder));
    done(await git(["remote", "set-url", "origin", `https://${HOST}/v1/repos/invoices`], folder));
    await account().run(undoSetUp, [], { changeIds: account().git.changes.list().map(({ id }) => id) });
    assert.match(account().ui.notices.at(-1) ?? "", /Nothing of it was there any more: origin of payments was converted/);
    assert.match(await urls(folder), /invoices/);
  });

  it("does nothing when it is dismissed, or Git cannot write", async () => {
    const folder = await repository("payments", "codecommit::us-east-1://payments");
    const before = await config(folder);
    await assert.rejects(account().run(convertRemote, [pick(/Into what\?/, "HTTPS"), dismiss(/Convert origin/)], origin(folder)), { name: "CancelledError" });
    const lock = path.join(folder, ".git", "config.lock");
    writeFileSync(lock, "");
    const error = failure(await account().runToFailure(convertRemote, into("HTTPS"), origin(folder)));
    assert.equal(error.message, "The address of origin cannot be changed, and is as it was before.");
    assert.match(error.hint ?? "", /delete .*config\.lock$/);
    rmSync(lock);
    assert.equal(await config(folder), before);
    assert.deepEqual(account().git.changes.list(), []);
  });

  it("leaves a remote that was moved to another region since", async () => {
    const folder = await repository("payments", "codecommit::us-east-1://payments");
    await account().run(convertRemote, into("HTTPS"), origin(folder));
    const moved = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments";
    done(await git(["remote", "set-url", "origin", moved], folder));
    await account().ui.action?.run();
    assert.match(account().ui.notices.at(-1) ?? "", /Nothing of it was there any more/);
    assert.equal(await urls(folder), `origin\t${moved} (fetch)\norigin\t${moved} (push)\n`);
  });

  it("goes back although a user was named since, and leaves an address that came since", async () => {
    const folder = await repository("payments", `ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`);
    await account().run(convertRemote, into("HTTPS"), origin(folder));
    done(await git(["remote", "set-url", "origin", `https://alice@${HOST}/v1/repos/payments`], folder));
    done(await git(["remote", "set-url", "--add", "--push", "origin", "https://me:pa55@git.example/payments"], folder));
    await account().ui.action?.run();
    assert.equal(account().ui.notices.at(-1), "Undone.");
    assert.equal(await urls(folder), `origin\tssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments (fetch)\norigin\thttps://me:pa55@git.example/payments (push)\n`);
  });

  it("takes an address that insteadOf makes CodeCommit’s, and shows no password of it", async () => {
    const short = "https://me:pa55@w0rd@short/payments";
    account().git.write(`[url "https://${HOST}/v1/repos/"]`, `\tinsteadOf = ${path.dirname(short)}/`);
    const folder = await repository("payments", short);
    await account().run(convertRemote, into("SSH"), origin(folder));
    assert.match(account().ui.detail, /^url: https:\/\/me@short\/payments$/m);
    assert.match(account().ui.detail, /The address holds a password/);
    assert.match(await urls(folder), /\tssh:/);
    const shown = [...account().ui.texts, ...account().ui.notices, JSON.stringify(account().git.changes.list())].join();
    assert.ok(!shown.includes("pa55") && !shown.includes("w0rd"));
  });

  it("changes all of a remote’s addresses or none, and keeps the way back of the time before", async () => {
    const folder = await repository("payments", `ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`);
    const atFirst = await config(folder);
    await account().run(convertRemote, into("HTTPS"), origin(folder));
    const file = path.join(folder, ".git", "config");
    const converted = readFileSync(file, "utf8");
    // Git reads a second address from another file, where it cannot be changed.
    writeFileSync(path.join(folder, ".git", "more"), `[remote "origin"]\n\turl = https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments\n`);
    done(await git(["config", "include.path", "more"], folder));
    const error = failure(await account().runToFailure(convertRemote, into("SSH"), origin(folder)));
    assert.equal(error.message, "The address of origin cannot be changed, and is as it was before.");
    assert.match(error.hint ?? "", /in another file that Git reads than this one: .*config$/);
    assert.equal(readFileSync(file, "utf8"), `${converted}[include]\n\tpath = more\n`);
    writeFileSync(file, converted);
    await account().run(convertRemote, [pick(/Into what\?/, "As it was before")], origin(folder));
    assert.equal(await config(folder), atFirst);
  });

  it("says where a file is read-only", async () => {
    const folder = await repository("payments", "codecommit::us-east-1://payments");
    const file = path.join(folder, ".git", "config");
    chmodSync(file, 0o444);
    const error = failure(await account().runToFailure(convertRemote, into("HTTPS"), origin(folder)));
    assert.deepEqual([error.code, error.hint], ["ReadOnly", `Make this file writable, then try again: ${file}`]);
    assert.match(readFileSync(file, "utf8"), /codecommit::us-east-1/);
  });

  it("writes no address that nobody could read", async () => {
    const folder = await repository("payments", PAYMENTS);
    appendFileSync(account().paths.credentials, `\n[team/prod]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n`);
    const before = await config(folder);
    const error = failure(await account().runToFailure(convertRemote, [pick(/Into what\?/, "codecommit://"), pick(/Which profile/, "team/prod")], origin(folder)));
    assert.equal(error.message, "An address of this form cannot name profile team/prod.");
    assert.equal(await config(folder), before);
  });

  it("takes a remote whose name looks like an option", async () => {
    const folder = await repository("payments", "https://git.example/payments");
    writeFileSync(path.join(folder, ".git", "config"), `${readFileSync(path.join(folder, ".git", "config"), "utf8")}[remote "--push"]\n\turl = codecommit::us-east-1://payments\n`);
    await account().run(convertRemote, [pick(/Into what\?/, "HTTPS"), confirm(/^Convert --push of payments/, "Convert")], { gitRemote: { folder, name: "--push" } });
    assert.match(await urls(folder), new RegExp(`^--push\\t${PAYMENTS} \\(fetch\\)$`, "m"));
  });

  it("is refused in the sandbox account, whose profiles are no others’ affair", async () => {
    const folder = await repository("payments", "codecommit://payments");
    const { context } = account();
    await assert.rejects(convertRemote({ ...context, sandbox: { ...context.sandbox, isRunning: () => true } }, origin(folder)), { name: "UserError", message: /^You are in the sandbox account/ });
  });

  it("says so where neither the address nor the profile has a region", async () => {
    const folder = await repository("payments", "codecommit://other@payments");
    const error = failure(await account().runToFailure(convertRemote, [pick(/Into what\?/, "HTTPS")], origin(folder)));
    assert.equal(error.message, "The address of payments does not say in which region it is.");
  });

  it("says where insteadOf makes of the new address the old one", async () => {
    account().git.write(`[url "codecommit::us-east-1://"]`, `\tinsteadOf = https://${HOST}/v1/repos/`);
    const folder = await repository("payments", PAYMENTS);
    const error = failure(await account().runToFailure(setUpGit, [], origin(folder)));
    assert.match(error.message, /^The address of origin cannot be converted|^Git still uses/);
  });

  it("is the first step of setting up a remote of another form", async () => {
    const folder = await repository("payments", "codecommit://work@payments");
    const files = [account().git.globalConfig, path.join(folder, ".git", "config")].map((file) => [file, readFileSync(file, "utf8")] as const);
    const set = [confirm(/the program git-remote-codecommit signs in/, "Convert"), pick(/For what/, "This repository"), confirm(/These lines/, "Set up Git")];
    await account().run(setUpGit, set, origin(folder));
    done(await git(["fetch", "--quiet"], folder));
    await account().run(undoSetUp, [pick(/What is to be as it was/, "All of them")]);
    for (const [file, text] of files) assert.equal(readFileSync(file, "utf8"), text);
  });
});
