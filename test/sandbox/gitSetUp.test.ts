import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkGit } from "../../src/commands/git/check";
import { setUpGit, setUpHost } from "../../src/commands/git/setUp";
import { undoSetUp } from "../../src/commands/git/undoSetUp";
import { COMMANDS } from "../../src/contributions";
import { isUserError, UserError } from "../../src/errors";
import { need, run } from "./gitCommand";
import { confirm, dismiss, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";
import { useWorkTrees } from "./workTrees";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const PAYMENTS = `https://${HOST}/v1/repos/payments`;
const forRepository = [pick(/For what/, "This repository"), confirm(/These lines will be written/, "Set up Git")];
const forHost = [pick(/For what/, `All repositories on ${HOST}`), confirm(/These lines will be written/, "Set up Git")];

/** The real Git, over TLS, against a server that checks signatures. */
describe("Set up Git for CodeCommit", function () {
  this.timeout(90_000);
  const account = useTestAccount("default");
  const { git, done, repository, config } = useWorkTrees(account);

  before(async function () {
    await need(this, ["git", "--version"]);
  });

  const failure = (error: unknown): UserError => (isUserError(error) ? error : assert.fail(String(error)));
  const globalFile = () => account().git.globalConfig;
  const readFile = (file: string) => readFileSync(file, "latin1");

  const setUp = (folder: string, steps = forRepository) => account().run(setUpGit, steps, { gitRemote: { folder, name: "origin" } });
  const undoAll = () => account().run(undoSetUp, [], { changeIds: account().git.changes.list().map(({ id }) => id) });
  const signIns = () => account().git.repositories.flatMap(({ remotes }) => remotes.map(({ signIn }) => signIn));

  for (const [scope, steps] of [["the repository", forRepository], ["the host", forHost]] as const) {
    it(`signs in to fetch, push and list, for ${scope}; undone, everything is as it was`, async () => {
      const folder = await repository("payments", PAYMENTS);
      const before = await config(folder);
      const files = [globalFile(), path.join(folder, ".git", "config")].map((file) => [file, readFile(file), statSync(file).mode] as const);
      await setUp(folder, steps);
      assert.match(account().ui.notices.at(-1) ?? "", /^Git signs in to payments as profile work: it just did\. Written to /);
      done(await git(["fetch", "--quiet"], folder));
      done(await git(["reset", "--quiet", "--hard", "origin/main"], folder));
      done(await git(["commit", "--quiet", "--allow-empty", "--message", "By the helper"], folder));
      done(await git(["push", "--quiet", "origin", "HEAD"], folder));
      assert.match(done(await git(["ls-remote", "origin"], folder)), /refs\/heads\/main/);
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: "work", scope: scope === "the host" ? "host" : "repository" }]);
      assert.equal(account().memory.lastGitSignIn(HOST)?.profileName, "work");
      assert.equal(account().git.changes.list().length, 1);
      await account().ui.action?.run();
      assert.equal(account().ui.notices.at(-1), "Undone.");
      assert.equal(await config(folder), before);
      for (const [file, text, mode] of files) {
        assert.equal(readFile(file), text);
        assert.equal(statSync(file).mode, mode);
      }
      assert.deepEqual(account().git.changes.list(), []);
      assert.deepEqual(signIns(), [{ kind: "nothing" }]);
    });
  }

  it("writes nothing when the user does not agree to the lines", async () => {
    const folder = await repository("payments", PAYMENTS);
    const before = await config(folder);
    await assert.rejects(setUp(folder, [pick(/For what/, "This repository"), dismiss(/useHttpPath = true/)]), { name: "CancelledError" });
    assert.equal(await config(folder), before);
    assert.deepEqual(account().git.changes.list(), []);
  });

  it("shows every line that it writes, and the file", async () => {
    const folder = await repository("payments", PAYMENTS);
    await setUp(folder);
    const file = path.join(folder, ".git", "config");
    const written = readFile(file).split("\n").filter((line) => /^\s*(\[credential|helper|useHttpPath)/.test(line));
    assert.equal(written.length, 4);
    for (const line of written) assert.ok(account().ui.detail.includes(line.trim()), line);
    assert.ok(account().ui.detail.includes(`work trees${path.sep}payments${path.sep}.git${path.sep}config`));
  });

  it("is done twice without a trace of the first time", async () => {
    const folder = await repository("payments", PAYMENTS);
    await setUp(folder);
    const once = await config(folder);
    await setUp(folder);
    assert.equal(await config(folder), once);
    assert.equal(account().git.changes.list().length, 1);
  });

  it("sets up a host before there is a repository, and asks nothing the second time", async () => {
    account().ui.expect(confirm(/all repositories on git-codecommit/, "Set up Git"));
    await setUpHost(account().context, HOST, "work", "payments");
    account().ui.finish();
    const folder = account().in("cloned");
    done(await git(["clone", "--quiet", PAYMENTS, folder], account().folder));
    await setUpHost(account().context, HOST, "work");
    assert.equal((await account().runToFailure((context) => setUpHost(context, `${HOST}.evil.example`, "work"), []) as Error).message, `${HOST}.evil.example is no host of CodeCommit’s.`);
  });

  describe("beside a helper that keeps every password", () => {
    const store = () => account().in("git home", "stored");
    const greedy = () => `store --file='${store()}'`;
    const stored = () => (existsSync(store()) ? readFileSync(store(), "utf8") : "");
    const section = () => `[credential]\n\thelper = "${greedy()}"\n`;

    async function useGit(folder: string): Promise<void> {
      done(await git(["fetch", "--quiet"], folder));
      done(await git(["reset", "--quiet", "--hard", "origin/main"], folder));
      done(await git(["commit", "--quiet", "--allow-empty", "--message", "By the helper"], folder));
      done(await git(["push", "--quiet", "origin", "HEAD"], folder));
      assert.equal(stored(), "");
    }

    for (const [scope, steps] of [["the repository", forRepository], ["the host", forHost]] as const) {
      it(`in the user's configuration: set up for ${scope}, it learns none`, async () => {
        account().git.write(...section().trimEnd().split("\n"));
        const folder = await repository("payments", PAYMENTS);
        await setUp(folder, steps);
        await useGit(folder);
      });
    }

    it("in an included file: it learns none", async () => {
      writeFileSync(account().in("git home", "more"), section());
      account().git.write("[include]", "\tpath = more");
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder, forHost);
      await useGit(folder);
    });

    it("that came after the set-up: the tree says so, and setting up again puts it right", async () => {
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder, forHost);
      writeFileSync(globalFile(), `${readFile(globalFile())}${section()}`, "latin1");
      await account().git.refresh();
      assert.deepEqual(signIns(), [{ kind: "contested", profileName: "work", scope: "host", others: [{ helper: greedy(), file: globalFile(), isBefore: false }] }]);
      await account().run(checkGit, [], { gitRemote: { folder, name: "origin" } });
      assert.match(account().ui.notices.at(-1) ?? "", /as profile work, but git-credential-store is asked or told too\. It is configured in .*\.gitconfig\.$/);
      rmSync(store(), { force: true });
      await setUp(folder, forHost);
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: "work", scope: "host" }]);
      await useGit(folder);
      await undoAll();
      assert.ok(!readFile(globalFile()).includes("git-codecommit") && readFile(globalFile()).endsWith(section()));
    });

    it("in the repository's configuration: a set-up of the host tells, and writes the same lines there too", async () => {
      const folder = await repository("payments", PAYMENTS);
      const file = path.join(folder, ".git", "config");
      writeFileSync(file, `${readFile(file)}${section()}`);
      const before = await config(folder);
      await setUp(folder, [...forHost, confirm(/Git tells git-credential-store the passwords that profile work gives\. It is configured in .*config/, "Write them there too")]);
      await useGit(folder);
      assert.equal(account().git.changes.list().length, 2);
      await undoAll();
      assert.equal(await config(folder), before);
    });

    it("nor does a set-up of the host go unnoticed that the repository's own configuration takes back, or gives to another profile", async () => {
      const folder = await repository("payments", PAYMENTS);
      done(await git(["config", "credential.helper", ""], folder));
      await setUp(folder, [...forHost, confirm(/A later part of Git’s configuration takes profile work back/, "Write them there too")]);
      await useGit(folder);
      await undoAll();
      const key = `[other]\naws_access_key_id = ${account().sandbox.ready.accessKeyId}\naws_secret_access_key = ${account().sandbox.ready.secretAccessKey}\n`;
      writeFileSync(account().paths.credentials, `${readFile(account().paths.credentials)}${key}`);
      done(await git(["config", "--unset", "credential.helper"], folder));
      await setUp(folder, [pick(/Which profile/, "other"), ...forRepository]);
      await setUp(folder, [pick(/Which profile/, "work"), ...forHost, confirm(/Git signs in as profile other here/, "Write them there too")]);
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: "work", scope: "repository" }]);
    });

    it("in the work tree's own configuration, or the environment: the user is told where, since no file comes after these", async () => {
      const folder = await repository("payments", PAYMENTS);
      done(await git(["config", "extensions.worktreeConfig", "true"], folder));
      done(await git(["config", "--worktree", "credential.helper", greedy()], folder));
      await setUp(folder);
      assert.ok(account().ui.notices.some((notice) => /^Git tells git-credential-store .* It is configured in .*config\.worktree\. Take it out there/.test(notice)), account().ui.notices.join("\n"));
      done(await git(["config", "--worktree", "--unset", "credential.helper"], folder));
      done(await git(["config", "--worktree", "--add", "credential.helper", ""], folder));
      done(await git(["config", "--worktree", "--add", "credential.helper", greedy()], folder));
      const error = failure(await account().runToFailure(setUpGit, forRepository, { folder, name: "origin" }));
      assert.match(error.message, /^Git asks git-credential-store in place of profile work\. It is configured in .*config\.worktree\.$/);
      done(await git(["config", "--worktree", "--unset-all", "credential.helper"], folder));
      account().ui.notices.length = 0;
      Object.assign(account().git.env, { GIT_CONFIG_COUNT: "3", GIT_CONFIG_KEY_2: "credential.helper", GIT_CONFIG_VALUE_2: greedy() });
      await setUp(folder);
      assert.ok(account().ui.notices.some((notice) => notice.includes("It is configured in the environment or the command line of Git.")), account().ui.notices.join("\n"));
    });
  });

  describe("in every shape of workspace", () => {
    it("a linked work tree shares its repository's set-up", async () => {
      const folder = await repository("payments", PAYMENTS);
      done(await git(["commit", "--quiet", "--allow-empty", "--message", "First"], folder));
      const linked = account().in("work trees", "linked");
      done(await git(["worktree", "add", "--quiet", linked], folder));
      account().git.open = [linked];
      await setUp(linked);
      assert.ok(readFile(path.join(folder, ".git", "config")).includes(HOST));
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: "work", scope: "repository" }]);
      done(await git(["ls-remote", "--quiet", "origin"], folder));
    });

    it("submodules, repositories in subfolders and several roots are found, each once, also from inside", async () => {
      const one = await repository("payments", PAYMENTS);
      await repository("other", "https://github.com/acme/other.git");
      const outer = account().in("outer");
      mkdirSync(outer);
      done(await git(["init", "--quiet"], outer));
      done(await git(["commit", "--quiet", "--allow-empty", "--message", "First"], outer));
      await account().run((context) => setUpHost(context, HOST, "work", "payments"), [confirm(/all repositories/, "Set up Git")]);
      done(await git(["submodule", "--quiet", "add", PAYMENTS, "parts/payments"], outer));
      mkdirSync(path.join(one, "src"));
      account().git.open = [path.join(one, "src"), one, account().in("work trees"), outer];
      await account().git.refresh();
      assert.deepEqual(account().git.repositories.map(({ folder }) => path.relative(account().folder, folder)).sort(), [path.join("outer", "parts", "payments"), path.join("work trees", "payments")]);
      assert.ok(signIns().every(({ kind }) => kind === "profile"));
      const submodule = path.join(outer, "parts", "payments");
      await setUp(submodule);
      assert.ok(readFile(path.join(outer, ".git", "modules", "parts", "payments", "config")).includes(HOST));
      done(await git(["fetch", "--quiet"], submodule));
    });

    it("a submodule's path that leads elsewhere is not followed, nor one that is not checked out", async () => {
      const folder = await repository("payments", "https://github.com/acme/other.git");
      mkdirSync(account().in("elsewhere"));
      done(await git(["init", "--quiet"], account().in("elsewhere")));
      done(await git(["remote", "add", "origin", PAYMENTS], account().in("elsewhere")));
      writeFileSync(path.join(folder, ".gitmodules"), `[submodule "x"]\n\tpath = ../../elsewhere\n\turl = ${PAYMENTS}\n[submodule "y"]\n\tpath = y\n\turl = ${PAYMENTS}\n`);
      await account().git.refresh();
      assert.deepEqual(account().git.repositories, []);
    });

    it("a remote by insteadOf, with an address of its own to push to in another region", async () => {
      account().git.write(`[url "https://${HOST}/v1/repos/"]`, "\tinsteadOf = cc:");
      const folder = await repository("payments", "cc:payments");
      const elsewhere = "git-codecommit-fips.us-east-1.amazonaws.com";
      done(await git(["remote", "set-url", "--push", "origin", `https://${elsewhere}/v1/repos/payments`], folder));
      await account().git.refresh();
      assert.deepEqual(account().git.repositories[0]?.remotes.map(({ remote }) => remote.url), [PAYMENTS]);
      await setUp(folder);
      done(await git(["fetch", "--quiet"], folder));
      done(await git(["push", "--quiet", "origin", "origin/main:refs/heads/other"], folder));
      assert.equal(account().git.changes.list().length, 2);
    });

    it("with a profile's name that no shell and no file should be trusted with", async () => {
      const name = 'a;b#c$(touch x)&d%e|"f"\\g';
      const { accessKeyId, secretAccessKey, endpoint } = account().sandbox.ready;
      const { config: awsConfig } = account().paths;
      writeFileSync(awsConfig, `${readFile(awsConfig)}[profile ${name}]\nregion = us-east-1\nendpoint_url = ${endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
      const folder = await repository("payments", PAYMENTS);
      await account().run(setUpGit, [pick(/Which profile/, name), ...forRepository], { folder, name: "origin" });
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: name, scope: "repository" }]);
      done(await git(["fetch", "--quiet"], folder));
    });

    it("tells what is missing: no remote, no profile", async () => {
      const none = failure(await account().runToFailure(setUpGit, []));
      assert.equal(none.message, "No repository in this window has a remote in CodeCommit.");
      const folder = await repository("payments", PAYMENTS);
      writeFileSync(account().paths.config, "");
      writeFileSync(account().paths.credentials, "");
      const noProfile = failure(await account().runToFailure(setUpGit, [], { folder, name: "origin" }));
      assert.equal(noProfile.message, "There is no AWS profile yet that could sign Git in.");
      const gone = failure(await account().runToFailure(setUpGit, [], { folder, name: "upstream" }));
      assert.equal(gone.message, "payments has no remote upstream in CodeCommit any more.");
    });
  });

  it("does nothing in a window that is not trusted, whatever it is given", async () => {
    const folder = await repository("payments", PAYMENTS);
    account().git.open = [];
    const error = failure(await account().runToFailure(setUpGit, [], { gitRemote: { folder, name: "origin" } }));
    assert.equal(error.message, "No repository in this window has a remote in CodeCommit.");
  });

  it("runs Git in no folder but the window's, whatever folder it is given", async () => {
    const folder = await repository("payments", PAYMENTS);
    account().git.open = [await repository("other", "https://github.com/acme/other.git")];
    const places: string[] = [];
    const { git: real } = account().git;
    account().git.program = () =>
      Promise.resolve((args, options) => {
        places.push(options?.cwd ?? "");
        return real(args, options);
      });
    for (const command of [setUpGit, checkGit, undoSetUp]) {
      const error = failure(await account().runToFailure(command, [], { folder, name: "origin" }));
      assert.equal(error.message, "payments has no remote origin in CodeCommit any more.");
    }
    assert.ok(places.length > 0);
    assert.deepEqual(places.filter((place) => place.startsWith(folder)), []);
  });

  it("takes for a remote only what is one by its shape", async () => {
    for (const argument of [{ folder: 1, name: "origin" }, { gitRemote: { folder: ["/"], name: "origin" } }, { gitRemote: null }, "origin", null]) {
      assert.equal(failure(await account().runToFailure(setUpGit, [], argument)).message, "No repository in this window has a remote in CodeCommit.");
    }
  });

  it("does not take a device for a file, and says so before it asks", async () => {
    if (process.platform === "win32") return;
    account().environment = { GIT_CONFIG_GLOBAL: "/dev/null" };
    const error = failure(await account().runToFailure((context) => setUpHost(context, HOST, "work"), []));
    assert.equal(error.message, "This is a device or a pipe rather than a file, and is left as it is: /dev/null");
  });

  describe("with files that resist", () => {
    it("a configuration that Git cannot read is named, and stays", async () => {
      const folder = await repository("payments", PAYMENTS);
      account().git.write("[broken");
      const before = readFile(globalFile());
      for (const argument of [{ folder, name: "origin" }, undefined]) assert.match(failure(await account().runToFailure(setUpGit, [], argument)).message, /^Git cannot read its configuration: line \d of .*\.gitconfig$/);
      assert.match(failure(await account().runToFailure((context) => setUpHost(context, HOST, "work"), [])).message, /^Git cannot read its configuration/);
      assert.equal(readFile(globalFile()), before);
    });

    it("a folder of another user's is named, with what to do", async function () {
      if (process.getuid?.() !== 0) this.skip();
      const folder = await repository("it's; false $(false)", PAYMENTS);
      chownSync(folder, 12_345, 12_345);
      chownSync(path.join(folder, ".git"), 12_345, 12_345);
      const { message, hint } = failure(await account().runToFailure(setUpGit, [], { folder, name: "origin" }));
      assert.equal(message, `Git does not work in ${folder}: the folder belongs to another user.`);
      const [, command] = /^If you trust it, run: (git config .*)$/.exec(hint ?? "") ?? assert.fail(hint);
      done(await run("sh", ["-c", command ?? ""], { cwd: account().folder, env: account().git.env }));
      done(await git(["status"], folder));
    });

    it("a read-only file stays as it is", async () => {
      const folder = await repository("payments", PAYMENTS);
      chmodSync(globalFile(), 0o444);
      const before = readFile(globalFile());
      const error = failure(await account().runToFailure(setUpGit, forHost, { folder, name: "origin" }));
      assert.match(error.message, /^This file is read-only, and is as it was before: .*\.gitconfig$/);
      assert.equal(readFile(globalFile()), before);
      assert.deepEqual(account().git.changes.list(), []);
      assert.ok(!existsSync(`${globalFile()}.lock`));
    });

    it("a file that another Git has locked stays as it is, and the lock is not ours to take", async () => {
      const folder = await repository("payments", PAYMENTS);
      const lock = path.join(folder, ".git", "config.lock");
      writeFileSync(lock, "another");
      const error = failure(await account().runToFailure(setUpGit, forRepository, { folder, name: "origin" }));
      assert.match(error.message, /^Another Git is just changing this file/);
      assert.equal(readFile(lock), "another");
      assert.deepEqual(account().git.changes.list(), []);
      setTimeout(() => rmSync(lock), 300);
      await setUp(folder);
    });

    it("a link to a file elsewhere stays a link", async () => {
      const dotfiles = account().in("dotfiles");
      mkdirSync(dotfiles);
      renameSync(globalFile(), path.join(dotfiles, "gitconfig"));
      symlinkSync(path.join(dotfiles, "gitconfig"), globalFile());
      const before = readFile(globalFile());
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder, forHost);
      assert.ok(lstatSync(globalFile()).isSymbolicLink());
      assert.ok(readFile(path.join(dotfiles, "gitconfig")).includes(HOST));
      await undoAll();
      assert.equal(readFile(globalFile()), before);
      assert.ok(lstatSync(globalFile()).isSymbolicLink());
    });

    it("a file that was not there is not there again", async () => {
      rmSync(globalFile());
      await account().run((context) => setUpHost(context, HOST, "work"), [confirm(/all repositories/, "Set up Git")]);
      assert.ok(readFile(globalFile()).includes(HOST));
      await undoAll();
      assert.ok(!existsSync(globalFile()));
    });

    it("the file of GIT_CONFIG_GLOBAL, or the one below XDG_CONFIG_HOME if only that is there", async () => {
      const below = path.join(account().git.home, "git", "config");
      mkdirSync(path.dirname(below));
      renameSync(globalFile(), below);
      account().environment = account().git.env;
      await account().run((context) => setUpHost(context, HOST, "work"), [confirm(/all repositories/, "Set up Git")]);
      assert.ok(readFile(below).includes(HOST) && !existsSync(globalFile()));
      const named = account().in("named");
      account().git.env["GIT_CONFIG_GLOBAL"] = named;
      await account().run((context) => setUpHost(context, HOST, "work"), [confirm(/all repositories/, "Set up Git")]);
      assert.ok(readFile(named).includes(HOST));
    });

    it("a last line without an end, and letters that are no UTF-8, are there again byte for byte", async () => {
      writeFileSync(globalFile(), "[user]\n\tname = J\xe9r\xf4me\n\temail = a@b.example", "latin1");
      const before = readFile(globalFile());
      await account().run((context) => setUpHost(context, HOST, "work"), [confirm(/all repositories/, "Set up Git")]);
      await account().run((context) => setUpHost(context, "git-codecommit.eu-west-1.amazonaws.com", "work"), [confirm(/all repositories/, "Set up Git")]);
      assert.match(done(await git(["config", "user.email"], account().folder)), /^a@b\.example$/m);
      await undoAll();
      assert.equal(readFile(globalFile()), before);
    });
  });

  it("names AWS files in other places to the helper, since terminals may not know of them", async () => {
    const folder = await repository("payments", PAYMENTS);
    delete account().git.env["AWS_CONFIG_FILE"];
    delete account().git.env["AWS_SHARED_CREDENTIALS_FILE"];
    const here = { ...account().context, homeDirectory: account().git.home };
    await account().run((_, argument) => setUpGit(here, argument), forRepository, { folder, name: "origin" });
    assert.match(readFile(path.join(folder, ".git", "config")), /--config=.* --credentials=/);
    done(await git(["fetch", "--quiet"], folder));
  });

  it("given up after the lines are written: says so, and they can be undone", async () => {
    const folder = await repository("payments", PAYMENTS);
    const file = path.join(folder, ".git", "config");
    writeFileSync(file, `${readFile(file)}[credential]\n\thelper = store\n`);
    const before = await config(folder);
    await assert.rejects(setUp(folder, [...forHost, dismiss(/In this repository, Git goes by other settings too/)]), { name: "CancelledError" });
    assert.equal(account().ui.notices.at(-1), "The lines are written, but it is not proven that Git signs in with them.");
    await account().ui.action?.run();
    assert.equal(await config(folder), before);
  });

  it("that fails with the second of two hosts leaves nothing of the first", async () => {
    const folder = await repository("payments", PAYMENTS);
    done(await git(["remote", "set-url", "--push", "origin", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments"], folder));
    const before = await config(folder);
    const { changes } = account().git;
    const add = changes.add.bind(changes);
    changes.add = (change) => (change.name === HOST ? add(change) : Promise.reject(new UserError("The disk is full.")));
    const error = failure(await account().runToFailure(setUpGit, forRepository, { folder, name: "origin" }));
    assert.equal(error.message, "The disk is full.");
    assert.equal(await config(folder), before);
    assert.deepEqual(changes.list(), []);
  });

  it("that fails with the second of two hosts, and cannot take the first one out again, says why it failed", async () => {
    const folder = await repository("payments", PAYMENTS);
    done(await git(["remote", "set-url", "--push", "origin", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments"], folder));
    const { changes } = account().git;
    const add = changes.add.bind(changes);
    changes.add = (change) => {
      if (change.name === HOST) return add(change);
      writeFileSync(path.join(folder, ".git", "config.lock"), "");
      return Promise.reject(new UserError("The disk is full."));
    };
    const error = failure(await account().runToFailure(setUpGit, forRepository, { folder, name: "origin" }));
    assert.equal(error.message, "The disk is full.");
    // Still to be undone.
    assert.deepEqual(changes.list().map(({ name }) => name), [HOST]);
  });

  it("that cannot be written in place of an earlier one leaves that one as it is in the list of changes", async () => {
    const key = `[other]\naws_access_key_id = ${account().sandbox.ready.accessKeyId}\naws_secret_access_key = ${account().sandbox.ready.secretAccessKey}\n`;
    writeFileSync(account().paths.credentials, `${readFile(account().paths.credentials)}${key}`);
    const folder = await repository("payments", PAYMENTS);
    await setUp(folder, [pick(/Which profile/, "work"), ...forHost]);
    const before = account().git.changes.list();
    chmodSync(globalFile(), 0o444);
    const error = failure(await account().runToFailure(setUpGit, [pick(/Which profile/, "other"), ...forHost], { folder, name: "origin" }));
    assert.match(error.message, /^This file is read-only/);
    assert.deepEqual(account().git.changes.list(), before);
  });

  it("that does not get in says why, and what was written can be undone", async () => {
    const folder = await repository("nothing", `https://${HOST}/v1/repos/nothing`);
    const before = await config(folder);
    const error = failure(await account().runToFailure(setUpGit, forRepository, { folder, name: "origin" }));
    assert.equal(error.message, "There is no repository nothing in us-east-1, or not in this account.");
    assert.equal(error.action?.command, COMMANDS.undoSetUp);
    await account().run(undoSetUp, [], error.action.arguments?.[0]);
    assert.equal(await config(folder), before);
  });

  it("is not for the sandbox account, whose keys AWS does not know", async () => {
    const context = { ...account().context, sandbox: { ...account().context.sandbox, isRunning: () => true } };
    for (const command of [setUpGit, (here: typeof context) => setUpHost(here, HOST, "work")]) {
      await assert.rejects(command(context), { message: "You are in the sandbox account, whose keys the real CodeCommit does not know." });
    }
  });

  describe("undone", () => {
    it("keeps what Git has added to the section meanwhile", async () => {
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder, forHost);
      done(await git(["config", "--global", `credential.https://${HOST}.username`, "alice"], folder));
      done(await git(["config", "--global", "alias.st", "status"], folder));
      await undoAll();
      assert.equal(done(await git(["config", `credential.https://${HOST}.username`], folder)), "alice\n");
      assert.equal(done(await git(["config", "alias.st"], folder)), "status\n");
      assert.ok(!readFile(globalFile()).includes("helper"));
    });

    it("one of several that the user picks, or says that there is none", async () => {
      const folder = await repository("payments", PAYMENTS);
      await account().run(undoSetUp, []);
      assert.equal(account().ui.notices.at(-1), "Nothing of your Git and SSH configuration was changed here, or all of it is undone.");
      await setUp(folder);
      await setUp(folder, forHost);
      await account().run(undoSetUp, [pick(/What is to be as it was/, `Git signs in to ${HOST} as profile work`)]);
      assert.deepEqual(signIns(), [{ kind: "profile", profileName: "work", scope: "repository" }]);
      await account().run(undoSetUp, [pick(/What is to be as it was/, `Git signs in to ${HOST} as profile work, in this repository`)]);
      assert.deepEqual(signIns(), [{ kind: "nothing" }]);
    });

    it("says what somebody else has taken out before, and makes no file for it", async () => {
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder);
      rmSync(path.join(folder, ".git", "config"));
      await undoAll();
      assert.match(account().ui.notices.at(-1) ?? "", /^Nothing of it was there any more: Git signs in to /);
      assert.ok(!existsSync(path.join(folder, ".git", "config")));
      assert.deepEqual(account().git.changes.list(), []);
      await undoAll();
      assert.match(account().ui.notices.at(-1) ?? "", /, or all of it is undone\.$/);
    });

    it("stays on the list while its disk is not connected, unless it is taken off", async () => {
      const folder = await repository("payments", PAYMENTS);
      const before = await config(folder);
      await setUp(folder);
      const away = account().in("away");
      renameSync(folder, away);
      await undoAll();
      assert.match(account().ui.notices.at(-1) ?? "", /^Its folder is not there now, so it stays on the list of changes: Git signs in to /);
      assert.ok(!existsSync(folder));
      renameSync(away, folder);
      await undoAll();
      assert.equal(account().ui.notices.at(-1), "Undone.");
      assert.equal(await config(folder), before);
    });

    it("is taken off the list where its folder is gone for good", async () => {
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder);
      rmSync(folder, { recursive: true });
      await undoAll();
      assert.equal(account().git.changes.list().length, 1);
      assert.equal(account().ui.action?.title, "Take off the list");
      await account().ui.action?.run();
      assert.deepEqual(account().git.changes.list(), []);
    });

    it("from a remote's row, is about what was written for that remote", async () => {
      const first = await repository("payments", PAYMENTS);
      const second = await repository("second", PAYMENTS);
      await setUp(first);
      await setUp(second);
      await setUp(second, forHost);
      const choose = (folder: string) => account().run(undoSetUp, [pick(/What is to be as it was/, "All of them")], { gitRemote: { folder, name: "origin" } });
      await choose(second);
      assert.deepEqual(account().git.changes.list().map(({ place }) => place), [path.join(first, ".git", "config")]);
      await account().run(undoSetUp, [], { gitRemote: { folder: second, name: "origin" } });
      assert.equal(account().ui.notices.at(-1), "Nothing was changed here for this remote, or all of it is undone.");
    });

    it("stays in the journal where the file cannot be written for now", async () => {
      const folder = await repository("payments", PAYMENTS);
      await setUp(folder, forHost);
      chmodSync(globalFile(), 0o444);
      const error = failure(await account().runToFailure(undoSetUp, [], { changeIds: account().git.changes.list().map(({ id }) => id) }));
      assert.match(error.message, /^This file is read-only/);
      assert.equal(account().git.changes.list().length, 1);
      chmodSync(globalFile(), 0o644);
      await undoAll();
      assert.deepEqual(account().git.changes.list(), []);
    });
  });
});
