import assert from "node:assert/strict";
import type { GitSignIn } from "../../../src/git/repositoryState";
import { makeRepositoryNodes, type RemoteView } from "../../../src/tree/repositoryNodes";
import { MOMENT, NOW, REMOTE, REPOSITORY } from "./snapshots";

const row = (remote: Partial<RemoteView>) => {
  const [node] = makeRepositoryNodes([{ ...REPOSITORY, remotes: [{ ...REMOTE, ...remote }] }], MOMENT);
  return node ?? assert.fail("There is no row.");
};
const KEYCHAIN = { helper: "osxkeychain", file: "/etc/gitconfig", isBefore: false };

describe("The rows of the window's repositories", () => {
  it("say which repository, who signs in, and when that last worked", () => {
    const { label, description, gitRemote, icon, tone } = row({ lastSignInAt: new Date(NOW.getTime() - 2 * 60 * 60_000) });
    assert.deepEqual([label, description], ["This repository", "payments · signs in as work · worked 2 hours ago"]);
    assert.deepEqual([gitRemote, icon, tone], [{ folder: REPOSITORY.folder, name: "origin" }, "source-control", undefined]);
  });

  it("say what does not work, and why", () => {
    const { description, tone, tooltip } = row({ lastSignInAt: NOW, problem: "The key is switched off." });
    assert.deepEqual([description, tone], ["payments · signs in as work · not working", "error"]);
    assert.match(tooltip ?? "", /The key is switched off\\\./);
  });

  const signIns: readonly (readonly [GitSignIn, RegExp, string | undefined])[] = [
    [{ kind: "nothing" }, /no sign-in set up/, "warning"],
    [{ kind: "contested", profileName: "work", scope: "host", others: [KEYCHAIN] }, /as work, but another helper interferes/, "warning"],
    [{ kind: "others", others: [KEYCHAIN] }, /by other means/, undefined],
    [{ kind: "ssh" }, /by SSH key/, undefined],
    [{ kind: "remoteHelper" }, /by git-remote-codecommit/, undefined],
  ];
  for (const [signIn, words, expected] of signIns) {
    it(`tell how Git signs in: ${signIn.kind}`, () => {
      const { description = "", tone, kind, tooltip = "" } = row({ signIn });
      assert.match(description, words);
      assert.deepEqual([tone, kind], [expected, `gitRemote.${signIn.kind}`]);
      if ("others" in signIn) assert.match(tooltip, /Also told each password: osxkeychain, from \/etc\/gitconfig/);
    });
  }

  it("are named after the folder, and the remote, where there are several", () => {
    const upstream = { ...REMOTE, remote: { ...REMOTE.remote, name: "upstream" } };
    const rows = makeRepositoryNodes([{ ...REPOSITORY, remotes: [REMOTE, upstream] }, { folder: "/home/alice/shop", remotes: [REMOTE] }], MOMENT);
    assert.deepEqual(rows.map(({ label }) => label), ["payments (origin)", "payments (upstream)", "shop"]);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 3);
  });
});
