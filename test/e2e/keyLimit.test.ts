import assert from "node:assert/strict";
import { answerQuestions, createKey } from "./createKey";
import { eventually } from "./eventually";
import { OneTimePage } from "./oneTimePage";
import { keysInAccount } from "./signing";
import { useWorkbench } from "./useWorkbench";
import type { Workbench } from "./workbench";

describe("a user who has as many keys as AWS allows", () => {
  const window = useWorkbench({ scenario: "two-keys" });

  /** The key that does not sign. */
  async function spareKey(workbench: Workbench): Promise<string> {
    const spare = Object.keys(await keysInAccount(workbench)).find((id) => id !== workbench.sandbox.ready.accessKeyId);
    assert.ok(spare !== undefined);
    return spare;
  }

  it("sees both with age and use, the one to give up first, and creates the new one when that is deleted", async () => {
    const workbench = window();
    const { accessKeyId: own } = workbench.sandbox.ready;
    const spare = await spareKey(workbench);
    await workbench.runCommand("Create Access Key…");
    await workbench.quickInputShows("You have 2 access keys, as many as AWS allows");
    assert.deepEqual(
      await workbench.quickPickRows(),
      [
        `key  ${spare}, active · 200 days old, never used — Give this one up: it was never used.`,
        `key  ${own}, this profile · active · 400 days old, used 2 hours ago, ec2 us-east-1`,
      ],
    );
    await workbench.accept();
    await answerQuestions(workbench);
    assert.equal(Object.keys(await keysInAccount(workbench)).length, 2, "nothing is deleted before all is asked");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`Delete access key ${spare}\\?[^]*It was never used`));
    await dialog.press("Delete key");
    const page = await OneTimePage.find(workbench);
    const id = await page.accessKeyId();
    assert.deepEqual(await keysInAccount(workbench), { [own]: "Active", [id]: "Active" });
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
    await workbench.rowLabelled(spare).waitFor({ state: "detached" });
  });

  it("is told that a key which is only switched off still counts, and nothing is created", async () => {
    const workbench = window();
    const spare = await spareKey(workbench);
    await workbench.runCommand("Create Access Key…");
    await workbench.pick(spare);
    await answerQuestions(workbench);
    await (await workbench.dialog()).press("Deactivate key");
    const notice = await workbench.notification(/switched off, but still counts/);
    assert.match(await notice.text(), new RegExp(spare));
    await eventually(async () => assert.match((await workbench.rowsText()).find((line) => line.includes(spare)) ?? "", /inactive/));
    assert.deepEqual(await keysInAccount(workbench), { [workbench.sandbox.ready.accessKeyId]: "Active", [spare]: "Inactive" });
  });

  it("is not troubled by a deletion that has not reached all of IAM yet", async () => {
    const workbench = window();
    const { accessKeyId: own } = workbench.sandbox.ready;
    await workbench.contextMenu(workbench.rowLabelled(await spareKey(workbench)), /^Delete Access Key/);
    await (await workbench.dialog()).press("Delete key");
    await workbench.row(/^Access keys.*1 of 2/).waitFor();
    await workbench.sandbox.control.faults({ action: "CreateAccessKey", kind: "error", code: "LimitExceeded", message: "Cannot exceed quota for AccessKeysPerUser: 2" });
    const page = await createKey(workbench);
    assert.deepEqual(Object.keys(await keysInAccount(workbench)), [own, await page.accessKeyId()]);
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
  });
});
