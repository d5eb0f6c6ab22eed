import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { need, run } from "../sandbox/gitCommand";
import { waitForTree } from "./loading";
import { eventually, openWorkbench, type Workbench } from "./workbench";

describe("an access key in a file that Git tracks", () => {
  let workbench: Workbench;
  let file: string;
  let id: string;
  before(async function () {
    await need(this, ["git", "--version"]);
    workbench = await openWorkbench({ hasReport: true, settings: { "files.autoSave": "off" } });
    id = workbench.sandbox.ready.accessKeyId;
    file = path.join(workbench.workspace, "prod.env");
    writeFileSync(file, `# production\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${workbench.sandbox.ready.secretAccessKey}\nSTAGE=prod\n`);
    await run("git", ["add", "prod.env"], { cwd: workbench.workspace, env: workbench.environment });
    await waitForTree(workbench);
    await workbench.viewAction("Refresh");
  });
  after(() => workbench.close());

  const problems = () => workbench.page.locator(".markers-panel .monaco-list-row");
  const warning = () => problems().filter({ hasText: `This is access key …${id.slice(-4)} of your user alice.` });
  /** What the warning offers to do: its quick fixes are at the top of its menu, as soon as they are known. */
  const fixes = () =>
    eventually(async () => {
      const offered = (await workbench.contextMenuItems(warning())).filter((title) => /profile|Rotate|Ignore/.test(title));
      assert.deepEqual(offered, ["Replace by a reference to profile sandbox…", "Rotate this key now…", "Ignore in this workspace"]);
    });
  const fix = async (title: string) => {
    await fixes();
    await workbench.contextMenu(warning(), title);
  };

  it("is listed with the other places, its secret masked; picking one opens its line", async () => {
    await workbench.runCommand("Where Is This Access Key Used?");
    await workbench.pick(id);
    await workbench.quickInputShows(new RegExp(`${id}: used`));
    const rows = await workbench.quickPickRows();
    assert.ok(rows.some((row) => row.includes("credentials:2") && row.includes("AWS files")), rows.join("\n"));
    assert.ok(rows.some((row) => row.includes("prod.env:2") && row.includes("This workspace")), rows.join("\n"));
    await workbench.pick(/prod\.env:2/);
    await workbench.page.locator(".part.editor").getByRole("tab", { name: "prod.env" }).waitFor();
    await eventually(async () => assert.match(await workbench.statusBar("Ln"), /Ln 2, Col 1/));
  });

  it("is shown with its last calls to those who may see CloudTrail", async () => {
    await workbench.sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "cloudtrail:LookupEvents", Resource: "*" }] });
    await workbench.runCommand("Where Is This Access Key Used?");
    await workbench.pick(id);
    await workbench.quickInputShows(new RegExp(`${id}: used`));
    await workbench.type("iam:ListSSHPublicKeys");
    await eventually(async () => assert.match((await workbench.quickPickRows())[0] ?? "", /iam:ListSSHPublicKeys.*from 127\.0\.0\.1.*Last calls \(AWS CloudTrail\)/));
    await workbench.accept();
    await workbench.notification(/^iam:ListSSHPublicKeys · .* from 127\.0\.0\.1/);
    await workbench.clearNotifications();
  });

  it("is a warning in Problems, which offers what to do", async () => {
    await workbench.runCommand("Problems: Focus on Problems View");
    await warning().waitFor();
    await fixes();
  });

  it("makes room for a profile after a look at the change; undone like what is typed", async () => {
    const before = readFileSync(file, "utf8");
    await fix("Replace by a reference to profile sandbox…");
    await (await workbench.dialog()).press("Replace key");
    await warning().waitFor({ state: "detached" });
    await workbench.runCommand("File: Save");
    await eventually(() => assert.equal(readFileSync(file, "utf8"), "# production\nAWS_PROFILE=sandbox\nSTAGE=prod\n"));
    await workbench.runCommand("Undo");
    await workbench.runCommand("File: Save");
    await eventually(() => assert.equal(readFileSync(file, "utf8"), before));
    await workbench.runCommand("Problems: Focus on Problems View");
    await warning().waitFor();
  });

  it("is warned of again when what was typed over it is discarded", async () => {
    await workbench.runCommand("View: Focus Active Editor Group");
    await workbench.runCommand("Select All");
    await workbench.page.keyboard.press("Delete");
    await warning().waitFor({ state: "detached" });
    await workbench.runCommand("View: Close Editor");
    await (await workbench.dialog()).press("Don't Save");
    await warning().waitFor();
  });

  it("is passed over where that is wanted, until that is taken back", async () => {
    await fix("Ignore in this workspace");
    await warning().waitFor({ state: "detached" });
    const done = await workbench.notification(/prod\.env is not warned of in this workspace any more/);
    await done.press("Undo");
    await warning().waitFor();
  });

  it("is warned of no more when something else has deleted the file", async () => {
    const other = path.join(workbench.workspace, "staging.env");
    writeFileSync(other, `AWS_ACCESS_KEY_ID=${id}\n`);
    await run("git", ["add", "staging.env"], { cwd: workbench.workspace, env: workbench.environment });
    await workbench.viewAction("Refresh");
    const atTop = warning().filter({ hasText: "[Ln 1," });
    await atTop.dblclick();
    await workbench.page.locator(".part.editor").getByRole("tab", { name: "staging.env" }).waitFor();
    rmSync(other);
    await atTop.waitFor({ state: "detached" });
    await workbench.closeEditor("staging.env");
  });
});
