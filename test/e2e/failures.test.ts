import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DeleteAccessKeyCommand } from "@aws-sdk/client-iam";
import { createKey } from "./createKey";
import { eventually } from "./eventually";
import { accountClient } from "./signing";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

describe("when something goes wrong", () => {
  const window = useWorkbench({ scenario: "default", settings: { "mySecurityCredentials.timeLimitSeconds": 4 } });

  const waitForRow = (workbench: Workbench, text: RegExp) =>
    eventually(async () => {
      const rows = await workbench.rowsText();
      assert.ok(rows.some((row) => text.test(row)), rows.join("\n"));
    });

  describe("with every call", () => {
    for (const { fault, sentence } of [
      { fault: "hang", sentence: /^No answer within 4 seconds from http:\/\/127\.0\.0\.1:\d+\./ },
      { fault: "html", sentence: /^What answered is not AWS \(HTTP status 503\): http:/ },
      { fault: "garbage", sentence: /^What answered is not AWS \(HTTP status 200\): http:/ },
    ] as const) {
      it(`(${fault}), the tree says why in one row, and a click on it tries again`, async () => {
        const workbench = window();
        await workbench.sandbox.control.faults({ kind: fault, times: 1000 });
        // From nothing, as at the start of a day.
        appendFileSync(workbench.awsFiles.config, "# changed\n");
        await workbench.viewAction("Refresh");
        await waitForRow(workbench, sentence);
        await eventually(async () => assert.equal((await workbench.rows()).length, 1, (await workbench.rowsText()).join("\n")));
        await workbench.sandbox.control.reset();
        await workbench.row(sentence).click();
        await waitForRow(workbench, /^alice @ acme-dev/);
        await waitForRow(workbench, /this profile · active/);
      });
    }
  });

  it("with one part only, the others are shown, and that one is tried again by its row", async () => {
    const workbench = window();
    await workbench.sandbox.control.faults({ action: "ListSSHPublicKeys", kind: "html", times: 10 });
    appendFileSync(workbench.awsFiles.config, "# changed\n");
    await workbench.viewAction("Refresh");
    await waitForRow(workbench, /^ {2}SSH public keys {2}could not be loaded/);
    await waitForRow(workbench, /^Access keys {2}1 of 2/);
    await workbench.sandbox.control.reset();
    await workbench.row(/What answered is not AWS/).click();
    await waitForRow(workbench, /^ {2}SSH public keys {2}1 of 5/);
  });

  it("for a moment (throttling), nobody notices: the call is repeated", async () => {
    const workbench = window();
    await workbench.sandbox.control.faults({ action: "ListAccessKeys", kind: "throttle", times: 1 });
    appendFileSync(workbench.awsFiles.config, "# changed\n");
    await workbench.viewAction("Refresh");
    const outcomes = async () => (await workbench.sandbox.control.calls()).filter(({ operation }) => operation === "ListAccessKeys").map(({ outcome }) => outcome);
    await eventually(async () => assert.deepEqual((await outcomes()).slice(-2), ["fault:throttle", "ok"]));
    await waitForRow(workbench, /^Access keys {2}1 of 2/);
    await waitForRow(workbench, /this profile · active/);
  });

  it("because somebody else deleted the key meanwhile, the user is told, and the tree is right again", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const id = await page.accessKeyId();
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
    const row = workbench.rowLabelled(id);
    await row.filter({ hasText: "never used" }).waitFor();
    const other = accountClient(workbench.sandbox.ready);
    await other.send(new DeleteAccessKeyCommand({ AccessKeyId: id }));
    other.destroy();
    await workbench.contextMenu(row, "Deactivate Access Key");
    await workbench.notification(`The access key ${id} is not there any more. Somebody else may have deleted it.`);
    await workbench.viewAction("Refresh");
    await row.waitFor({ state: "detached" });
  });

  it("in the AWS files, the file and the line are named", async () => {
    const workbench = window();
    writeFileSync(workbench.awsFiles.credentials, "[sandbox\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
    rmSync(workbench.awsFiles.config);
    await workbench.viewAction("Refresh");
    await waitForRow(workbench, /^There is no profile sandbox in your AWS files\./);
    await waitForRow(workbench, /^~\/\.aws\/credentials, line 1: The “\[” is not closed/);
    writeFileSync(workbench.awsFiles.credentials, `[sandbox]\naws_access_key_id = ${workbench.sandbox.ready.accessKeyId}\naws_secret_access_key = ${workbench.sandbox.ready.secretAccessKey}\nendpoint_url = ${workbench.sandbox.ready.endpoint}\n`);
    await workbench.row(/^Try again$/).click();
    await waitForRow(workbench, /^alice @ acme-dev/);
  });

  it("because the profile is unknown, another can be chosen from the row below", async () => {
    const workbench = window();
    const rename = (from: string, to: string) => {
      for (const file of [workbench.awsFiles.config, workbench.awsFiles.credentials]) writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    };
    rename("sandbox]", "other]");
    await workbench.viewAction("Refresh");
    await waitForRow(workbench, /^There is no profile sandbox in your AWS files\./);
    await workbench.row(/^Switch profile$/).click();
    await workbench.pick("other");
    await waitForRow(workbench, /^alice @ acme-dev .*profile other/);
    // The choice is remembered for this window; the next test has another profile.
    rename("other]", "sandbox]");
    await workbench.viewAction("Refresh");
    await workbench.row(/^Switch profile$/).click();
    await workbench.pick("sandbox");
    await waitForRow(workbench, /^alice @ acme-dev .*profile sandbox/);
  });

  it("while the secret is saved, it is still on the page, which says why", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const secret = await page.readSecret();
    const inTheWay = path.join(workbench.workspace, "taken.csv");
    await page.press("Download .csv…");
    await workbench.pick("As the AWS console writes it");
    await workbench.saveAs(inTheWay);
    // The save dialog accepts no folder, so it comes while the next question is open.
    const dialog = await workbench.dialog();
    mkdirSync(inTheWay);
    await dialog.press("Save here anyway");
    await page.says(/This file cannot be written, and is as it was before: .*taken\.csv There is a folder in the file’s place/);
    rmSync(workbench.awsFiles.credentials);
    mkdirSync(workbench.awsFiles.credentials);
    await page.press("Save to a profile…");
    await workbench.notification(/This file cannot be read: .*credentials There is a folder in the file’s place/);
    assert.equal(await page.readSecret(), secret);
    rmSync(workbench.awsFiles.credentials, { recursive: true });
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
  });
});
