import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../e2e/eventually";

/** How many sandbox accounts are children of this process, which starts Git, too, now and then. */
function children(): number {
  // Not documented, and the only way to see which programs they are without asking the system.
  const { _getActiveHandles: list } = process as unknown as { readonly _getActiveHandles: () => readonly { readonly spawnargs?: readonly string[] }[] };
  return list().filter(({ spawnargs = [] }) => spawnargs.some((argument) => argument.endsWith("sandbox.js"))).length;
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
