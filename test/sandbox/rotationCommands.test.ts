import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { goOnRotation } from "../../src/commands/rotation/goOn";
import { rollBackRotation } from "../../src/commands/rotation/rollBack";
import { rotateAccessKey } from "../../src/commands/rotation/rotate";
import { COMMANDS } from "../../src/contributions";
import { isCancelledError, isUserError } from "../../src/errors";
import { fencedIn, notAllowed } from "./failure";
import { confirm, dismiss, input, pick, type Step } from "./scriptedUi";
import { useRotation } from "./useRotation";

const ASK_EACH = "Rotate, ask before each step";
const BY_ITSELF = "Rotate and finish by itself";
const HOUR = 3_600_000;

const begins = (button = ASK_EACH): Step => confirm(/^Replace access key AKIA\w+ of alice by a new one\?/, button);

describe("Rotating an access key by command", () => {
  const work = useRotation();
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;
  const argument = () => ({ accessKeyId: own() });
  const lastNotice = () => account().ui.notices.at(-1) ?? "";

  it("shows what will happen, begins after one question, and says where it stands", async () => {
    await account().run(rotateAccessKey, [begins()], argument());
    assert.match(account().ui.detail, /A new key is created, and tried until AWS accepts it everywhere/);
    assert.match(account().ui.detail, /• profile work in .*credentials/);
    assert.match(account().ui.detail, /The old key stays active for 24 hours more, in case something else uses it, and is then switched off; 7 days later it is deleted\./);
    assert.match(account().ui.detail, /You can roll back at any time until the old key is deleted\.$/);
    const next = work().keyOf() ?? "";
    assert.match(lastNotice(), new RegExp(`^Access key ${own()} has been replaced by ${next}, and stays active until .* in case something else uses it\\.$`));
    assert.equal(account().ui.action?.title, "Roll back…");
    assert.equal(await work().profileWorks(), true);
    for (const step of ["creating the new key…", "trying the new key until AWS accepts it everywhere…", "changing your files over…"]) assert.ok(account().ui.texts.includes(step), step);
  });

  it("asks which key when it comes from the palette, among those that are active", async () => {
    await account().run(rotateAccessKey, [pick(/Rotate access key \| Which access key/, own()), begins()]);
    assert.notEqual(work().keyOf(), own());
  });

  it("changes nothing when the user does not want it", async () => {
    assert.ok(isCancelledError(await account().runToFailure(rotateAccessKey, [dismiss(/^Replace access key/)], argument())));
    assert.deepEqual(await account().calls(/^(Create|Delete)/), []);
    await work().assertOnlyKey(own());
  });

  it("with no time to wait ends in one go, with one key, and asks nothing on the way if it is to finish by itself", async () => {
    Object.assign(work().rotations, { graceMs: 0, restMs: 0 });
    await account().run(rotateAccessKey, [begins(BY_ITSELF)], argument());
    assert.match(account().ui.detail, /The old key is then switched off at once and deleted\./);
    const next = work().keyOf() ?? "";
    assert.equal(lastNotice(), `Finished: ${own()} is deleted, and ${next} is the key that your files hold.`);
    await work().assertOnlyKey(next);
  });

  it("with no time to wait ends by itself also where this computer’s clock is wrong", async () => {
    Object.assign(work().rotations, { graceMs: 0, restMs: 0 });
    await account().sandbox.control.clock(120);
    await account().run(rotateAccessKey, [begins(BY_ITSELF)], argument());
    await work().assertOnlyKey(work().keyOf() ?? "");
  });

  it("with no time to wait asks before each step, and stops where the user stops", async () => {
    Object.assign(work().rotations, { graceMs: 0, restMs: 0 });
    assert.ok(isCancelledError(await account().runToFailure(rotateAccessKey, [begins(), dismiss(/^Switch off the old key .*nothing has used it since/s)], argument())));
    assert.equal(work().now?.step, "watching");
    assert.ok(isCancelledError(await account().runToFailure(goOnRotation, [confirm(/^Switch off the old key/, "Deactivate old key"), dismiss(/^Delete the old key .*A deleted key cannot be brought back/s)])));
    assert.deepEqual(work().tools.journal.list().map(({ step }) => step), ["resting"]);
    await account().run(goOnRotation, [confirm(/^Delete the old key/, "Delete old key")]);
    await work().assertOnlyKey(work().keyOf() ?? "");
  });

  it("says when it is early to switch off, or to delete", async () => {
    await account().run(rotateAccessKey, [begins(BY_ITSELF)], argument());
    await account().run(goOnRotation, [confirm(/The time that you set for watching it is not over yet/, "Deactivate old key")]);
    assert.match(lastNotice(), new RegExp(`^Access key ${own()} has been replaced by AKIA\\w+ and is switched off\\. It is to be deleted after `));
    await account().run(goOnRotation, [confirm(/The time that you set for noticing what breaks is not over yet/, "Delete old key")]);
    await work().assertOnlyKey(work().keyOf() ?? "");
  });

  it("changes over every profile and every file that holds the key, those that are usual too where the environment names others", async () => {
    const { credentials, config } = account().paths;
    const { secretAccessKey } = account().sandbox.ready;
    const usual = account().in("home", ".aws");
    mkdirSync(usual, { recursive: true });
    writeFileSync(path.join(usual, "credentials"), `[default]\naws_access_key_id = ${own()}\naws_secret_access_key = ${secretAccessKey}\n[stranger]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = other\n`);
    appendFileSync(credentials, `[again]\naws_access_key_id = ${own()}\naws_secret_access_key = ${secretAccessKey}\n`);
    appendFileSync(config, `[profile inConfig]\naws_access_key_id = ${own()}\naws_secret_access_key = ${secretAccessKey}\n`);
    work().rotations.otherSets = [{ config: path.join(usual, "config"), credentials: path.join(usual, "credentials") }];
    await account().run(rotateAccessKey, [begins()], argument());
    for (const place of [/profile work in .*credentials/, /profile again in .*credentials/, /profile inConfig in .*config/, /profile default in .*home.*credentials/]) assert.match(account().ui.detail, place);
    const texts = [credentials, config, path.join(usual, "credentials")].map((file) => readFileSync(file, "utf8"));
    assert.ok(texts.every((text) => !text.includes(own()) && !text.includes(secretAccessKey)));
    assert.ok(texts[2]?.endsWith("[stranger]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = other\n"));
    await account().run(rollBackRotation, [confirm(/^Go back to access key/, "Roll back")]);
    assert.equal(readFileSync(path.join(usual, "credentials"), "utf8").split(own()).length, 2);
    assert.equal(work().keyOf("again"), own());
  });

  it("names what else on this computer has the key and stays as it is, but not what is only a comment", async () => {
    writeFileSync(account().in(".bashrc"), `# export AWS_ACCESS_KEY_ID=${own()}\nexport AWS_ACCESS_KEY_ID=${own()}\n`);
    appendFileSync(account().paths.credentials, `\n[capitals]\nAWS_ACCESS_KEY_ID = ${own()}\n`);
    await account().runToFailure(rotateAccessKey, [dismiss(/^Replace access key/)], argument());
    assert.match(account().ui.detail, /Not changed, although it names the old key: .*credentials:\d+, ~\/\.bashrc:2\. Put the new one there yourself/);
  });

  it("of another user than the one who is shown is refused before anything is asked", async () => {
    const { client } = await account().openAccount();
    const caller = await client.getCaller();
    const elsewhere = { ...caller, arn: "arn:aws:iam::123456789012:user/bob" };
    const context = { ...account().context, account: { ...account().context.account, open: async () => ({ ...(await account().openAccount()), client: Object.assign(Object.create(client) as typeof client, { getCaller: () => Promise.resolve(elsewhere) }) }) } };
    await assert.rejects(rotateAccessKey(context, argument()), (error: unknown) => isUserError(error) && error.message.includes('not one of the user whose credentials are shown'));
    await work().assertOnlyKey(own());
  });

  it("warns of the key in the environment that VS Code was started with, and of a last use that is hidden", async () => {
    account().environment = { AWS_ACCESS_KEY_ID: own() };
    await account().sandbox.control.faults({ action: "GetAccessKeyLastUsed", ...notAllowed("GetAccessKeyLastUsed") });
    await account().runToFailure(rotateAccessKey, [dismiss(/VS Code was started with this key in AWS_ACCESS_KEY_ID.*may not see when a key was last used/s)], argument());
  });

  it("that fails before there is a key says that the files hold the old one, and offers the request for the administrator", async () => {
    await account().sandbox.control.faults({ action: "CreateAccessKey", ...notAllowed("CreateAccessKey") });
    const error = await account().runToFailure(rotateAccessKey, [begins()], argument());
    assert.ok(isUserError(error));
    assert.equal(error.message, `AWS refused: your user may not do this (iam:CreateAccessKey). Your files hold ${own()} as before.`);
    assert.equal((error as { denial?: { action: string } }).denial?.action, "iam:CreateAccessKey");
    await work().assertOnlyKey(own());
  });

  it("that fails on the way says which key works, and offers to go on", async () => {
    work().rotations.pace = { ...work().rotations.pace, limitMs: 0 };
    await account().sandbox.control.propagation(60);
    const error = await account().runToFailure(rotateAccessKey, [begins()], argument());
    assert.ok(isUserError(error));
    assert.match(error.message, new RegExp(`^The replacement of access key ${own()} stopped: the new key AKIA\\w+ exists, but your files still hold the old one, which works as before\\. AWS does not accept`));
    assert.equal(error.action?.command, COMMANDS.goOnRotation);
    // The same command takes it up again.
    await account().sandbox.control.clock(61);
    await account().run(rotateAccessKey, [confirm(/^Go on with the replacement of AKIA\w+\?.*stopped: the new key/s, "Go on")], argument());
    assert.equal(work().now?.step, "watching");
  });

  it("that was not switched off, or not deleted, says so, and which key the files hold", async () => {
    await account().run(rotateAccessKey, [begins()], argument());
    const next = work().keyOf() ?? "";
    await account().sandbox.control.faults({ action: "UpdateAccessKey", ...fencedIn("UpdateAccessKey") });
    const first = await account().runToFailure(goOnRotation, [confirm(/^Switch off/, "Deactivate old key")], argument());
    assert.ok(isUserError(first) && new RegExp(`^Access key ${own()} has been replaced by ${next}, and stays active until .* AWS has fenced in your user`).test(first.message), String(first));
    await account().run(goOnRotation, [confirm(/^Switch off/, "Deactivate old key")], argument());
    await account().sandbox.control.faults({ action: "DeleteAccessKey", ...notAllowed("DeleteAccessKey") });
    const second = await account().runToFailure(goOnRotation, [confirm(/^Delete the old key/, "Delete old key")], argument());
    assert.ok(isUserError(second) && new RegExp(`^Access key ${own()} has been replaced by ${next} and is switched off\\. .* AWS refused`).test(second.message), String(second));
    assert.equal(await work().profileWorks(), true);
  });

  it("does not delete what another window has rolled back while the question was open", async () => {
    await account().run(rotateAccessKey, [begins()], argument());
    const { now } = work();
    assert.ok(now);
    await work().rotator.deactivate(now.id);
    account().ui.beforeWork = async () => {
      account().ui.beforeWork = () => Promise.resolve();
      await work().rotator.rollBack(now.id);
    };
    const error = await account().runToFailure(goOnRotation, [confirm(/^Delete the old key/, "Delete old key")], argument());
    assert.ok(isUserError(error) && error.message.endsWith("This rotation was rolled back meanwhile."), String(error));
    assert.deepEqual((await work().keysAtAws()).map((key) => key.split(" ")[1]), ["Active", "Active"]);
    assert.deepEqual(await account().calls(/^DeleteAccessKey/), []);
  });

  it("goes on from the tree’s row of either key, and picks among several from the palette", async () => {
    await account().run(rotateAccessKey, [begins()], argument());
    await account().runToFailure(goOnRotation, [dismiss(/^Switch off the old key/)], { accessKeyId: work().keyOf() });
    const { now } = work();
    assert.ok(now);
    const stranger = { ...now, id: "another", user: { ...now.user, arn: `${now.user.arn}2`, userName: "bob" }, oldKeyId: "AKIAIOSFODNN7EXAMPLE" };
    await work().tools.journal.write(stranger);
    await account().runToFailure(goOnRotation, [pick(/Rotations of access keys \| Which one\?/, own()), dismiss(/^Switch off the old key/)]);
    assert.deepEqual(account().ui.rows.map(({ label, description }) => `${label} ${description ?? ""}`), [`${own()} alice`, "AKIAIOSFODNN7EXAMPLE bob"]);
  });

  it("has nothing to go on with, and says so", async () => {
    for (const [command, given] of [[goOnRotation, undefined], [rollBackRotation, argument()]] as const) {
      const error = await account().runToFailure(command, [], given);
      assert.ok(isUserError(error) && error.message === "No access key is being replaced just now.");
    }
  });
});

