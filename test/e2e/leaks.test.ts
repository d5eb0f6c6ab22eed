import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { browserStorage } from "./browserStorage";
import { createKey } from "./createKey";
import { eventually } from "./eventually";
import { filesThat } from "./filesThat";
import { useWorkbench } from "./useWorkbench";

describe("a secret that was shown, copied, downloaded and saved", () => {
  const window = useWorkbench({ scenario: "default", settings: { "mySecurityCredentials.clipboardClearSeconds": 1 } });

  it("is afterwards nowhere but in the files that were chosen for it", async () => {
    const workbench = window();
    const file = path.join(workbench.home, "chosen.csv");
    const page = await createKey(workbench, { description: "leak test" });
    const id = await page.accessKeyId();
    const secret = await page.readSecret();
    const holds = (text: string) => text.includes(secret) || text.includes(encodeURIComponent(secret));
    assert.equal(holds(await page.frame.content()), false, "the page forgets it when it is hidden");
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await eventually(async () => assert.equal(await workbench.clipboard(), ""));
    await page.press("Download .csv…");
    await workbench.pick("As the AWS console writes it");
    await workbench.saveAs(file);
    await page.says("Downloaded to");
    await page.press("Save to a profile…");
    await workbench.pick("New profile…");
    await workbench.quickInputShows("A name for the new profile");
    await workbench.accept();
    await (await workbench.dialog()).press("Save key");
    await page.says("✓ verified");
    await page.finish(workbench);
    // A command that fails: its error is shown. (The log itself needs a native module that this build of VS Code lacks.)
    const row = workbench.rowLabelled(id);
    await row.filter({ hasText: "leak test" }).waitFor();
    await workbench.sandbox.control.faults({ action: "UpdateAccessKey", kind: "garbage", times: 10 });
    await workbench.contextMenu(row, "Deactivate Access Key");
    // It was used: by the check of the profile.
    await (await workbench.dialog()).press("Deactivate key");
    const shown = await (await workbench.notification("What answered is not AWS")).text();

    assert.deepEqual(filesThat(workbench.folder, holds).sort(), [workbench.awsFiles.credentials, file].sort());
    const stored = await browserStorage(workbench.page);
    assert.ok(stored.some((entry) => entry.includes("pendingSecrets")), "what the extension keeps is among it");
    const places: Record<string, string> = {
      "the console": workbench.consoleText(),
      "a notification": shown,
      "the tree": (await workbench.rowsText()).join("\n"),
      "the window": await workbench.page.content(),
      "the browser's storage": stored.join("\n"),
      "the sandbox's calls": JSON.stringify(await workbench.sandbox.control.calls()),
    };
    for (const [place, text] of Object.entries(places)) {
      assert.notEqual(text, "", `there is something in ${place}`);
      assert.equal(holds(text), false, `the secret is in ${place}`);
    }
  });

  it("was on a page that runs no script but its own, loads nothing, and keeps no state", async () => {
    const workbench = window();
    const page = await createKey(workbench);
    const policy = (await page.frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content")) ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'nonce-[\w+/]+=*'; style-src [^;]*;$/);
    const inline = `(() => {
      const script = document.createElement("script");
      script.textContent = "window.wasRun = true";
      document.body.append(script);
      return window.wasRun === true;
    })()`;
    assert.equal(await page.frame.evaluate(inline), false);
    const send = `fetch(${JSON.stringify(workbench.sandbox.ready.endpoint)}, { mode: "no-cors" }).then(() => "sent", () => "refused")`;
    assert.equal(await page.frame.evaluate(send), "refused");
    const script = readFileSync(path.join(process.env["REPO_ROOT"] ?? ".", "dist", "media", "oneTimeSecret.js"), "utf8");
    assert.match(script, /acquireVsCodeApi/);
    assert.doesNotMatch(script, /setState|getState|localStorage|sessionStorage|indexedDB|console\./);
    await page.press("Copy secret access key");
    await page.says("Secret copied");
    await page.finish(workbench);
  });
});
