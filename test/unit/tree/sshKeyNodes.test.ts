import assert from "node:assert/strict";
import type { Part, Snapshot } from "../../../src/iam/snapshot";
import { makeSshPublicKeysNode } from "../../../src/tree/sshKeyNodes";
import { daysAgo, denied, failed, find, FULL, LOADING, MOMENT, ok, SSH_FINGERPRINT, withParts } from "./snapshots";

describe("The SSH public keys", () => {
  const HERE = new Map([[SSH_FINGERPRINT, "~/.ssh/id_rsa"]]);
  const row = (part: Part<string> | undefined, here = HERE, snapshot: Snapshot = FULL) =>
    find([makeSshPublicKeysNode({ ...snapshot, sshFingerprints: new Map(part === undefined ? [] : [["APKASSH", part]]) }, here, MOMENT)], "sshPublicKey/APKASSH");

  it("say which file on this machine they belong to", () => {
    const node = row(ok(SSH_FINGERPRINT));
    assert.deepEqual([node.label, node.description, node.kind, node.sshPublicKeyId], ["APKASSH", "active · this machine: ~/.ssh/id_rsa · uploaded Dec 8, 2025", "sshPublicKey.active", "APKASSH"]);
    assert.match(node.tooltip ?? "", new RegExp(SSH_FINGERPRINT));
  });

  it("say nothing of this machine where the key is on another, or its fingerprint is not known", () => {
    for (const part of [ok("other"), undefined, LOADING, failed<string>(), denied("iam:GetSSHPublicKey")]) assert.equal(row(part).description, "active · uploaded Dec 8, 2025");
    assert.match(row(ok("other")).tooltip ?? "", /No key in ~\/\.ssh on this machine/);
    assert.match(row(denied("iam:GetSSHPublicKey")).tooltip ?? "", /not shown to your user \(iam:GetSSHPublicKey\)/);
    assert.equal(row(denied("iam:GetSSHPublicKey")).denial, undefined);
  });

  it("keep a file's name out of Markdown", () => {
    assert.match(row(ok(SSH_FINGERPRINT), new Map([[SSH_FINGERPRINT, "~/.ssh/[x](command:evil)"]])).tooltip ?? "", /\\\[x\\\]\\\(command:evil\\\)/);
  });

  it("count against the limit, and look switched off where they are", () => {
    const snapshot = withParts({ sshPublicKeys: ok([{ id: "APKASSH", status: "Inactive", uploadedAt: daysAgo(1) }]) });
    assert.equal(makeSshPublicKeysNode(snapshot, HERE, MOMENT).description, "1 of 5");
    const node = row(ok(SSH_FINGERPRINT), HERE, snapshot);
    assert.deepEqual([node.kind, node.icon, node.tone], ["sshPublicKey.inactive", "circle-slash", "quiet"]);
  });
});