describe("Rolling back by command", () => {
  const work = useRotation();
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;
  const back = (button = "Roll back"): Step => confirm(/^Go back to access key/, button);

  it("before the switch deletes the new key, which nobody has had", async () => {
    work().rotations.pace = { ...work().rotations.pace, limitMs: 0 };
    await account().sandbox.control.propagation(60);
    await account().runToFailure(rotateAccessKey, [begins()], { accessKeyId: own() });
    work().rotations.pace = { ...work().rotations.pace, limitMs: 2_000 };
    await account().run(rollBackRotation, [confirm(/The old key stays where it is, and the new one is deleted: no program has had it/, "Roll back")]);
    assert.equal(account().ui.notices.at(-1), `Rolled back: your files hold ${own()} as before, and the new key is deleted.`);
    await work().assertOnlyKey(own());
  });

  it("whose answer was lost asks before the lost key is deleted, and goes on when that was not answered", async () => {
    const { faults } = account().sandbox.control;
    await faults({ action: "CreateAccessKey", kind: "drop", after: true });
    const error = await account().runToFailure(rotateAccessKey, [begins()], { accessKeyId: own() });
    assert.ok(isUserError(error) && error.message.startsWith(`The replacement of access key ${own()} stopped while the new key was being created. Your files hold ${own()}, which works as before. The connection was lost`), String(error));
    assert.ok(isCancelledError(await account().runToFailure(rollBackRotation, [back(), dismiss(/^AWS created the key AKIA\w+, but its secret was lost on the way/)])));
    assert.equal(work().now?.step, "rollingBack");
    await account().run(goOnRotation, [confirm(/^Go on with the replacement of .*The way back .* stopped\. Your files hold .*, which works as before/s, "Go on"), confirm(/its secret was lost/, "Delete key")]);
    await work().assertOnlyKey(own());
  });

  it("while it watches puts the old key back, watches the other one, and ends", async () => {
    await account().run(rotateAccessKey, [begins()], { accessKeyId: own() });
    const next = work().keyOf() ?? "";
    const wayBack = account().ui.action;
    account().ui.expect(back());
    await wayBack?.run();
    account().ui.finish();
    assert.match(account().ui.notices.at(-1) ?? "", new RegExp(`^Rolled back: your files hold ${own()} again\\. ${next} stays active until .*, in case a program has read it\\.$`));
    assert.equal(account().ui.action, undefined, "no way back from the way back is offered at once");
    await account().run(goOnRotation, [confirm(new RegExp(`^Switch off the old key ${next}`), "Deactivate old key")]);
    await account().run(goOnRotation, [confirm(new RegExp(`^Delete the old key ${next}`), "Delete old key")]);
    await work().assertOnlyKey(own());
  });

  it("while it rests switches the old key on again", async () => {
    await account().run(rotateAccessKey, [begins()], { accessKeyId: own() });
    await account().run(goOnRotation, [confirm(/^Switch off/, "Deactivate old key")]);
    await account().run(rollBackRotation, [confirm(/The old key is switched on if need be, tried, and put back into your files/, "Roll back")]);
    assert.equal(work().keyOf(), own());
    assert.equal(await work().profileWorks(), true);
    assert.deepEqual((await work().keysAtAws()).map((key) => key.split(" ")[1]), ["Active", "Active"]);
  });

  it("that is refused says that the files hold the new key, and offers nothing that would fail again", async () => {
    await account().run(rotateAccessKey, [begins()], { accessKeyId: own() });
    await account().run(goOnRotation, [confirm(/^Switch off/, "Deactivate old key")]);
    await account().sandbox.control.faults({ action: "UpdateAccessKey", ...fencedIn("UpdateAccessKey") });
    const error = await account().runToFailure(rollBackRotation, [back()]);
    assert.ok(isUserError(error) && new RegExp(`^Access key ${own()} has been replaced by ${work().keyOf() ?? ""} and is switched off\\. .*AWS has fenced in your user`).test(error.message), String(error));
    assert.equal(error.action, undefined);
    assert.equal(await work().profileWorks(), true);
  });

  it("changes nothing when the question is dismissed", async () => {
    await account().run(rotateAccessKey, [begins()], { accessKeyId: own() });
    const { now } = work();
    assert.ok(isCancelledError(await account().runToFailure(rollBackRotation, [dismiss(/^Go back to access key/)])));
    assert.deepEqual(work().now, now);
  });
});

