import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { isInsideGitWorkTree } from "../../../src/files/gitWorkTree.js";
import { useTemporaryFolder } from "./temporaryFolder.js";

describe("The Git work tree of a path", () => {
  const at = useTemporaryFolder();

  it("is found from any depth, also for a path that does not exist yet", async () => {
    fs.mkdirSync(at("repo", ".git"), { recursive: true });
    fs.mkdirSync(at("repo", "src"));
    const root = fs.realpathSync(at("repo"));
    assert.equal(await isInsideGitWorkTree(at("repo", "src")), root);
    assert.equal(await isInsideGitWorkTree(at("repo")), root);
    assert.equal(await isInsideGitWorkTree(at("repo", "new", "folder", "keys.csv")), root);
  });

  it("is the innermost one, and a submodule’s .git file counts", async () => {
    fs.mkdirSync(at("repo", ".git"), { recursive: true });
    fs.mkdirSync(at("repo", "sub"));
    fs.writeFileSync(at("repo", "sub", ".git"), "gitdir: ../.git/modules/sub\n");
    assert.equal(await isInsideGitWorkTree(at("repo", "sub", "keys.csv")), fs.realpathSync(at("repo", "sub")));
  });

  it("is found through a link into it", async () => {
    fs.mkdirSync(at("dotfiles", ".git"), { recursive: true });
    fs.writeFileSync(at("dotfiles", "credentials"), "");
    fs.symlinkSync(at("dotfiles", "credentials"), at("credentials"));
    assert.equal(await isInsideGitWorkTree(at("credentials")), fs.realpathSync(at("dotfiles")));
  });

  it("is nothing outside of one", async () => {
    fs.writeFileSync(at("file"), "");
    assert.equal(await isInsideGitWorkTree(at("file")), undefined);
    assert.equal(await isInsideGitWorkTree(at("file", "below")), undefined);
  });
});
