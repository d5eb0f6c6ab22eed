import assert from "node:assert/strict";
import * as vscode from "vscode";
import { OneTimePanel } from "../../src/panels/oneTimePanel";
import { OneTimeSecret, type KeepingActions, type SecretWords } from "../../src/panels/oneTimeSecret";
import { Secret } from "../../src/secret";
import { eventually } from "../e2e/eventually";

const TITLE = "Git password reset";

describe("the page of a one-time secret", () => {
  it("forgets the secret when another page takes its place, and leaves the reminder to that one", async () => {
    const reminders: boolean[] = [];
    const actions = { remind: (isWanted: boolean) => Promise.resolve(void reminders.push(isWanted)) } as Partial<KeepingActions> as KeepingActions;
    const words = { title: TITLE } as SecretWords;
    const secret = new OneTimeSecret({ id: "ACCA1", name: "alice", secret: new Secret("a password"), owner: { userName: "alice", accountId: "1", profileName: undefined }, words, part: "serviceSpecificCredentials" }, () => actions);
    const { extensionUri } = vscode.extensions.getExtension("my-security-credentials.my-security-credentials") ?? assert.fail();
    let ended = 0;
    const page = new OneTimePanel(secret, { extensionUri, report: (error) => assert.fail(String(error)), onEnded: () => (ended += 1), onDeleted: () => assert.fail() });
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label === TITLE);
    await eventually(() => assert.equal(tabs().length, 1));
    page.dispose();
    assert.throws(() => secret.secret, /forgotten/);
    await eventually(() => assert.equal(tabs().length, 0));
    assert.deepEqual([reminders, ended], [[], 0]);
  });
});
