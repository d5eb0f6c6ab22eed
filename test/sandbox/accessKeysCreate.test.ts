import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createAccessKey } from "../../src/commands/accessKeys/create";
import { isCancelledError, isUserError } from "../../src/errors";
import type { OneTimeSecret } from "../../src/panels/oneTimeSecret";
import { confirm, dismiss, input, pick, saveTo, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const PURPOSE = pick(/What is the key for/, "Something else");
const NO_DESCRIPTION = input(/A description, if you like/, "");
const DESTINATION = /Where does the secret go/;
const PAGE = pick(DESTINATION, "Decide when I see it");
const toProfile = (...steps: Step[]) => [PURPOSE, NO_DESCRIPTION, pick(DESTINATION, "Save to a profile"), ...steps];
const toCsv = (form: string, ...steps: Step[]) => [PURPOSE, NO_DESCRIPTION, pick(DESTINATION, "Download .csv"), pick(/Which columns/, form), ...steps];
const CONSOLE_FORM = "As the AWS console writes it";
const IMPORT_FORM = "For “aws configure import”";

describe("Creating an access key", () => {
  const account = useTestAccount("default");

  function shown(): OneTimeSecret {
    const [key, another] = account().shown;
    assert.ok(key !== undefined && another === undefined, "one page");
    return key;
  }
  const lines = () => shown().lines.map(({ tone, text }) => `${tone}: ${text}`);
  const create = (...steps: Step[]) => account().run(createAccessKey, steps);

  it("shows the secret once, describes the key as the console does, and reminds of it until somebody took it", async () => {
    await create(PURPOSE, input(/A description/, "  build server  ", [{ text: "a,b", why: /does not take these characters.*,/ }]), PAGE);
    const key = shown();
    assert.deepEqual(await account().keyIds(), [account().sandbox.ready.accessKeyId, key.id]);
    assert.match(key.secret.reveal(), /^[\w/+]{40}$/);
    assert.equal(key.isSafe, false);
    assert.deepEqual([...account().pending], [key.id]);
    assert.deepEqual([...account().stale].sort(), ["accessKeys", "user"]);
    const { client } = await account().openAccount();
    assert.equal((await client.getUser("alice")).tags.get(key.id), "build server");
    await key.copySecret();
    assert.deepEqual([...account().pending], []);
    assert.equal(key.isSafe, true);
  });

  it("opens the page of what AWS recommends instead, and creates nothing then", async () => {
    const error = await account().runToFailure(createAccessKey, [
      pick(/What is the key for/, "AWS CLI or code on my own computer"),
      pick(/AWS CLI or code on my own computer/, "Sign in with “aws login”"),
    ]);
    assert.ok(isCancelledError(error));
    assert.match(account().ui.urls.join(), /^https:\/\/docs\.aws\.amazon\.com\/.*sign-in/);
    assert.deepEqual(await account().calls(/Create/), []);
  });

  it("creates the key all the same when the user wants one for a purpose that something serves better", async () => {
    await create(pick(/What is the key for/, "A third-party service"), pick(/A third-party service/, "Create an access key all the same"), NO_DESCRIPTION, PAGE);
    assert.equal((await account().keyIds()).length, 2);
    assert.deepEqual(account().ui.urls, []);
  });

  const questions = [PURPOSE, NO_DESCRIPTION, PAGE];
  questions.forEach((_question, at) => {
    it(`creates nothing when question ${at + 1} is dismissed`, async () => {
      const error = await account().runToFailure(createAccessKey, [...questions.slice(0, at), dismiss(/Create access key/)]);
      assert.ok(isCancelledError(error));
      assert.deepEqual(await account().calls(/Create|Tag/), []);
      assert.deepEqual([...account().stale], []);
    });
  });

  for (const [form, expected] of [
    [CONSOLE_FORM, (id: string, secret: string) => `Access key ID,Secret access key\r\n${id},${secret}\r\n`],
    [IMPORT_FORM, (id: string, secret: string) => `User Name,Access key ID,Secret access key\r\nalice,${id},${secret}\r\n`],
  ] as const) {
    it(`downloads a .csv for its owner only: ${form}`, async () => {
      const file = account().in("downloads", "alice_accessKeys.csv");
      await create(...toCsv(form, saveTo(file)));
      const key = shown();
      assert.equal(readFileSync(file, "utf8"), expected(key.id, key.secret.reveal()));
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.match(lines().join(), /^done: Downloaded to .*alice_accessKeys\.csv, readable by you only$/);
      assert.equal(key.isSafe, true);
    });
  }

  it("takes a downloaded .csv back on Undo, unless somebody changed it since", async () => {
    const file = account().in("keys.csv");
    await create(...toCsv(CONSOLE_FORM, saveTo(file)));
    const key = shown();
    const [line] = key.lines;
    assert.ok(line?.canUndo === true);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}# mine\n`);
    await assert.rejects(key.undo(line.id), /changed since/);
    assert.deepEqual([key.isSafe, readFileSync(file, "utf8")], [true, `${text}# mine\n`]);
    writeFileSync(file, text);
    await key.undo(line.id);
    assert.deepEqual([key.isSafe, existsSync(file)], [false, false]);
  });

  it("warns of a place inside a Git work tree, with another place as the first choice", async () => {
    mkdirSync(account().in("repository", ".git"), { recursive: true });
    const inside = account().in("repository", "src", "keys.csv");
    const outside = account().in("keys.csv");
    await create(...toCsv(CONSOLE_FORM, saveTo(inside), confirm(/belongs to a Git repository: repository/, "Choose another place"), saveTo(outside)));
    assert.match(readFileSync(outside, "utf8"), new RegExp(shown().id));
    assert.deepEqual(readdirSync(account().in("repository")), [".git"]);
    assert.deepEqual(account().ui.buttons, ["Choose another place", "Save here anyway"]);
  });

  it("saves inside a Git work tree if the user insists", async () => {
    mkdirSync(account().in("repository", ".git"), { recursive: true });
    const inside = account().in("repository", "keys.csv");
    await create(...toCsv(CONSOLE_FORM, saveTo(inside), confirm(/Git repository/, "Save here anyway")));
    assert.match(readFileSync(inside, "utf8"), new RegExp(shown().id));
  });

  it("saves to a new profile, which then works, in the same region and at the same endpoint", async () => {
    const before = account().read(".aws", "credentials");
    await create(...toProfile(pick(/Which profile gets the key/, "New profile…"), input(/A name for the new profile/, "work-new", [{ text: "work", why: /already/ }, { text: "a]b", why: /brackets/ }, { text: "my work", why: /letters/ }]), confirm(/Save the key to profile work-new/, "Save key")));
    const key = shown();
    await account().line(/verified/);
    assert.deepEqual(lines(), [`done: Saved to profile “work-new” in ${account().paths.credentials} · ✓ verified: AWS accepts it`]);
    assert.equal(account().ui.prefilled, "work-new");
    assert.equal(account().read(".aws", "credentials"), `${before}\n[work-new]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret.reveal()}\n`);
    assert.equal(statSync(account().paths.credentials).mode & 0o777, 0o600);
    const session = await account().openSession("work-new");
    assert.deepEqual([(await session.signer()).accessKeyId, session.endpoint, session.region], [key.id, account().sandbox.ready.endpoint, "us-east-1"]);
    assert.equal((await session.client.listAccessKeys()).length, 2);
  });

  it("replaces the key of an existing profile, says which, and takes it back on Undo", async () => {
    const own = account().sandbox.ready.accessKeyId;
    const before = account().read(".aws", "credentials");
    await create(...toProfile(pick(/Which profile gets the key/, "work"), confirm(new RegExp(`They replace the key ${own}`), "Save key")));
    const key = shown();
    // The view keeps the old key until AWS knows the new one.
    assert.deepEqual([account().adopted, account().reopened], [1, 0]);
    await account().line(/verified/);
    assert.equal(account().reopened, 1);
    const session = await account().openSession("work");
    assert.equal((await session.signer()).accessKeyId, key.id);
    const [line] = key.lines;
    assert.equal(line?.canUndo, true);
    await key.undo(line.id);
    assert.equal(account().read(".aws", "credentials"), before);
    assert.deepEqual([key.isSafe, key.lines.length, [...account().pending]], [false, 0, [key.id]]);
  });

  it("asks AWS again until it knows the new key", async () => {
    const { control } = account().sandbox;
    await control.propagation(5);
    let moved: Promise<unknown> | undefined;
    account().onCall = ({ operation, errorCode }) => {
      if (operation === "GetCallerIdentity" && errorCode === "InvalidClientTokenId") moved ??= control.clock(6);
    };
    await create(...toProfile(pick(/Which profile/, "New profile…"), input(/A name/, "fresh"), confirm(/fresh/, "Save key")));
    await account().line(/✓ verified/);
    assert.ok(moved !== undefined, "the key was unknown at first");
  });

  it("says that a saved key is not verified, and why, while it stays saved", async () => {
    // Who the caller is, is known by then: the next to ask is the check.
    await (await account().openAccount()).loader.load(["caller"]);
    await account().sandbox.control.faults({ action: "GetCallerIdentity", kind: "error", code: "AccessDenied", message: "no", times: 1 });
    await create(...toProfile(pick(/Which profile/, "New profile…"), input(/A name/, "fresh"), confirm(/fresh/, "Save key")));
    assert.match(await account().line(/verified/), /^done: Saved to profile “fresh” .*, but not verified: AWS refused sts:GetCallerIdentity: no/);
    assert.equal(shown().isSafe, true);
  });

  describe("when the secret cannot be saved", () => {
    const stillThere = () => {
      const key = shown();
      assert.match(lines().join("\n"), /^problem: /);
      assert.equal(key.isSafe, false);
      assert.match(key.secret.reveal(), /^[\w/+]{40}$/);
      assert.deepEqual([...account().pending], [key.id]);
      assert.ok(!lines().join().includes(key.secret.reveal()));
    };

    it("says that a folder is in the file’s place, and still shows the secret", async () => {
      const file = account().in("downloads");
      mkdirSync(file);
      await create(...toCsv(CONSOLE_FORM, saveTo(file)));
      stillThere();
      assert.match(lines().join(), /cannot be written.*There is a folder in the file’s place/);
      assert.deepEqual(readdirSync(file), []);
      assert.deepEqual(readdirSync(account().folder).sort(), [".aws", "downloads", "git home"]);
      // Another place goes well.
      account().ui.expect(pick(/Which columns/, CONSOLE_FORM), saveTo(path.join(file, "keys.csv")));
      await shown().download();
      account().ui.finish();
      assert.equal(shown().isSafe, true);
    });

    it("says that a part of the path is no folder", async () => {
      writeFileSync(account().in("file"), "");
      await create(...toCsv(CONSOLE_FORM, saveTo(account().in("file", "keys.csv"))));
      stillThere();
    });

    it("says so of a folder that may not be written", async () => {
      // Root may write anywhere but here.
      const folder = process.getuid?.() === 0 ? "/sys/kernel" : account().in("read-only");
      if (process.getuid?.() !== 0) mkdirSync(folder, { mode: 0o500 });
      await create(...toCsv(CONSOLE_FORM, saveTo(path.join(folder, "keys.csv"))));
      stillThere();
      assert.match(lines().join(), /cannot be written/);
    });

    it("leaves both AWS files as they were when one of them cannot be written", async () => {
      const config = account().paths.config;
      const credentials = account().read(".aws", "credentials");
      const steps = toProfile(pick(/Which profile/, "New profile…"), input(/A name/, "fresh"), confirm(/fresh/, "Save key"));
      // Between the plan and the writing, as when another program comes in between.
      account().onCall = ({ operation, errorCode }) => {
        if (operation !== "CreateAccessKey" || errorCode !== undefined) return;
        rmSync(config);
        mkdirSync(config);
      };
      await create(...steps);
      stillThere();
      assert.equal(account().read(".aws", "credentials"), credentials);
      assert.deepEqual(readdirSync(account().in(".aws")).sort(), ["config", "credentials"]);
    });

    it("refuses before the key exists if the credentials file cannot be edited", async () => {
      writeFileSync(account().paths.credentials, Buffer.concat([Buffer.from(account().read(".aws", "credentials")), Buffer.from("# caf\xe9\n", "latin1")]));
      const error = await account().runToFailure(createAccessKey, toProfile(pick(/Which profile/, "New profile…"), input(/A name/, "fresh")));
      assert.ok(isUserError(error) && error.message.includes('not UTF-8'));
      assert.deepEqual(await account().calls(/Create/), []);
    });
  });

  it("keeps the key and says so when its description is denied", async () => {
    await account().sandbox.control.faults({ action: "TagUser", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:TagUser on resource: user alice because no identity-based policy allows the iam:TagUser action" });
    await create(PURPOSE, input(/A description/, "laptop"), PAGE);
    assert.equal((await account().keyIds()).length, 2);
    assert.deepEqual(lines(), ["problem: The key was created, but not its description: AWS refused: your user may not do this (iam:TagUser)."]);
  });

  it("shows the secret even if the reminder of it cannot be kept", async () => {
    const { context } = account();
    const pendingSecrets = { add: () => Promise.reject(new Error("disk full")), remove: () => Promise.reject(new Error("disk full")) };
    account().ui.expect(...toCsv(CONSOLE_FORM, saveTo(account().in("keys.csv"))));
    await createAccessKey({ ...context, pendingSecrets });
    account().ui.finish();
    assert.equal(shown().isSafe, true);
    assert.match(account().read("keys.csv"), new RegExp(shown().id));
  });

  it("says which permission is missing when AWS refuses", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", kind: "error", code: "AccessDenied", message: "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:CreateAccessKey on resource: user alice because no identity-based policy allows the iam:CreateAccessKey action" });
    const error = await account().runToFailure(createAccessKey, [PURPOSE, NO_DESCRIPTION, PAGE]);
    assert.ok(isUserError(error) && error.message === "AWS refused: your user may not do this (iam:CreateAccessKey).");
    assert.deepEqual([account().shown.length, (await account().keyIds()).length], [0, 1]);
  });

  it("writes the key to no profile that the user did not agree to", async () => {
    const before = account().read(".aws", "credentials");
    const error = await account().runToFailure(createAccessKey, toProfile(pick(/Which profile/, "work"), dismiss(/Save the key to profile work/)));
    assert.ok(isCancelledError(error));
    assert.equal(account().read(".aws", "credentials"), before);
    assert.deepEqual(await account().calls(/Create/), []);
  });

  it("deletes the key on the page’s wish, and forgets the secret", async () => {
    await create(PURPOSE, NO_DESCRIPTION, PAGE);
    const key = shown();
    await key.deleteIt();
    assert.deepEqual(await account().keyIds(), [account().sandbox.ready.accessKeyId]);
    assert.throws(() => key.secret, /forgotten/);
    assert.deepEqual([...account().pending], []);
  });

  it("counts a key that somebody else deleted meanwhile as deleted", async () => {
    await create(PURPOSE, NO_DESCRIPTION, PAGE);
    const { client } = await account().openAccount();
    await client.deleteAccessKey("alice", shown().id);
    await shown().deleteIt();
    assert.throws(() => shown().secret, /forgotten/);
  });

  it("keeps the secret when the key cannot be deleted", async () => {
    await create(PURPOSE, NO_DESCRIPTION, PAGE);
    await account().sandbox.control.faults({ action: "DeleteAccessKey", kind: "error", code: "AccessDenied", message: "no" });
    await assert.rejects(shown().deleteIt(), isUserError);
    assert.match(shown().secret.reveal(), /^[\w/+]{40}$/);
    assert.deepEqual([...account().pending], [shown().id]);
  });
});
