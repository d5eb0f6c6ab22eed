import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { answerQuestions } from "./createKey";
import { OneTimePage } from "./oneTimePage";
import { whoseKey, whoseProfile } from "./signing";
import { useWorkbench } from "./useWorkbench";

const ALICE = "arn:aws:iam::123456789012:user/alice";

describe("a destination that is chosen before the key is created", () => {
  const window = useWorkbench({ scenario: "default" });

  const created = async () => (await window().sandbox.control.calls()).filter(({ operation }) => operation === "CreateAccessKey").length;

  it("is a new profile, which works when the page opens", async () => {
    const workbench = window();
    await workbench.runCommand("Create Access Key…");
    await answerQuestions(workbench, { destination: "Save to a profile" });
    await workbench.pick("New profile…");
    await workbench.quickInputShows("A name for the new profile");
    await workbench.type("sandbox");
    await workbench.quickInputShows("There is a profile of that name already.");
    await workbench.type("laptop");
    await workbench.accept();
    const dialog = await workbench.dialog();
    assert.match(await dialog.text(), /\[laptop\]\s+aws_access_key_id = \(the new key\)\s+aws_secret_access_key = \*\*\*/);
    assert.equal(await created(), 0);
    await dialog.press("Save key");
    const page = await OneTimePage.find(workbench);
    await page.says("Saved to profile “laptop” in ~/.aws/credentials · ✓ verified: AWS accepts it");
    assert.equal(await page.isMasked(), true);
    assert.equal(await whoseProfile(workbench, "laptop"), ALICE);
    await page.finish(workbench);
  });

  it("is a .csv file, which is there when the page opens", async () => {
    const workbench = window();
    const file = path.join(workbench.home, "early.csv");
    await workbench.runCommand("Create Access Key…");
    await answerQuestions(workbench, { destination: "Download .csv" });
    await workbench.pick("As the AWS console writes it");
    await workbench.saveAs(file);
    const page = await OneTimePage.find(workbench);
    await page.says("Downloaded to ~/early.csv");
    const [, secret = ""] = /\r\n\w+,([\w/+]{40})\r\n$/.exec(readFileSync(file, "utf8")) ?? [];
    assert.equal(await whoseKey(workbench, await page.accessKeyId(), secret), ALICE);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await page.finish(workbench);
  });

  it("is a question that can be left, and then nothing was created", async () => {
    const workbench = window();
    await workbench.runCommand("Create Access Key…");
    await answerQuestions(workbench, { destination: "Save to a profile" });
    await workbench.pick("sandbox");
    await (await workbench.dialog()).press("Cancel");
    assert.equal(await created(), 0);
  });
});
