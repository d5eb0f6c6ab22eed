import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually";
import { filesThat } from "./filesThat";
import { codeOf } from "./mfaCode";
import { keysOfProfile } from "./signing";
import { useWorkbench } from "./useWorkbench";
import { openWorkbench, type Workbench } from "./workbench";

const GRACE = "mySecurityCredentials.rotation.graceHours";
const REST = "mySecurityCredentials.rotation.inactiveDays";

/** The access key that the profile holds. */
function heldKey({ awsFiles }: Workbench): string {
  return /aws_access_key_id = (\S+)/.exec(readFileSync(awsFiles.credentials, "utf8"))?.[1] ?? "";
}

function heldSecret({ awsFiles }: Workbench): string {
  return /aws_secret_access_key = (\S+)/.exec(readFileSync(awsFiles.credentials, "utf8"))?.[1] ?? "";
}

async function shows(workbench: Workbench, ...texts: readonly RegExp[]): Promise<void> {
  await eventually(async () => {
    const lines = await workbench.rowsText();
    for (const text of texts) assert.ok(lines.some((line) => text.test(line)), `no row ${String(text)} in\n${lines.join("\n")}`);
  });
}

async function beginRotation(workbench: Workbench, accessKeyId: string, button = "Rotate, ask before each step"): Promise<void> {
  await workbench.contextMenu(workbench.rowLabelled(accessKeyId), /^Rotate Access Key/);
  const question = await workbench.dialog();
  assert.match(await question.text(), new RegExp(`Replace access key ${accessKeyId} of alice by a new one\\?`));
  assert.match(await question.text(), /profile sandbox in ~\/\.aws\/credentials/);
  await question.press(button);
}

async function confirm(workbench: Workbench, text: RegExp, button: string): Promise<void> {
  const question = await workbench.dialog();
  assert.match(await question.text(), text);
  await question.press(button);
}

describe("rotating an access key with no time to wait", () => {
  const window = useWorkbench({ scenario: "default", settings: { [GRACE]: 0, [REST]: 0 } });

  it("leads from the tree to the end, and leaves one key, which the profile holds", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    const oldSecret = heldSecret(workbench);
    await workbench.sandbox.control.propagation(2);
    await beginRotation(workbench, old);
    await workbench.notification("trying the new key until AWS accepts it everywhere…");
    await shows(workbench, new RegExp(`${old} .*being replaced…`));
    await confirm(workbench, /Switch off the old key .*nothing has used it since/s, "Deactivate old key");
    const next = heldKey(workbench);
    assert.notEqual(next, old);
    await confirm(workbench, /Delete the old key .*A deleted key cannot be brought back/s, "Delete old key");
    await (await workbench.notification(`Finished: ${old} is deleted, and ${next} is the key that your files hold.`)).text();
    assert.deepEqual(await keysOfProfile(workbench), { [next]: "Active" });
    await shows(workbench, /^Access keys {2}1 of 2$/, new RegExp(`${next} {2}this profile · active`));
    assert.deepEqual(readdirSync(path.dirname(workbench.awsFiles.credentials)).sort(), ["config", "credentials"]);
    const secret = heldSecret(workbench);
    assert.deepEqual(filesThat(workbench.folder, (text) => text.includes(secret)), [workbench.awsFiles.credentials]);
    assert.deepEqual(filesThat(workbench.folder, (text) => text.includes(oldSecret)), []);
  });

  it("asks nothing after the start when it is to finish by itself", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    await beginRotation(workbench, old, "Rotate and finish by itself");
    await (await workbench.notification(`Finished: ${old} is deleted`)).text();
    assert.deepEqual(await keysOfProfile(workbench), { [heldKey(workbench)]: "Active" });
  });
});

