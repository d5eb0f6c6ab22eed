import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { startSandbox, type Sandbox } from "../sandbox/sandboxProcess";
import { writeAwsFiles } from "../workbench/isolation.mjs";
import { answerQuestions } from "./createKey";
import { eventually } from "./eventually";
import { keysInAccount } from "./signing";
import { useWorkbench } from "./useWorkbench";

describe("a connection that breaks", () => {
  const window = useWorkbench({ scenario: "default" });

  it("after AWS created the key loses its secret: the user is told, and can delete the key", async () => {
    const workbench = window();
    const { accessKeyId: own } = workbench.sandbox.ready;
    await workbench.sandbox.control.faults({ action: "CreateAccessKey", kind: "drop", after: true });
    await workbench.runCommand("Create Access Key…");
    await answerQuestions(workbench);
    const dialog = await workbench.dialog();
    const lost = Object.keys(await keysInAccount(workbench)).find((id) => id !== own);
    assert.ok(lost !== undefined, "there is a key");
    assert.match(await dialog.text(), new RegExp(`AWS created the key ${lost}, but its secret was lost on the way\\.`));
    await dialog.press("Delete key");
    await workbench.notification(/No access key was created\./);
    assert.deepEqual(Object.keys(await keysInAccount(workbench)), [own]);
    assert.deepEqual(await workbench.editorTabs(), []);
    const creations = (await workbench.sandbox.control.calls()).filter(({ operation }) => operation === "CreateAccessKey");
    assert.deepEqual(creations.map(({ outcome }) => outcome), ["fault:drop after ok"], "the call was not repeated");
  });

  it("before AWS created the key leaves none, and says so", async () => {
    const workbench = window();
    await workbench.sandbox.control.faults({ action: "CreateAccessKey", kind: "drop" });
    await workbench.runCommand("Create Access Key…");
    await answerQuestions(workbench);
    await workbench.notification(/The answer from AWS was lost; no key was created/);
    assert.deepEqual(Object.keys(await keysInAccount(workbench)), [workbench.sandbox.ready.accessKeyId]);
  });

  it("for good is said once, and the tree is usable when the same endpoint is back", async () => {
    const workbench = window();
    const first = await startSandbox();
    const { port } = new URL(first.ready.endpoint);
    let second: Sandbox | undefined;
    try {
      writeAwsFiles(workbench.home, first.ready);
      await workbench.viewAction("Refresh");
      await workbench.rowLabelled(first.ready.accessKeyId).waitFor();
      await first.stop();
      await workbench.viewAction("Refresh");
      // What was known stays, with the reason beside it, once.
      const complaints = async () => (await workbench.rowsText()).filter((row) => row.includes("Nothing answers at"));
      await eventually(async () => assert.deepEqual(await complaints(), [`alice @ acme-dev  Nothing answers at ${first.ready.endpoint}. · profile sandbox`]));
      await workbench.rowLabelled(first.ready.accessKeyId).waitFor();
      second = await startSandbox({ args: ["--port", port] });
      writeAwsFiles(workbench.home, second.ready);
      await workbench.viewAction("Refresh");
      await workbench.rowLabelled(second.ready.accessKeyId).waitFor();
      await eventually(async () => assert.deepEqual(await complaints(), []));
    } finally {
      await first.stop();
      await second?.stop();
    }
  });

  it("is no reason to go on with keys that somebody has replaced in the AWS files since", async () => {
    const workbench = window();
    const other = await startSandbox();
    try {
      writeAwsFiles(workbench.home, other.ready);
      // No refresh in between: the command itself must look.
      await workbench.runCommand("Delete Access Key…");
      await eventually(async () => assert.match((await workbench.quickPickLabels()).join(), new RegExp(other.ready.accessKeyId)));
      await workbench.escape();
    } finally {
      await other.stop();
    }
  });

  it("by throttling that does not end is one row with the reason", async () => {
    const workbench = window();
    await workbench.sandbox.control.faults({ kind: "throttle", times: 1000 });
    appendFileSync(workbench.awsFiles.config, "# changed\n");
    await workbench.viewAction("Refresh");
    const sentence = "AWS is receiving too many requests from this account just now.";
    await eventually(async () => assert.deepEqual(await workbench.rowsText(), [`${sentence}  profile sandbox`]));
    await workbench.sandbox.control.reset();
    await workbench.row(sentence).click();
    await workbench.row("this profile").waitFor();
  });

  it("before anything was loaded is one row, and a click on it tries again", async () => {
    const workbench = window();
    const gone = await startSandbox();
    const { port } = new URL(gone.ready.endpoint);
    await gone.stop();
    writeAwsFiles(workbench.home, gone.ready);
    await workbench.viewAction("Refresh");
    const sentence = `Nothing answers at ${gone.ready.endpoint}.`;
    await eventually(async () => assert.deepEqual(await workbench.rowsText(), [`${sentence}  profile sandbox`]));
    const back = await startSandbox({ args: ["--port", port] });
    try {
      writeAwsFiles(workbench.home, back.ready);
      await workbench.row(sentence).click();
      await workbench.rowLabelled(back.ready.accessKeyId).waitFor();
    } finally {
      await back.stop();
    }
  });
});
