import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { need, run } from "../sandbox/gitCommand";
import { leadGitToSandbox } from "../workbench/isolation.mjs";
import { eventually } from "./eventually";
import { codeOf } from "./mfaCode";
import { showScenario } from "./showScenario";
import { openWorkbench, type Workbench } from "./workbench";

const HOST = "https://git-codecommit.us-east-1.amazonaws.com";

describe("a repository in CodeCommit", () => {
  let workbench: Workbench;
  before(async function () {
    await need(this, ["git", "--version"]);
    workbench = await openWorkbench({ remote: `${HOST}/v1/repos/payments` });
  });
  after(() => workbench.close());

  // Never waited for in a way that stops this process: what the window asks its browser for comes through here.
  const git = (...args: readonly string[]) => run("git", args, { cwd: workbench.workspace, env: { ...workbench.environment, GIT_TERMINAL_PROMPT: "0" } });
  const configuration = async () => (await git("config", "--list", "--show-origin")).stdout;
  const repositoryConfig = () => readFileSync(path.join(workbench.workspace, ".git", "config"), "utf8");
  const userConfig = () => readFileSync(path.join(workbench.home, ".gitconfig"), "utf8");
  const row = (text: RegExp) => eventually(async () => assert.match((await workbench.rowsText()).find((line) => line.includes("This repository")) ?? "", text));

  it("is noticed when it is opened; with a profile chosen Git fetches, and undo leaves no trace", async () => {
    const before = { list: await configuration(), repository: repositoryConfig(), user: userConfig() };
    assert.notEqual((await git("fetch")).code, 0);
    const question = await workbench.notification(/payments is in AWS CodeCommit, and nothing signs Git in to it yet/);
    await row(/payments · no sign-in set up/);
    await question.press("Choose profile…");
    await workbench.pick("This repository");
    const dialog = await workbench.dialog();
    const lines = new RegExp(`\\[credential "${HOST}"\\]\\s+helper =\\s+helper = "!\\S*/git-credential-codecommit --profile=sandbox"\\s+useHttpPath = true`);
    assert.match(await dialog.text(), lines);
    await dialog.press("Set up Git");
    const done = await workbench.notification("Git signs in to payments as profile sandbox: it just did.");
    await row(/payments · signs in as sandbox · worked this minute/);
    assert.match(repositoryConfig(), lines);
    assert.equal(userConfig(), before.user);

    const fetched = await git("fetch");
    assert.deepEqual([fetched.code, fetched.stderr.includes("git-credential")], [0, false], fetched.stderr);
    // The editor's own Git, which gets no question to answer.
    const fetchHead = path.join(workbench.workspace, ".git", "FETCH_HEAD");
    rmSync(fetchHead);
    await workbench.runCommand("Git: Fetch");
    // It is there when a fetch begins, and has something in it when that has succeeded.
    await eventually(() => assert.match(readFileSync(fetchHead, "utf8"), /branch 'main'/));

    await done.press("Undo");
    await row(/no sign-in set up/);
    assert.deepEqual({ list: await configuration(), repository: repositoryConfig(), user: userConfig() }, before);
    assert.notEqual((await git("ls-remote")).code, 0);
  });

  it("is set up for its whole host where a greedy helper stands in the way, which learns nothing; undone by command", async () => {
    await workbench.clearNotifications();
    const kept = path.join(workbench.home, "kept");
    const start = userConfig();
    writeFileSync(path.join(workbench.home, ".gitconfig"), `${start}[credential]\n\thelper = store --file=${kept}\n`);
    const before = { list: await configuration(), user: userConfig(), repository: repositoryConfig() };
    await workbench.runCommand("Set Up Git for CodeCommit…");
    await workbench.pick(/All repositories on/);
    await (await workbench.dialog()).press("Set up Git");
    await workbench.notification("Git signs in to payments as profile sandbox: it just did.");
    assert.equal((await git("fetch")).code, 0);
    await workbench.runCommand("Check Git Sign-In to CodeCommit");
    await workbench.notification("Git signs in to payments, as profile sandbox.");
    assert.ok(!existsSync(kept), "the other helper was told the password");
    await workbench.clearNotifications();
    await workbench.runCommand("Undo Changes to Git and SSH Configuration…");
    await workbench.pick(/as profile sandbox/);
    await workbench.notification("Undone.");
    assert.deepEqual({ list: await configuration(), user: userConfig(), repository: repositoryConfig() }, before);
    writeFileSync(path.join(workbench.home, ".gitconfig"), start);
  });

  it("is cloned by the editor, with the sign-in in its place before", async () => {
    await workbench.clearNotifications();
    await workbench.runCommand("Clone CodeCommit Repository…");
    await workbench.quickInputShows("Clone from CodeCommit · us-east-1");
    await eventually(async () => assert.ok((await workbench.quickPickRows()).some((row) => row.includes("storefront, changed 12 days ago"))));
    await workbench.pick("storefront");
    await (await workbench.dialog()).press("Set up Git");
    await workbench.openFile(`${workbench.home}/`, "Select as Repository Destination");
    await eventually(() => assert.ok(existsSync(path.join(workbench.home, "storefront", "README.md"))), 20_000);
    await workbench.escape();
  });

  it("takes a session with MFA where policies demand it: Git has it from the window, and says so when there is none", async () => {
    const account = await showScenario(workbench, "mfa-required");
    try {
      leadGitToSandbox(workbench.home, { endpoint: account.ready.endpoint, caFile: (await account.control.git()).caFile });
      await workbench.clearNotifications();
      await workbench.runCommand("Set Up Git for CodeCommit…");
      await workbench.pick(/This repository/);
      await (await workbench.dialog()).press("Set up Git");
      await (await workbench.dialog()).press("Sign Git in with MFA");
      await workbench.quickInputShows("The six digits");
      await workbench.type(await codeOf(account));
      await workbench.accept();
      await workbench.notification("Git signs in to payments as profile sandbox: it just did.");
      const fetched = await git("fetch");
      assert.equal(fetched.code, 0, fetched.stderr);
      await workbench.runCommand("End MFA Session");
      await eventually(async () => assert.equal(await workbench.statusBar("AWS profile"), "sandbox"));
      assert.match((await git("fetch")).stderr, /^git-credential-codecommit \(profile sandbox\): It needs a session with MFA, and no window of VS Code has one\. In VS Code, run “Security Credentials: Sign In with MFA…”/m);
      await workbench.runCommand("Check Git Sign-In to CodeCommit");
      await workbench.notification(/Profile sandbox gives Git no credentials\./);
      await row(/not working/);
    } finally {
      await account.stop();
    }
  });
});