describe("rotating an access key with time to watch", () => {
  const window = useWorkbench({ scenario: "default" });
  // The account begins anew with each test, and what was under way in it is over.
  afterEach(() => rmSync(path.join(window().extensionStorage, "rotations"), { recursive: true, force: true }));

  it("shows on both keys where it stands, and rolls back while it watches", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    await beginRotation(workbench, old);
    const outcome = await workbench.notification(`Access key ${old} has been replaced by`);
    const next = heldKey(workbench);
    await shows(workbench, new RegExp(`${old} {2}active · replaced · to be switched off after`), new RegExp(`${next} {2}this profile · active · in place of …${old.slice(-4)}`));
    await outcome.press("Roll back…");
    await confirm(workbench, /Go back to access key .*The new one, .*then stays active for a while/s, "Roll back");
    await workbench.notification(`Rolled back: your files hold ${old} again.`);
    assert.equal(heldKey(workbench), old);
    await shows(workbench, new RegExp(`${old} {2}this profile · active · in place of …${next.slice(-4)}`), new RegExp(`${next} {2}active · replaced`));
    assert.deepEqual(await keysOfProfile(workbench), { [old]: "Active", [next]: "Active" });
  });

  it("rolls back when the old key is switched off already", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    await beginRotation(workbench, old);
    await workbench.notification(`Access key ${old} has been replaced by`);
    const next = heldKey(workbench);
    await workbench.contextMenu(workbench.rowLabelled(old), /^Go On with Key Rotation/);
    await confirm(workbench, /Switch off the old key .*The time that you set for watching it is not over yet/s, "Deactivate old key");
    await shows(workbench, new RegExp(`${old} {2}inactive · replaced · to be deleted after`));
    assert.deepEqual(await keysOfProfile(workbench), { [old]: "Inactive", [next]: "Active" });
    await workbench.contextMenu(workbench.rowLabelled(old), /^Roll Back Key Rotation/);
    await confirm(workbench, /switched on if need be/, "Roll back");
    await workbench.notification(`Rolled back: your files hold ${old} again.`);
    assert.equal(heldKey(workbench), old);
    assert.equal((await keysOfProfile(workbench))[old], "Active");
  });

  it("rolls back when AWS's answer to the creation was lost, and deletes the key whose secret nobody has", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    await workbench.sandbox.control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    await beginRotation(workbench, old);
    await workbench.notification(`The replacement of access key ${old} stopped`);
    assert.equal(Object.keys(await keysOfProfile(workbench)).length, 2);
    await workbench.contextMenu(workbench.rowLabelled(old), /^Roll Back Key Rotation/);
    await confirm(workbench, /no program has had it/, "Roll back");
    await confirm(workbench, /AWS created the key .*, but its secret was lost on the way/, "Delete key");
    await workbench.notification(/^Rolled back: your files hold/);
    assert.equal(heldKey(workbench), old);
    assert.deepEqual(await keysOfProfile(workbench), { [old]: "Active" });
  });

  it("rolls back when a file could not be changed in the middle of the switch", async () => {
    const workbench = window();
    const { config } = workbench.awsFiles;
    const old = heldKey(workbench);
    const before = readFileSync(config);
    await workbench.sandbox.control.propagation(4);
    await beginRotation(workbench, old);
    await workbench.notification("trying the new key until AWS accepts it everywhere…");
    const other = `\n[profile other]\naws_access_key_id = ${old}\naws_secret_access_key = ${heldSecret(workbench)}\n# caf`;
    writeFileSync(config, Buffer.concat([before, Buffer.from(other), Buffer.from([0xe9, 0x0a])]));
    await workbench.notification(/not UTF-8/);
    assert.equal(heldKey(workbench), old);
    writeFileSync(config, before);
    await workbench.contextMenu(workbench.rowLabelled(old), /^Roll Back Key Rotation/);
    await confirm(workbench, /then stays active for a while, since programs may have read it/, "Roll back");
    await workbench.notification(`Rolled back: your files hold ${old} again.`);
    assert.equal(heldKey(workbench), old);
    assert.deepEqual(Object.values(await keysOfProfile(workbench)), ["Active", "Active"]);
  });

  it("says where it stands when the window went away in the middle, and goes on, or rolls back", async () => {
    const workbench = window();
    const old = heldKey(workbench);
    await workbench.sandbox.control.propagation(600);
    await beginRotation(workbench, old);
    await workbench.notification("trying the new key until AWS accepts it everywhere…");
    await workbench.open();
    const stopped = await workbench.notification(new RegExp(`The replacement of access key ${old} stopped: the new key .* exists, but your files still hold the old one`));
    await stopped.press("Roll back…");
    await confirm(workbench, /no program has had it/, "Roll back");
    await workbench.notification(`Rolled back: your files hold ${old} as before, and the new key is deleted.`);
    assert.deepEqual(await keysOfProfile(workbench), { [old]: "Active" });

    await workbench.sandbox.control.propagation(5);
    await workbench.clearNotifications();
    await beginRotation(workbench, old);
    await workbench.notification("trying the new key until AWS accepts it everywhere…");
    await workbench.open();
    await (await workbench.notification(`The replacement of access key ${old} stopped`)).press("Go on…");
    await confirm(workbench, /Go on with the replacement/, "Go on");
    await workbench.notification(`Access key ${old} has been replaced by`);
    assert.notEqual(heldKey(workbench), old);
    assert.deepEqual(Object.values(await keysOfProfile(workbench)), ["Active", "Active"]);
  });
});

describe("rotating an access key where policies demand MFA", () => {
  let workbench: Workbench;
  before(async () => (workbench = await openWorkbench({ scenario: "mfa-required", settings: { [GRACE]: 0, [REST]: 0 } })));
  after(() => workbench.close());

  it("asks for a code once, and the session goes on with the new key", async () => {
    const old = heldKey(workbench);
    await workbench.runCommand("Rotate Access Key…");
    await workbench.quickInputShows("AWS asks for MFA here.");
    await workbench.type(await codeOf(workbench.sandbox));
    await workbench.accept();
    await workbench.pick(old);
    await confirm(workbench, new RegExp(`Replace access key ${old} of alice`), "Rotate and finish by itself");
    await workbench.notification(`Finished: ${old} is deleted`);
    const next = heldKey(workbench);
    await shows(workbench, /^Access keys {2}1 of 2$/, new RegExp(`${next} {2}this profile · active`));
    assert.match(await workbench.statusBar("AWS profile"), /MFA until/);
    const calls = await workbench.sandbox.control.calls();
    assert.equal(calls.filter(({ operation }) => operation === "GetSessionToken").length, 1);
  });
});
