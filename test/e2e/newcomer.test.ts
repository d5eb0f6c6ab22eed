import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

describe("a newcomer without any AWS profile", () => {
  // A key that is typed in comes without an endpoint, so the environment leads it to the sandbox, as it would to AWS.
  const window = useWorkbench({ noProfile: true, endpointInEnvironment: true });

  const showsWelcome = (workbench: Workbench) =>
    eventually(async () => {
      assert.match(await workbench.welcomeText(), /See and manage your own AWS credentials here/);
      assert.deepEqual(await workbench.rows(), []);
    });

  it("is welcomed with two ways to begin", async () => {
    await showsWelcome(window());
    assert.match(await window().welcomeText(), /Use an AWS profile\s+Try it with a sandbox account/);
  });

  it("tries the sandbox account, whose files are apart from their own, and leaves it again", async () => {
    const workbench = window();
    await showsWelcome(workbench);
    await workbench.welcomeLink("Try it with a sandbox account");
    await eventually(async () => assert.equal((await workbench.rowsText())[0], "alice @ acme-dev  123456789012 · profile sandbox · no MFA in this session"));
    assert.equal(existsSync(path.dirname(workbench.awsFiles.config)), false);
    assert.deepEqual(await workbench.sandbox.control.calls(), [], "it is another sandbox than that of this test");
    await workbench.viewAction("Leave the Sandbox Account");
    await showsWelcome(workbench);
    assert.equal(existsSync(path.dirname(workbench.awsFiles.config)), false);
  });

  it("sets up a profile with a key that AWS accepts; a wrong secret is refused, and nothing is written", async () => {
    const workbench = window();
    const { accessKeyId, secretAccessKey } = workbench.sandbox.ready;
    await showsWelcome(workbench);
    const enter = async (secret: string) => {
      await workbench.pick("Type or paste it");
      await workbench.quickInputShows("A name for the new profile");
      await workbench.type("work");
      await workbench.accept();
      await workbench.quickInputShows("The access key ID.");
      await workbench.type("AKIA");
      await workbench.quickInputShows("An access key ID is 16 letters and digits or more");
      await workbench.type(accessKeyId);
      await workbench.accept();
      await workbench.quickInputShows("The secret access key that belongs to it");
      assert.equal(await workbench.page.locator(".quick-input-filter input").getAttribute("type"), "password");
      await workbench.type(secret);
      await workbench.accept();
      await workbench.quickInputShows("The AWS region you work in.");
      assert.equal(await workbench.inputValue(), "us-east-1");
      await workbench.type("eu-central-1");
      await workbench.accept();
    };
    await workbench.welcomeLink("Use an AWS profile");
    await enter("A".repeat(40));
    const refusal = await workbench.notification(`This secret does not belong to the access key ${accessKeyId}.`);
    assert.match(await refusal.text(), /Copy the secret again, whole and without spaces; nothing was saved\./);
    assert.equal(existsSync(workbench.awsFiles.credentials), false);

    await workbench.clearNotifications();
    await workbench.welcomeLink("Use an AWS profile");
    await enter(secretAccessKey);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`\\[work\\]\\s+aws_access_key_id = ${accessKeyId}\\s+aws_secret_access_key = \\*\\*\\*[^]*\\[profile work\\]\\s+region = eu-central-1`));
    assert.ok(!(await dialog.text()).includes(secretAccessKey));
    await dialog.press("Save key");
    await eventually(() => assert.equal(readFileSync(workbench.awsFiles.credentials, "utf8"), `[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`));
    assert.equal(statSync(workbench.awsFiles.credentials).mode & 0o777, 0o600);
    await workbench.notification("The key is saved to profile work.");
    assert.equal(readFileSync(workbench.awsFiles.config, "utf8"), "[profile work]\nregion = eu-central-1\n");
    await eventually(async () => assert.match((await workbench.rowsText())[0] ?? "", /^alice @ acme-dev .*profile work/));
  });
});
