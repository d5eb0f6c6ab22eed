import assert from "node:assert/strict";
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { keepInFile } from "../../../src/commands/keepInFile";
import { Secret } from "../../../src/secret";
import { useTemporaryFolder } from "../files/temporaryFolder";

describe("A file with a secret", () => {
  const at = useTemporaryFolder();

  /** Writes it. @returns what takes it back, if anything does */
  async function keep(file: string): Promise<(() => Promise<void>) | undefined> {
    let undo: (() => Promise<void>) | undefined;
    await keepInFile(file, () => new Secret("a secret"), { kept: (_text, way) => (undo = way), problem: (text) => assert.fail(text) });
    return undo;
  }

  it("is taken back", async () => {
    await (await keep(at("new.csv")))?.();
    assert.equal(existsSync(at("new.csv")), false);
  });

  it("is taken back where a link had led to nothing yet, and the link stays", async function () {
    if (process.platform === "win32") this.skip();
    symlinkSync(at("target.csv"), at("link.csv"));
    const undo = await keep(at("link.csv"));
    assert.equal(readFileSync(at("target.csv"), "utf8"), "a secret");
    await undo?.();
    assert.equal(existsSync(at("target.csv")), false);
    assert.ok(lstatSync(at("link.csv")).isSymbolicLink());
  });

  it("is not taken back where it was written over another, or was changed since", async () => {
    writeFileSync(at("old.csv"), "something");
    assert.equal(await keep(at("old.csv")), undefined);
    const undo = await keep(at("new.csv"));
    writeFileSync(at("new.csv"), "mine now");
    await assert.rejects(async () => undo?.(), { name: "UserError", message: /was changed since/ });
    assert.equal(readFileSync(at("new.csv"), "utf8"), "mine now");
  });
});
