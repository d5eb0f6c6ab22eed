import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { createRequire, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import * as vscode from "vscode";
import { startSandbox, type Sandbox } from "../sandbox/sandboxProcess";
import { awsFiles, writeAwsFiles } from "../workbench/isolation.mjs";
import { eventually } from "../e2e/eventually";

const EXTENSION = "my-security-credentials.my-security-credentials";
const home = process.env["HOME"] ?? "";

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION);
  assert.ok(found !== undefined);
  return found;
}

/** Whether Node has loaded one of the extension's bundles: what it has loaded stays in this cache. */
function isLoaded(bundle: string): boolean {
  const file = path.join(extension().extensionPath, "dist", bundle);
  return Object.keys(createRequire(__filename).cache).some((loaded) => path.relative(loaded, file) === "");
}

describe("activation", () => {
  let sandbox: Sandbox;
  const touched: string[] = [];
  const original = { ...fs };

  before(async () => {
    assert.equal(extension().isActive, false, "these tests come before all others");
    sandbox = await startSandbox();
    writeAwsFiles(home, sandbox.ready);
    process.env["AWS_PROFILE"] = "sandbox";
    watchFiles();
    await extension().activate();
  });

  after(async () => {
    Object.assign(mutable(), original);
    syncBuiltinESMExports();
    delete process.env["AWS_PROFILE"];
    writeAwsFiles(home, undefined);
    await sandbox.stop();
  });

  /** Notes the files that anything in this process looks at from here on. */
  function watchFiles(): void {
    for (const name of ["readFile", "stat", "open", "readdir", "access"] as const) {
      const real = original[name] as (file: unknown, ...rest: unknown[]) => unknown;
      mutable()[name] = (file: unknown, ...rest: unknown[]) => {
        touched.push(String(file));
        return real(file, ...rest);
      };
    }
    syncBuiltinESMExports();
  }

  const isOurs = (file: string) => Object.values(awsFiles(home)).includes(file);

  it("loads the extension, but not the SDK", () => {
    assert.equal(extension().isActive, true);
    assert.equal(isLoaded("extension.js"), true);
    assert.equal(isLoaded("aws.js"), false);
  });

  it("reads no AWS file and makes no call", async () => {
    assert.deepEqual(touched.filter(isOurs), []);
    assert.deepEqual(await sandbox.control.calls(), []);
  });

  it("registers every command of package.json", async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as Manifest;
    assert.deepEqual(contributes.commands.filter(({ command }) => !registered.has(command)), []);
    assert.ok(contributes.commands.length > 10);
  });

  it("has the settings that the README promises", () => {
    const settings = vscode.workspace.getConfiguration("mySecurityCredentials");
    const standard = (name: string) => settings.inspect(name)?.defaultValue;
    assert.deepEqual([standard("profile"), standard("clipboardClearSeconds"), standard("timeLimitSeconds")], ["", 45, 20]);
  });

  it("leaves the SDK and the calls to the moment when the view is shown first", async () => {
    await vscode.commands.executeCommand("mySecurityCredentials.credentials.focus");
    await eventually(async () => assert.ok((await sandbox.control.calls()).some(({ operation }) => operation === "ListAccessKeys")));
    assert.equal(isLoaded("aws.js"), true);
    assert.ok(touched.some(isOurs), "what is watched is what the extension uses");
  });
});

/** Node's own module, which other modules use as it is at that moment. */
function mutable(): Record<string, unknown> {
  return createRequire(__filename)("node:fs/promises") as Record<string, unknown>;
}
