import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../e2e/eventually";

/** How many child processes this one has. */
function children(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "ProcessWrap").length;
}

describe("the sandbox account in the window", () => {
  it("is one process, which ends when it is left, and starts again", async () => {
    const before = children();
    for (let round = 1; round <= 2; round += 1) {
      await vscode.commands.executeCommand("mySecurityCredentials.sandbox.start");
      assert.equal(children(), before + 1);
      await vscode.commands.executeCommand("mySecurityCredentials.sandbox.stop");
      await eventually(() => assert.equal(children(), before));
    }
  });

  it("is not started a second time while it runs", async () => {
    const before = children();
    await vscode.commands.executeCommand("mySecurityCredentials.sandbox.start");
    await vscode.commands.executeCommand("mySecurityCredentials.sandbox.start");
    await eventually(() => assert.equal(children(), before + 1));
    await vscode.commands.executeCommand("mySecurityCredentials.sandbox.stop");
    await eventually(() => assert.equal(children(), before));
  });
});
