import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { need, run } from "../sandbox/gitCommand";
import { makeKey } from "../sandbox/testSsh";
import { eventually } from "./eventually";
import { openWorkbench, type Workbench } from "./workbench";

const HOST = "git-codecommit.us-east-1.amazonaws.com";

describe("an SSH public key", () => {
  let workbench: Workbench;
  let folder: string;
  /** What has been started must end, even where the rest is skipped. */
  const endings: (() => unknown)[] = [];
  before(async function () {
    await need(this, ["ssh", "-V"], ["ssh-keygen", "-?"], ["git", "--version"]);
    workbench = await openWorkbench();
    endings.push(() => workbench.close());
    folder = path.join(workbench.home, ".ssh");
    mkdirSync(folder, { mode: 0o700 });
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    await makeKey(path.join(folder, "id_rsa"));
    // ssh looks in the account's own home folder, whatever HOME says; Git tells it otherwise.
    const setSshCommand = (...args: readonly string[]) => run("git", ["config", "--global", ...args], { env: workbench.environment });
    await setSshCommand("core.sshCommand", `ssh -F '${path.join(folder, "config")}'`);
    endings.push(() => setSshCommand("--unset", "core.sshCommand"));
  });
  after(async () => {
    for (const end of endings.reverse()) await end();
  });

  it("goes from ~/.ssh to AWS and into ssh’s configuration, shown before; one command takes it out again", async () => {
    const file = path.join(folder, "config");
    const before = "# mine\nHost work\n  User bob\n";
    writeFileSync(file, before, { mode: 0o600 });
    await workbench.runCommand("Upload SSH Public Key…");
    await workbench.pick("~/.ssh/id_rsa.pub");
    const uploaded = await workbench.notification(/The public key is uploaded/);
    await eventually(async () => assert.match((await workbench.rowsText()).join("\n"), /APKA\w+ .*active · this machine: ~\/\.ssh\/id_rsa · uploaded/));
    await uploaded.press("Set up SSH…");
    await workbench.pick(HOST);
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /Write this to ~\/\.ssh\/config\?/);
    const change = workbench.page.locator(".monaco-diff-editor .editor.modified");
    await eventually(async () => assert.match((await change.innerText()).replaceAll("\u00a0", " "), new RegExp(`Host ${HOST}`)));
    assert.equal(readFileSync(file, "utf8"), before);
    await dialog.press("Write");
    await workbench.notification(new RegExp(`ssh signs in to ${HOST} with APKA`));
    const { stdout } = await run("ssh", ["-F", file, "-G", HOST], { env: workbench.environment });
    assert.match(stdout, /^user APKA/m);
    await workbench.page.locator(".monaco-diff-editor").waitFor({ state: "detached" });
    await workbench.clearNotifications();
    await workbench.runCommand("Undo Changes to Git and SSH Configuration…");
    await workbench.pick(/ssh signs in to/);
    await workbench.notification("Undone.");
    assert.equal(readFileSync(file, "utf8"), before);
    assert.ok(existsSync(path.join(folder, "id_rsa")));
  });
});
