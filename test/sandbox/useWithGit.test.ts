import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { createGitCredential } from "../../src/commands/serviceCredentials/create";
import { deleteServiceCredential } from "../../src/commands/serviceCredentials/delete";
import { resetServiceCredential } from "../../src/commands/serviceCredentials/reset";
import { deactivateServiceCredential } from "../../src/commands/serviceCredentials/status";
import { isUserError, UserError } from "../../src/errors";
import type { Git } from "../../src/git/gitProgram";
import type { OneTimeSecret } from "../../src/panels/oneTimeSecret";
import { need } from "./gitCommand";
import { confirm, dismiss, input, pick, type Step } from "./scriptedUi";
import { linesOf, newestPage, node } from "./serviceCredentialHelp";
import { useTestAccount } from "./useTestAccount";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const ELSEWHERE = "git-codecommit.eu-central-1.amazonaws.com";
const PAYMENTS = `https://${HOST}/v1/repos/payments`;
const WHERE = /Use with Git.*Where does Git sign in with it/;

describe("Use with Git", function () {
  this.timeout(60_000);

  const account = useTestAccount("default");
  const store = () => account().in("git home", "passwords");
  /** What the helper has; it writes with percent signs. */
  const kept = () => (existsSync(store()) ? decodeURIComponent(readFileSync(store(), "utf8")) : "");
  const hosts = (page: OneTimeSecret) => account().memory.gitCredentialHosts(page.id);
  const useStore = () => account().git.write("[credential]", `\thelper = "store --file '${store()}'"`);

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  beforeEach(useStore);

  async function generate(): Promise<OneTimeSecret> {
    await account().run(createGitCredential, []);
    return newestPage(account());
  }

  /** Presses the page's first button. */
  async function use(page: OneTimeSecret, ...steps: readonly Step[]): Promise<void> {
    account().ui.expect(...steps);
    await page.use();
    account().ui.finish();
  }

  /** What Git says when it is to sign in to the sandbox's CodeCommit. */
  async function lsRemote(): Promise<string> {
    const { caFile } = await account().sandbox.control.git();
    account().git.reachSandbox({ endpoint: account().sandbox.ready.endpoint, caFile });
    const { code, stdout, stderr } = await account().git.git(["ls-remote", PAYMENTS, "HEAD"], { cwd: account().folder });
    return code === 0 ? stdout.reveal().replace(/^[0-9a-f]{40}/, "<id>") : stderr.reveal();
  }

  it("hands them to the user’s own helper, proves it, and Git then signs in with them", async () => {
    const page = await generate();
    await use(page, pick(WHERE, HOST));
    assert.deepEqual(linesOf(page), [`done: Git signs in with it to ${HOST} · ✓ verified. It is kept as plain text, as your credential.helper (store) does.`]);
    assert.equal(kept(), `https://${page.name}:${page.secret.reveal()}@${HOST}\n`);
    assert.deepEqual([hosts(page), page.isSafe, [...account().pending]], [[HOST], true, []]);
    assert.equal(await lsRemote(), "<id>\tHEAD\n");
    assert.deepEqual((await account().calls(/^GitPull$/)).at(-1), "GitPull ok");
  });

  it("takes them back on Undo", async () => {
    const page = await generate();
    await use(page, pick(WHERE, HOST));
    await page.undo(page.lines[0]?.id ?? "");
    assert.deepEqual([kept(), hosts(page), page.isSafe, page.lines, [...account().pending]], ["", [], false, [], [page.id]]);
    assert.match(await lsRemote(), /could not read (Username|Password)/);
  });

  it("leaves other people’s and other hosts’ passwords alone", async () => {
    const others = `https://alice:abc@github.com\nhttps://bob-at-123456789012:def@${HOST}\n`;
    mkdirSync(path.dirname(store()), { recursive: true });
    writeFileSync(store(), others, { mode: 0o600 });
    const page = await generate();
    await use(page, pick(WHERE, HOST));
    assert.ok(kept().includes(page.name));
    await page.undo(page.lines[0]?.id ?? "");
    assert.deepEqual(new Set(kept().trim().split("\n")), new Set(others.trim().split("\n")));
  });

  it("offers the hosts of the window’s remotes, the profile’s region and any other", async () => {
    const folder = account().in("work");
    mkdirSync(folder);
    const git = account().git.git;
    for (const args of [["init", "-q"], ["remote", "add", "origin", `https://${ELSEWHERE}/v1/repos/payments`], ["remote", "add", "china", "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/payments"], ["remote", "add", "evil", `https://${HOST}.evil.example/v1/repos/payments`]]) await git(args, { cwd: folder });
    account().git.open = [folder];
    const page = await generate();
    await use(page, pick(WHERE, "All that are used in this window"));
    const labels = account().ui.rows.map(({ label }) => label);
    assert.deepEqual([labels[0], new Set(labels.slice(1, 3)), labels.slice(3)], ["All that are used in this window", new Set([ELSEWHERE, "git-codecommit.cn-north-1.amazonaws.com.cn"]), [HOST, "Another region…"]]);
    assert.deepEqual(new Set(hosts(page)), new Set([ELSEWHERE, "git-codecommit.cn-north-1.amazonaws.com.cn"]));
    assert.equal(page.lines.length, 2);
    await use(page, pick(WHERE, "Another region…"), input(/The AWS region/, " ap-southeast-2 ", [{ text: "", why: /looks like eu-central-1/ }, { text: "US-EAST-1", why: /looks like/ }, { text: "evil.example", why: /looks like/ }]));
    assert.ok(hosts(page).includes("git-codecommit.ap-southeast-2.amazonaws.com"));
    // One line's way back takes that host only.
    await page.undo(page.lines[2]?.id ?? "");
    assert.deepEqual(new Set(hosts(page)), new Set([ELSEWHERE, "git-codecommit.cn-north-1.amazonaws.com.cn"]));
    assert.ok(!kept().includes("ap-southeast-2"));
  });

  it("changes nothing when the question is dismissed", async () => {
    const page = await generate();
    account().ui.expect(dismiss(WHERE));
    await assert.rejects(page.use(), /Cancelled/);
    account().ui.finish();
    assert.deepEqual([kept(), hosts(page), page.lines], ["", [], []]);
  });

  it("asks before the sandbox’s passwords get in the way of real ones", async () => {
    const { context } = account();
    await createGitCredential({ ...context, sandbox: { ...context.sandbox, isRunning: () => true } });
    await assert.rejects(newestPage(account()).use(), (error) => isUserError(error) && error.message.includes("does not reach the sandbox"));
    assert.equal(kept(), "");
  });

  for (const isOfSandbox of [true, false]) {
    it(`goes by whose password it is, not by what the view has turned to since: ${isOfSandbox ? "the sandbox’s" : "the user’s"}`, async () => {
      let isRunning = isOfSandbox;
      const { context } = account();
      await createGitCredential({ ...context, sandbox: { ...context.sandbox, isRunning: () => isRunning } });
      isRunning = !isOfSandbox;
      const page = newestPage(account());
      if (isOfSandbox) await assert.rejects(page.use(), (error) => isUserError(error) && error.message.includes("does not reach the sandbox"));
      else await use(page, pick(WHERE, HOST));
      assert.deepEqual([kept().includes(page.name), hosts(page)], isOfSandbox ? [false, []] : [true, [HOST]]);
    });
  }

  it("hands nothing over once another page has taken its place", async () => {
    const page = await generate();
    const { git } = account().git;
    const replaced: Git = (args, options) => {
      if (args.includes("fill")) page.drop();
      return git(args, options);
    };
    account().git.program = () => Promise.resolve(replaced);
    await use(page, pick(WHERE, HOST));
    assert.deepEqual([kept(), hosts(page), page.lines, [...account().pending]], ["", [], [], [page.id]]);
  });

  describe("when it does not go well", () => {
    const problem = async (...lines: readonly string[]): Promise<string> => {
      account().git.write(...lines);
      const page = await generate();
      await use(page, pick(WHERE, HOST));
      assert.deepEqual([page.isSafe, hosts(page), [...account().pending]], [false, [], [page.id]]);
      return linesOf(page).join("\n");
    };

    it("says which helpers there are when none is set up", async () => {
      assert.match(await problem(), /^problem: Git has no credential helper that would keep a password for git-codecommit\.us-east-1\.amazonaws\.com: it would ask each time\. (To have it kept, run: git config --global credential\.helper \w+|This Git comes with none)/);
    });

    it("says who signs in first, and hands nothing over then", async () => {
      const first = `[credential "https://${HOST}"]`;
      const text = await problem("[credential]", `\thelper = "store --file '${store()}'"`, first, "\thelper =", '\thelper = "!f() { echo username=AKIAIOSFODNN7EXAMPLE; echo password=signed; }; f"', "\tuseHttpPath = true");
      assert.match(text, /^problem: Git signs in to git-codecommit\.us-east-1\.amazonaws\.com in another way first, as AKIAIOSFODNN7EXAMPLE: by f\(\), which is set up in .*\.gitconfig\. Undo that/);
      assert.equal(kept(), "");
    });

    for (const [userName, said] of [["ASIAIOSFODNN7EXAMPLE%FwoGZXIvYXdzEPLANTED", / first, as ASIAIOSFODNN7EXAMPLE: by /], ["ghp_PLANTED", / first: by /], ["bob-at-123456789012", / first, as bob-at-123456789012: by /]] as const) {
      it(`tells no more of who that is than may be seen: ${userName.slice(0, 4)}`, async () => {
        const text = await problem(`[credential "https://${HOST}"]`, `\thelper = "!f() { echo username=${userName}; echo password=signed; }; f"`);
        assert.match(text, said);
        assert.ok(![text, ...account().ui.texts].join().includes("PLANTED"));
      });
    }

    it("does not believe a helper that keeps nothing", async () => {
      assert.match(await problem("[credential]", '\thelper = "!true"'), /^problem: Git’s credential helper did not keep the password for .*: true\. Copy or download it\.$/);
    });

    it("says so of a file of passwords that cannot be written", async () => {
      mkdirSync(store());
      assert.match(await problem("[credential]", `\thelper = "store --file '${store()}'"`), /^problem: Git’s credential helper did not keep/);
    });

    for (const [when, calls] of [["from the start", 0], ["any more", 1]] as const) {
      it(`says that there is no Git ${when}, with the password still there`, async () => {
        const { git } = account().git;
        let left: number = calls;
        account().git.program = () => (left-- > 0 ? Promise.resolve(git) : Promise.reject(new UserError("There is no Git on this computer", { hint: "Install Git." })));
        const page = await generate();
        if (calls === 0) await assert.rejects(page.use(), /There is no Git/);
        else await use(page, pick(WHERE, HOST));
        assert.deepEqual([linesOf(page), page.isSafe], [calls === 0 ? [] : ["problem: There is no Git on this computer Install Git."], false]);
        assert.ok(page.secret.reveal() !== "");
      });
    }

    it("says that a repository’s own configuration comes first, where it does", async () => {
      const folder = account().in("work");
      mkdirSync(folder);
      const { git } = account().git;
      await git(["init", "-q"], { cwd: folder });
      await git(["remote", "add", "origin", PAYMENTS], { cwd: folder });
      writeFileSync(path.join(folder, ".git", "config"), `${readFileSync(path.join(folder, ".git", "config"), "utf8")}[credential "https://${HOST}"]\n\thelper =\n\thelper = "!f() { echo username=AKIAIOSFODNN7EXAMPLE; echo password=signed; }; f"\n`);
      account().git.open = [folder];
      const page = await generate();
      await use(page, pick(WHERE, HOST));
      assert.deepEqual(linesOf(page).map((line) => line.replace(account().folder, "<folder>")), [
        `done: Git signs in with it to ${HOST} · ✓ verified. It is kept as plain text, as your credential.helper (store) does.`,
        "problem: In <folder>/work Git does not: this repository’s own configuration comes first.",
      ]);
    });
  });

  describe("afterwards", () => {
    async function generateAndUse(): Promise<OneTimeSecret> {
      const page = await generate();
      await use(page, pick(WHERE, HOST));
      return page;
    }

    it("a reset gives Git the new password in one go", async () => {
      const old = await generateAndUse();
      assert.equal(await lsRemote(), "<id>\tHEAD\n");
      await account().run(resetServiceCredential, [confirm(new RegExp(`Git on this computer signs in with it to ${HOST}`), "Reset and give it to Git")], node(old));
      const page = newestPage(account());
      assert.notEqual(page.secret.reveal(), old.secret.reveal());
      assert.match(linesOf(page).join(), /^done: Git signs in with it to .* ✓ verified/);
      assert.deepEqual([kept().trim().split("\n").length, kept().includes(old.secret.reveal()), hosts(page)], [1, false, [HOST]]);
      assert.equal(await lsRemote(), "<id>\tHEAD\n");
    });

    it("a reset that Git is not told of offers to take the old password out", async () => {
      const old = await generateAndUse();
      await account().run(resetServiceCredential, [confirm(/Reset the password/, "Only reset"), confirm(/Take the password of .* out of Git too\?.*the old one, which has ended/s, "Take it out")], node(old));
      assert.deepEqual([kept(), hosts(old)], ["", []]);
    });

    it("a deletion from the page of a reset does too", async () => {
      const page = await generateAndUse();
      await account().run(resetServiceCredential, [confirm(/Reset the password/, "Only reset"), confirm(/Take the password of/, "Leave it")], node(page));
      account().ui.expect(confirm(/Take the password of/, "Take it out"));
      await newestPage(account()).deleteIt();
      account().ui.finish();
      assert.equal(kept(), "");
    });

    it("a deletion offers to take the password out", async () => {
      const page = await generateAndUse();
      await account().run(deleteServiceCredential, [confirm(/Git on this computer signs in with it to/, "Delete"), confirm(/Take the password of/, "Take it out")], node(page));
      assert.deepEqual([kept(), hosts(page)], ["", []]);
    });

    for (const answer of [confirm(/Take the password of/, "Leave it"), dismiss(/Take the password of/)]) {
      it(`a deletion leaves it if the user wants that: ${answer.kind}`, async () => {
        const page = await generateAndUse();
        await account().run(deleteServiceCredential, [confirm(/Delete/, "Delete"), answer], node(page));
        assert.deepEqual([kept().includes(page.name), hosts(page)], [true, [HOST]]);
      });
    }

    it("a deactivation asks first, since Git is refused from then on, and offers to take the password out", async () => {
      const page = await generateAndUse();
      await account().run(deactivateServiceCredential, [confirm(/Deactivate .*is refused from then on/s, "Deactivate"), confirm(/Leave it if you are going to activate it again/, "Leave it")], node(page));
      assert.match(await lsRemote(), /403|Authentication failed/);
      assert.ok(kept().includes(page.name));
    });

    it("says that a helper holds on to it", async () => {
      const page = await generateAndUse();
      const answer = account().in("git home", "answer.sh");
      writeFileSync(answer, `#!/bin/sh\ntest "$1" = get && echo username=${page.name} && echo password=x\nexit 0\n`);
      chmodSync(answer, 0o700);
      account().git.write("[credential]", `\thelper = "${answer.replaceAll(" ", "\\\\ ")}"`);
      await account().run(deleteServiceCredential, [confirm(/Delete/, "Delete"), confirm(/Take the password of/, "Take it out")], node(page));
      assert.match(account().ui.notices.join(), /^Git’s credential helper still has the password of .* Delete it by hand/);
      assert.deepEqual(hosts(page), [HOST]);
    });
  });

  it("leaves the password nowhere but in the helper’s own file", async () => {
    const page = await generate();
    await use(page, pick(WHERE, HOST));
    await account().run(resetServiceCredential, [confirm(/Reset/, "Reset and give it to Git")], node(page));
    const newest = newestPage(account());
    const secrets = [page.secret.reveal(), newest.secret.reveal()];
    const { context, ui, folder } = account();
    const places: Record<string, string> = {
      texts: [...ui.texts, ...ui.notices, ...ui.copied, ...ui.urls].join("\n"),
      lines: JSON.stringify([page.lines, newest.lines, newest.words]),
      objects: inspect([account().shown, ui, account().events], { depth: 30, showHidden: true, maxStringLength: null }),
      memory: JSON.stringify(context.memory.gitCredentialHosts(page.id)),
      calls: JSON.stringify(await account().sandbox.control.calls()),
    };
    for (const secret of secrets) for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(secret), `a password is in: ${place}`);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(path.join(folder, name)).isFile());
    const holding = (secret: string) => files.filter((name) => readFileSync(path.join(folder, name), "latin1").replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))).includes(secret));
    assert.deepEqual(secrets.map(holding), [[], [path.join("git home", "passwords")]]);
  });

  it("gives the password to Git by its standard input, never as an argument or variable", async () => {
    const seen: string[] = [];
    const { git } = account().git;
    const watched: Git = (args, options = {}) => {
      seen.push(JSON.stringify([args, options.env, options.cwd]));
      return git(args, options);
    };
    account().git.program = () => Promise.resolve(watched);
    const page = await generate();
    await use(page, pick(WHERE, HOST));
    assert.ok(page.isSafe && seen.some((call) => call.includes("approve")));
    assert.ok(!seen.join("\n").includes(page.secret.reveal()));
  });
});