describe("A late use of the old key", () => {
  const work = useRotation();
  const account = () => work().account;

  /** The sandbox notes the uses of keys that were made in its run only. */
  async function beginWithFreshKey(): Promise<string> {
    const { id } = await work().begin();
    await work().rotator.deactivate(id);
    await work().rotator.deleteOldKey(id);
    Object.assign(work().rotations, { graceMs: HOUR, restMs: HOUR });
    const old = work().pairOf();
    await account().run(rotateAccessKey, [begins(BY_ITSELF)], { accessKeyId: old.accessKeyId });
    await work().letTimePass(HOUR / 2);
    await (await work().elsewhere(old)).getCaller();
    return old.accessKeyId;
  }

  it("makes the watch begin anew, is said with service and region, and asks before the key is switched off", async () => {
    const old = await beginWithFreshKey();
    const due = work().now?.waitUntil ?? 0;
    await account().runToFailure(goOnRotation, [dismiss(/Something else still has it: it was used .*, sts us-east-1, after AKIA\w+ took its place\. Find that program first/)]);
    assert.ok((work().now?.waitUntil ?? 0) > due + HOUR / 3, "the watch begins anew");
    assert.equal(work().now?.lateUse?.serviceName, "sts");
    assert.ok((await work().keysAtAws()).includes(`${old} Active`));
    await work().letTimePass(2 * HOUR);
    // Due, and to finish by itself; but something still has it.
    await account().run(goOnRotation, [confirm(/Something else still has it/, "Deactivate old key")]);
    assert.ok((await work().keysAtAws()).includes(`${old} Inactive`));
  });

  it("that comes between the last look and the switching off stops it", async () => {
    const old = await beginWithFreshKey();
    const rotation = await work().rotator.deactivate(work().now?.id ?? "");
    assert.deepEqual([rotation?.step, rotation?.lateUse?.region], ["watching", "us-east-1"]);
    assert.ok((await work().keysAtAws()).includes(`${old} Active`));
  });
});

