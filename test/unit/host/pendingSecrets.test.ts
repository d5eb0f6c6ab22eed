import assert from "node:assert/strict";
import { WorkspacePendingSecrets } from "../../../src/host/pendingSecrets";

const KEY = { kind: "accessKey", id: "AKIANEW", name: "AKIANEW", profileName: "work" } as const;
const GIT = { kind: "serviceCredential", id: "ACCAGIT", name: "alice-at-123456789012", profileName: undefined } as const;

/** VS Code's store of a workspace, which outlives a window. */
class Workspace {
  stored: unknown;
  readonly told: [string, ...string[]][] = [];
  readonly run: [string, unknown][] = [];
  answer: string | undefined;
  /** What happens while a question is open, and while a command runs. */
  meanwhile: () => Promise<unknown> = () => Promise.resolve();
  onRun: () => Promise<unknown> = () => Promise.resolve();

  open(): WorkspacePendingSecrets {
    const state = {
      keys: () => [],
      get: (_key: string, fallback?: unknown) => this.stored ?? fallback,
      update: (_key: string, value: unknown) => Promise.resolve(void (this.stored = JSON.parse(JSON.stringify(value)))),
    };
    return new WorkspacePendingSecrets(state as never, {
      ask: (message, ...buttons) => {
        this.told.push([message, ...buttons]);
        return this.meanwhile().then(() => this.answer);
      },
      run: (command, argument) => {
        this.run.push([command, argument]);
        return this.onRun();
      },
    });
  }
}

describe("Secrets that a window left behind", () => {
  let workspace: Workspace;
  beforeEach(() => (workspace = new Workspace()));

  it("are told of by the next window, for their profile only, and then forgotten", async () => {
    const window = workspace.open();
    await window.add(KEY);
    await window.add(GIT);
    const next = workspace.open();
    await next.tellOfLost("other");
    assert.deepEqual(workspace.told, []);
    await next.tellOfLost("work");
    assert.deepEqual(workspace.told, [["The window closed before anybody saved the secret of AKIANEW. Nobody has it, so the key is of no use.", "Delete key…"]]);
    await next.tellOfLost(undefined);
    assert.deepEqual(workspace.told[1], ["The window closed before anybody saved the password of alice-at-123456789012. Nobody has it; a reset gives another.", "Reset password…", "Delete…"]);
    assert.deepEqual(workspace.stored, []);
  });

  for (const [button, command] of [["Reset password…", "mySecurityCredentials.serviceCredential.reset"], ["Delete…", "mySecurityCredentials.serviceCredential.delete"]] as const) {
    it(`lead to what can be done: ${button}`, async () => {
      await workspace.open().add(GIT);
      workspace.answer = button;
      await workspace.open().tellOfLost(undefined);
      assert.deepEqual(workspace.run, [[command, { serviceCredentialId: "ACCAGIT" }]]);
    });
  }

  it("of earlier versions are still told of", async () => {
    workspace.stored = [{ accessKeyId: "AKIAOLD", profileName: "work" }, { accessKeyId: "AKIAELSE" }];
    workspace.answer = "Delete key…";
    const window = workspace.open();
    await window.tellOfLost("work");
    assert.deepEqual(workspace.run, [["mySecurityCredentials.accessKey.delete", { accessKeyId: "AKIAOLD" }]]);
    assert.deepEqual(workspace.stored, [{ kind: "accessKey", id: "AKIAELSE", name: "AKIAELSE" }]);
    await window.tellOfLost(undefined);
    assert.equal(workspace.run.length, 2);
  });

  it("are no news in the window that shows them, and not twice in one", async () => {
    const window = workspace.open();
    await window.add(KEY);
    await window.tellOfLost("work");
    assert.deepEqual(workspace.told, []);
    const next = workspace.open();
    await Promise.all([next.tellOfLost("work"), next.tellOfLost("work")]);
    assert.equal(workspace.told.length, 1);
  });

  it("give way to the reminder of the reset that they lead to", async () => {
    await workspace.open().add(GIT);
    const next = workspace.open();
    workspace.answer = "Reset password…";
    workspace.onRun = () => next.add(GIT);
    await next.tellOfLost(undefined);
    assert.deepEqual(workspace.stored, [{ kind: GIT.kind, id: GIT.id, name: GIT.name }]);
  });

  for (const answer of [undefined, "Delete…"]) {
    it(`leave the reminder of a reset that came while the question was open: ${answer ?? "dismissed"}`, async () => {
      await workspace.open().add(GIT);
      const next = workspace.open();
      workspace.answer = answer;
      workspace.meanwhile = () => next.add(GIT);
      await next.tellOfLost(undefined);
      assert.deepEqual((workspace.stored as { id: string }[]).map(({ id }) => id), [GIT.id]);
    });
  }

  it("are forgotten when somebody has taken them, and kept once however often they are added", async () => {
    const window = workspace.open();
    await window.add(GIT);
    await window.add(GIT);
    assert.equal((workspace.stored as unknown[]).length, 1);
    await window.remove(GIT.id);
    assert.deepEqual(workspace.stored, []);
  });
});
