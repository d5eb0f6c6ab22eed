import assert from "node:assert/strict";
import { offerGitSetUp, type OfferMode } from "../../src/commands/git/offerSetUp";
import { need } from "./gitCommand";
import { ask, confirm, dismiss, pick, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";
import { useWorkTrees } from "./workTrees";

const PAYMENTS = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments";
const question = /^payments is in AWS CodeCommit, and nothing signs Git in to it yet\. Which profile should sign in\?$/;

describe("The offer to set up Git", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { done, git, repository } = useWorkTrees(account);

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  async function offer(mode: OfferMode, ...steps: readonly Step[]): Promise<void> {
    await account().git.refresh();
    await account().run((context) => offerGitSetUp(context, account().git.repositories, mode), steps);
  }

  it("leads to a set-up", async () => {
    const folder = await repository("payments", PAYMENTS);
    await offer("ask", ask(question, "Choose profile…"), pick(/For what/, "This repository"), confirm(/These lines/, "Set up Git"));
    done(await git(["fetch", "--quiet"], folder));
    await offer("ask");
  });

  it("is not made again once it is declined; left unanswered, or given up on the way, it is", async () => {
    await repository("payments", PAYMENTS);
    await offer("ask", ask(question, undefined));
    await offer("ask", ask(question, "Choose profile…"), dismiss(/For what/));
    await offer("ask", ask(question, "Not for this repository"));
    await offer("ask");
  });

  it("is made where only a keychain would answer, and not where the AWS CLI signs in, or SSH, or git-remote-codecommit", async () => {
    const folder = await repository("payments", PAYMENTS);
    account().git.write("[credential]", "\thelper = store");
    await offer("ask", ask(question, undefined));
    account().git.write("[credential]", "\thelper = !aws codecommit credential-helper $@", "\tuseHttpPath = true");
    await offer("ask");
    account().git.write();
    for (const url of ["codecommit://payments", "ssh://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments", "https://git-codecommit.us-east-1.amazonaws.com.evil.example/v1/repos/payments"]) {
      done(await git(["remote", "set-url", "origin", url], folder));
      await offer("ask");
    }
  });

  it("is never made by the setting, or made unnecessary by it", async () => {
    const folder = await repository("payments", PAYMENTS);
    await offer("never");
    await offer("always");
    assert.match(account().ui.notices.at(-1) ?? "", /^Git signs in to payments as profile work: it just did/);
    assert.equal(account().ui.asked, 0);
    done(await git(["fetch", "--quiet"], folder));
    await account().ui.action?.run();
    assert.deepEqual(account().git.changes.list(), []);
  });

  it("by the setting, says what went wrong and goes on", async () => {
    await repository("nothing", "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/nothing");
    const folder = await repository("payments", PAYMENTS);
    await offer("always");
    assert.match(account().ui.notices[0] ?? "", /^There is no repository nothing in us-east-1/);
    done(await git(["fetch", "--quiet"], folder));
  });
});