describe("Rotating one of two keys", () => {
  const work = useRotation("two-keys");
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;
  const room = confirm(/^You have two access keys, as many as AWS allows\. To replace AKIA\w+, the other one has to go first/, "");

  async function spare(): Promise<string> {
    return (await account().keyIds()).find((id) => id !== own()) ?? "";
  }

  it("shows the other one, which is deleted after its own question", async () => {
    const other = await spare();
    await account().run(rotateAccessKey, [begins(), { ...room, button: `Look at ${other}…` } as Step, confirm(new RegExp(`^Delete access key ${other}\\?.*It was never used`, "s"), "Delete key")], { accessKeyId: own() });
    assert.deepEqual(await account().calls(/^(Create|Delete)AccessKey/), ["DeleteAccessKey ok", "CreateAccessKey ok"]);
    assert.deepEqual(await work().keysAtAws(), [`${own()} Active`, `${work().keyOf() ?? ""} Active`]);
  });

  it("changes nothing when the user stops at either question", async () => {
    const other = await spare();
    for (const last of [[dismiss(/^You have two access keys/)], [{ ...room, button: `Look at ${other}…` } as Step, dismiss(/^Delete access key/)]]) {
      assert.ok(isCancelledError(await account().runToFailure(rotateAccessKey, [begins(), ...last], { accessKeyId: own() })));
    }
    assert.deepEqual(await account().calls(/^(Create|Delete)AccessKey/), []);
    assert.deepEqual([await account().keyIds(), work().now, await work().profileWorks()], [[own(), other], undefined, true]);
  });

  it("does not begin when the other one was only switched off: it still counts", async () => {
    const other = await spare();
    const steps = [begins(), { ...room, button: `Look at ${other}…` } as Step, confirm(/^Delete access key/, "Deactivate key")];
    assert.ok(isCancelledError(await account().runToFailure(rotateAccessKey, steps, { accessKeyId: own() })));
    assert.match(account().ui.notices.at(-1) ?? "", /is switched off, but still counts/);
    assert.deepEqual(await account().calls(/^CreateAccessKey/), []);
  });

  it("does not begin when the other one may not be deleted", async () => {
    const other = await spare();
    await account().sandbox.control.faults({ action: "DeleteAccessKey", ...notAllowed("DeleteAccessKey") });
    const error = await account().runToFailure(rotateAccessKey, [begins(), { ...room, button: `Look at ${other}…` } as Step, confirm(/^Delete access key/, "Delete key")], { accessKeyId: own() });
    assert.ok(isUserError(error) && error.message.includes("iam:DeleteAccessKey"));
    assert.deepEqual([await account().calls(/^CreateAccessKey/), work().now], [[], undefined]);
  });
});

