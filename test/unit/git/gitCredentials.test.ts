import assert from "node:assert/strict";
import { isHelper, listKeepingHelpers, handOver } from "../../../src/git/gitCredentials";
import type { Git } from "../../../src/git/gitProgram";
import { Secret } from "../../../src/secret";

/** A Git of which only what it prints counts. */
const printing = (text: string): Git => () => Promise.resolve({ code: 0, stdout: new Secret(text), stderr: new Secret("") });
const helper = (value: string) => ({ helper: value, file: undefined });

describe("A credential helper", () => {
  for (const value of ["store", "store --file /x", "/usr/lib/git-core/git-credential-store", "/usr/lib/git-core/git-credential-store --file x", "C:\\Git\\git-credential-store.exe"]) {
    it(`is known by its name: ${value}`, () => assert.equal(isHelper(helper(value), "store"), true));
  }

  for (const value of ["storefront", "!store", "cache", "!f() { git credential-store; }; f", "my-store", "/opt/store"]) {
    it(`is not taken for another: ${value}`, () => assert.equal(isHelper(helper(value), "store"), false));
  }

  it("that keeps passwords is proposed if Git can run it, the better first", async () => {
    assert.deepEqual(await listKeepingHelpers(printing("credential\ncredential-cache\ncredential-store\ncredential-cache--daemon\ncredential-libsecret\nlog\n")), ["libsecret", "store"]);
    assert.deepEqual(await listKeepingHelpers(printing("credential\ncredential-cache\n")), []);
  });

  it("has the time to ask the user first, as a keychain does", async () => {
    const limits = new Map<string, number | undefined>();
    const git: Git = ([command, action = ""], options) => {
      limits.set(action, options?.timeLimitMs);
      return Promise.resolve({ code: command === "config" ? 0 : 1, stdout: new Secret("file:/x\0credential.helper\nosxkeychain\0"), stderr: new Secret("") });
    };
    await handOver(git, { host: "git-codecommit.us-east-1.amazonaws.com", cwd: "/" }, { userName: "alice", password: new Secret("p") });
    for (const action of ["approve", "reject"]) assert.ok((limits.get(action) ?? 0) >= 5 * 60_000, action);
  });

  it("is given nothing that could be taken for more than one line", async () => {
    const place = { host: "git-codecommit.us-east-1.amazonaws.com", cwd: "/" };
    const config: Git = ([command]) => Promise.resolve({ code: command === "config" ? 0 : 1, stdout: new Secret("file:/x\0credential.helper\nstore\0"), stderr: new Secret("") });
    for (const userName of ["alice\nhost=evil.example", "alice\0"]) {
      await assert.rejects(handOver(config, place, { userName, password: new Secret("p") }), (error: Error) => error.message === "The value of username cannot be given to Git.");
    }
    await assert.rejects(handOver(config, place, { userName: "alice", password: new Secret("hunter2\nhost=evil.example") }), (error: Error) => !error.message.includes("hunter2"));
  });
});
