import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually";
import { useWorkbench } from "./useWorkbench";

const HEADER = "Access key ID,Secret access key";

describe("setting up a profile from a .csv file", () => {
  // A key of a file comes without an endpoint, so the environment leads it to the sandbox, as it would to AWS.
  const window = useWorkbench({ noProfile: true, endpointInEnvironment: true });

  /** Puts a file where the user has it, and chooses it. */
  async function choose(name: string, content: string | Uint8Array): Promise<string> {
    const file = path.join(window().home, name);
    writeFileSync(file, content);
    await window().runCommand("Set Up a Profile…");
    await window().pick("From a .csv file");
    await window().openFile(file);
    return file;
  }
  async function save(name: string): Promise<void> {
    await window().quickInputShows("A name for the new profile");
    await window().type(name);
    await window().accept();
    await window().quickInputShows("The AWS region you work in.");
    await window().accept();
    const dialog = await window().dialog();
    assert.ok(!(await dialog.text()).includes(window().sandbox.ready.secretAccessKey));
    await dialog.press("Save key");
  }
  const section = (name: string) => `[${name}]\naws_access_key_id = ${window().sandbox.ready.accessKeyId}\naws_secret_access_key = ${window().sandbox.ready.secretAccessKey}\n`;
  const isSaved = (name: string) =>
    eventually(async () => {
      assert.equal(readFileSync(window().awsFiles.credentials, "utf8"), section(name));
      assert.match((await window().rowsText())[0] ?? "", new RegExp(`^alice @ acme-dev .*profile ${name}`));
    });

  it("takes a file with users' names, asks whose key it is, keeps the file, and can be undone", async () => {
    const workbench = window();
    const { accessKeyId, secretAccessKey } = workbench.sandbox.ready;
    const rows = [`User name,${HEADER}`, `bob,AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`, `alice,${accessKeyId},${secretAccessKey}`, ""];
    const file = await choose("team.csv", rows.join("\n"));
    await workbench.pick("alice");
    await save("work");
    const offer = await workbench.dialog();
    assert.match(await offer.text(), /Other keys in it, which are not saved here: 1/);
    await offer.press("Keep the file");
    await isSaved("work");
    assert.equal(readFileSync(file, "utf8"), rows.join("\n"));
    await (await workbench.notification("The key is saved to profile work.")).press("Undo");
    await eventually(async () => assert.match(await workbench.welcomeText(), /See and manage your own AWS credentials here/));
    assert.equal(existsSync(workbench.awsFiles.credentials), false);
  });

  it("takes the console's file with a byte order mark, writes what only the owner can read, and deletes the file when told to", async () => {
    const workbench = window();
    const { accessKeyId, secretAccessKey } = workbench.sandbox.ready;
    const file = await choose("alice_accessKeys.csv", `\ufeff${HEADER}\r\n${accessKeyId},${secretAccessKey}\r\n`);
    await save("default");
    const offer = await workbench.dialog();
    assert.match(await offer.text(), /Delete the file alice_accessKeys\.csv\?[^]*still holds the secret access key[^]*It is deleted for good/);
    assert.ok(existsSync(file));
    await offer.press("Delete the file");
    await isSaved("default");
    await workbench.notification("The key is saved to profile default. The file is deleted: ~/alice_accessKeys.csv");
    assert.equal(existsSync(file), false);
    assert.equal(readFileSync(workbench.awsFiles.config, "utf8"), "[default]\nregion = us-east-1\n");
    for (const written of [workbench.awsFiles.credentials, workbench.awsFiles.config]) assert.equal(statSync(written).mode & 0o777, 0o600, written);
  });

  it("says in one sentence what a wrong file is, and nothing is written", async () => {
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const wrong: readonly (readonly [content: string | Uint8Array, sentence: string])[] = [
      [`User Name,Password\nalice-at-123456789012,${secret}\n`, "This file holds Git credentials for CodeCommit, not an access key: "],
      [`User name,Password,Console sign-in URL\nalice,${secret},https://acme-dev.signin.aws.amazon.com/console\n`, "This file holds a password for the AWS console, but no access key: "],
      [`Access key ID\nAKIAIOSFODNN7EXAMPLE\n`, "This file holds an access key’s ID, but not its secret: "],
      [`Date,Amount\n2025-01-01,${secret}\n`, "This file holds no access key; it has no columns “Access key ID” and “Secret access key”: "],
      [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0), "This is no .csv file: "],
    ];
    for (const [content, sentence] of wrong) {
      const file = await choose("wrong.csv", content);
      const refusal = await window().notification(`${sentence}${file}`);
      assert.ok(!(await refusal.text()).includes(secret));
      await window().clearNotifications();
    }
    assert.equal(existsSync(path.dirname(window().awsFiles.config)), false);
    assert.deepEqual(await window().sandbox.control.calls(), []);
  });
});
