import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { createKey } from "./createKey";
import { eventually } from "./eventually";
import { whoseKey, whoseProfile } from "./signing";
import { useWorkbench } from "./useWorkbench";

const ALICE = "arn:aws:iam::123456789012:user/alice";

describe("the page that shows a secret once", () => {
  const window = useWorkbench({ scenario: "default" });

  it("masks the secret until it is asked to show it, and shows the one that the account issued", async () => {
    const page = await createKey(window());
    assert.equal(await page.isMasked(), true);
    assert.match(await page.frame.locator("body").innerText(), /This is the only time the secret can be seen/);
    assert.equal(await page.frame.locator(".whose").innerText(), "sandbox · alice · 123456789012");
    const secret = await page.readSecret();
    assert.equal(await page.isMasked(), true);
    assert.equal(await whoseKey(window(), await page.accessKeyId(), secret), ALICE);
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(window());
  });

  for (const { form, header } of [
    { form: "As the AWS console writes it", header: "Access key ID,Secret access key" },
    { form: "For “aws configure import”", header: "User Name,Access key ID,Secret access key" },
  ]) {
    it(`downloads a .csv that only its owner can read: ${header}`, async () => {
      const page = await createKey(window());
      const [id, secret] = [await page.accessKeyId(), await page.readSecret()];
      const file = path.join(window().home, "key.csv");
      await page.press("Download .csv…");
      await window().pick(form);
      await window().saveAs(file);
      await page.says("Downloaded to ~/key.csv, readable by you only");
      const values = header.startsWith("User") ? ["alice", id, secret] : [id, secret];
      assert.equal(readFileSync(file, "utf8"), `${header}\r\n${values.join(",")}\r\n`);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      await page.finish(window());
    });
  }

  it("warns before it writes into a Git repository, where another place is the default", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const inside = path.join(workbench.workspace, "key.csv");
    const outside = path.join(workbench.home, "elsewhere.csv");
    await page.press("Download .csv…");
    await workbench.pick("As the AWS console writes it");
    await workbench.saveAs(inside);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /This folder belongs to a Git repository: payments/);
    // The default: what Enter presses.
    assert.equal(await dialog.box.locator(".monaco-text-button:focus").innerText(), "Choose another place");
    await workbench.page.keyboard.press("Enter");
    await workbench.saveAs(outside);
    await page.says("Downloaded to ~/elsewhere.csv");
    assert.equal(existsSync(inside), false);
    await page.press("Download .csv…");
    await workbench.pick("As the AWS console writes it");
    await workbench.saveAs(inside);
    await (await workbench.dialog()).press("Save here anyway");
    await page.says(/Downloaded to .*payments\/key\.csv/);
    assert.equal(readFileSync(inside, "utf8"), readFileSync(outside, "utf8"));
    await page.finish(workbench);
  });

  it("saves to a new profile that then works, keeps every other byte of the file, and takes it back", async () => {
    const workbench = window();
    const { credentials, config } = workbench.awsFiles;
    appendFileSync(credentials, "\n# the other team's; do not touch\r\n[other]  ; odd\n  aws_access_key_id=AKIAOTHEROTHEROTHER1\naws_secret_access_key = x/y+z # not a comment\n\n");
    const before = { credentials: readFileSync(credentials), config: readFileSync(config) };
    const page = await createKey(workbench);
    const [id, secret] = [await page.accessKeyId(), await page.readSecret()];
    await page.press("Save to a profile…");
    await workbench.pick("New profile…");
    await workbench.quickInputShows("A name for the new profile");
    assert.equal(await workbench.inputValue(), "sandbox-new");
    await workbench.accept();
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`\\[sandbox-new\\]\\s+aws_access_key_id = ${id}\\s+aws_secret_access_key = \\*\\*\\*`));
    await dialog.press("Save key");
    await page.says("Saved to profile “sandbox-new” in ~/.aws/credentials · ✓ verified: AWS accepts it");
    assert.equal(await whoseProfile(workbench, "sandbox-new"), ALICE);
    const after = readFileSync(credentials);
    assert.ok(after.includes(before.credentials), "everything that was there is there, byte for byte");
    assert.ok(after.includes(secret));
    assert.equal(statSync(credentials).mode & 0o777, 0o600);
    await page.press("Undo");
    await eventually(() => assert.ok(readFileSync(credentials).equals(before.credentials)));
    await eventually(() => assert.ok(readFileSync(config).equals(before.config)));
    await eventually(async () => assert.deepEqual(await page.linesText(), []));
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
  });

  it("says which key it replaces before it saves to a profile that has one", async () => {
    const workbench = window();
    const old = workbench.sandbox.ready.accessKeyId;
    const page = await createKey(workbench);
    const id = await page.accessKeyId();
    await page.press("Save to a profile…");
    await workbench.pick("sandbox");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`They replace the key ${old}\\.`));
    await dialog.press("Save key");
    await page.says("✓ verified");
    assert.equal(await whoseProfile(workbench, "sandbox"), ALICE);
    assert.ok(!readFileSync(workbench.awsFiles.credentials, "utf8").includes(old));
    await page.finish(workbench);
    // The mark moves to the key that signs now.
    await eventually(async () => assert.ok((await workbench.rowsText()).some((line) => line.includes(`${id}  this profile`))));
  });
});
