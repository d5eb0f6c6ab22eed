import assert from "node:assert/strict";
import { confirmByTyping, describeKey } from "./createKey";
import { eventually } from "./eventually";
import { OneTimePage } from "./oneTimePage";
import { keysInAccount } from "./signing";
import { useWorkbench } from "./useWorkbench";

describe("an access key's life", () => {
  const window = useWorkbench({ scenario: "default" });

  it("begins with what AWS recommends instead, and ends with the last use before it is deleted", async () => {
    const workbench = window();
    const own = workbench.sandbox.ready.accessKeyId;
    await workbench.inlineAction(workbench.rowLabelled("Access keys"), /Create Access Key/);
    await workbench.pick("Code that runs on AWS (EC2, Lambda, ECS, …)");
    await workbench.pick("Create an access key all the same");
    await describeKey(workbench, "build server");
    await workbench.pick("Decide when I see it");
    const page = await OneTimePage.find(workbench);
    const id = await page.accessKeyId();
    assert.match(id, /^AKIA\w{16}$/);
    assert.deepEqual(await keysInAccount(workbench), { [own]: "Active", [id]: "Active" });
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);

    const row = workbench.rowLabelled(id);
    const shows = (...texts: RegExp[]) =>
      eventually(async () => {
        const lines = await workbench.rowsText();
        for (const text of texts) assert.ok(lines.some((line) => text.test(line)), `no row ${String(text)} in\n${lines.join("\n")}`);
      });
    await shows(/^Access keys {2}2 of 2$/, new RegExp(`${id} {2}active · created today · never used · build server$`));

    await workbench.contextMenu(row, "Deactivate Access Key");
    const question = await workbench.dialog();
    assert.match(await question.text(), /No use is known yet, but IAM may show one only hours later\./);
    await question.press("Deactivate key");
    await shows(new RegExp(`${id} {2}inactive · .*build server$`));
    assert.equal((await keysInAccount(workbench))[id], "Inactive");
    assert.ok(!(await workbench.contextMenuItems(row)).includes("Deactivate Access Key"));

    await workbench.contextMenu(row, "Activate Access Key");
    await shows(new RegExp(`${id} {2}active · .*build server$`));
    assert.equal((await keysInAccount(workbench))[id], "Active");

    await workbench.contextMenu(row, /^Delete Access Key/);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), new RegExp(`Delete access key ${id}\\?`));
    assert.match(await dialog.text(), /No use is known yet/);
    assert.match(await dialog.text(), /A deleted key cannot be brought back\./);
    await dialog.press("Delete key");
    await confirmByTyping(workbench, id);
    await shows(/^Access keys {2}1 of 2$/);
    await row.waitFor({ state: "detached" });
    assert.deepEqual(await keysInAccount(workbench), { [own]: "Active" });
  });

  it("opens the page of the better way, and creates nothing, when the user takes it", async () => {
    const workbench = window();
    const popup = workbench.page.context().waitForEvent("page");
    await workbench.runCommand("Create Access Key…");
    await workbench.pick("A CI system (GitHub, GitLab, …)");
    await workbench.pick("Connect it through OpenID Connect");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /docs\.aws\.amazon\.com\/.*id_roles_providers_create_oidc/);
    await dialog.press("Open");
    await (await popup).close();
    assert.deepEqual(Object.keys(await keysInAccount(workbench)), [workbench.sandbox.ready.accessKeyId]);
  });

  it("shows when and where a key was used before it deletes it, and asks for its last characters", async () => {
    const workbench = window();
    const id = workbench.sandbox.ready.accessKeyId;
    await workbench.contextMenu(workbench.rowLabelled(id), /^Delete Access Key/);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /It was used 2 hours ago, ec2 us-east-1\. Exactly: /);
    assert.match(await dialog.text(), /This profile signs with this key/);
    assert.match(await dialog.text(), /Deactivating shows whether any do, and can be taken back/);
    await dialog.press("Delete key");
    await workbench.quickInputShows("Type its last four characters to delete it");
    await workbench.type("????");
    await workbench.quickInputShows("These are not the last four characters of the key.");
    await workbench.escape();
    assert.deepEqual(await keysInAccount(workbench), { [id]: "Active" });
  });

  it("warns before it switches off the key that the profile signs with, and leaves it on when that is refused", async () => {
    const workbench = window();
    const id = workbench.sandbox.ready.accessKeyId;
    await workbench.contextMenu(workbench.rowLabelled(id), "Deactivate Access Key");
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /the key that this profile signs with/);
    await dialog.press("Cancel");
    assert.deepEqual(await keysInAccount(workbench), { [id]: "Active" });
  });

  it("keeps a description as the console does, and the tree shows the new one", async () => {
    const workbench = window();
    const id = workbench.sandbox.ready.accessKeyId;
    await workbench.contextMenu(workbench.rowLabelled(id), /^Edit Access Key Description/);
    await workbench.quickInputShows(`Describe access key ${id}`);
    assert.equal(await workbench.inputValue(), "laptop and build server");
    await workbench.type("not; allowed, here");
    await workbench.quickInputShows("AWS does not take these characters");
    await workbench.type("laptop only");
    await workbench.accept();
    await workbench.row(/this profile · active · .* · laptop only$/).waitFor();
  });
});