describe("Rotating a key where policies demand MFA", () => {
  const work = useRotation("mfa-required");
  const account = () => work().account;
  const own = () => account().sandbox.ready.accessKeyId;

  async function code(): Promise<string> {
    return (await account().sandbox.control.mfa()).find(({ user }) => user === "alice")?.code ?? "";
  }

  it("asks for a code once, and the session goes on after the switch, to the end", async () => {
    Object.assign(work().rotations, { restMs: 0 });
    await account().run(rotateAccessKey, [input(/AWS asks for MFA here/, await code()), begins()], { accessKeyId: own() });
    assert.equal(work().now?.step, "watching");
    await account().run(goOnRotation, [confirm(/^Switch off/, "Deactivate old key"), confirm(/^Delete the old key/, "Delete old key")]);
    assert.deepEqual(await account().calls(/GetSessionToken/), ["GetSessionToken ok"]);
    const next = work().keyOf() ?? "";
    assert.notEqual(next, own());
    assert.equal(await work().profileWorks(), true);
    assert.deepEqual([work().now, work().rotations.stored.size], [undefined, 0]);
  });

  it("changes nothing without a code", async () => {
    assert.ok(isCancelledError(await account().runToFailure(rotateAccessKey, [dismiss(/AWS asks for MFA here/)], { accessKeyId: own() })));
    assert.deepEqual(await account().calls(/^(Create|Update|Delete)/), []);
  });

  it("does not switch on a key that was switched off while the session lasts", async () => {
    const { session, client } = await account().openAccount();
    account().ui.expect(input(/AWS asks for MFA here/, await code()));
    await client.updateAccessKey("alice", own(), "Inactive");
    account().ui.finish();
    assert.ok(session.mfa);
    const error = await account().runToFailure(rotateAccessKey, [], { accessKeyId: own() });
    assert.ok(isUserError(error));
    assert.deepEqual((await client.listAccessKeys("alice")).map(({ status }) => status), ["Inactive"]);
  });
});

for (const [scenario, sentence] of [["root", /^The root user's credentials are managed in the AWS console only\.$/], ["role", /^You are signed in with a role, which has no credentials of its own/]] as const) {
  describe(`Rotating a key of ${scenario}`, () => {
    const work = useRotation(scenario);

    it("is refused with one sentence", async () => {
      const error = await work().account.runToFailure(rotateAccessKey, [], { accessKeyId: work().account.sandbox.ready.accessKeyId });
      assert.ok(isUserError(error) && sentence.test(error.message), String(error));
      assert.equal(error.action?.command, COMMANDS.switchProfile);
    });
  });
}

describe("Rotating a key that nobody may change", () => {
  const work = useRotation("read-denied");

  it("is refused before anything begins, with the permission that is missing", async () => {
    const error = await work().account.runToFailure(rotateAccessKey, [], { accessKeyId: work().account.sandbox.ready.accessKeyId });
    assert.ok(isUserError(error) && error.message === "AWS refused: your user may not do this (iam:UpdateAccessKey).", String(error));
    assert.equal(work().now, undefined);
  });
});
