import assert from "node:assert/strict";
import { readCodeCommitHost } from "../../../src/git/codeCommitHost";
import { documentedFingerprint } from "../../../src/ssh/hostKeys";

describe("The documented keys of CodeCommit's servers", () => {
  it("are whole, and of hosts of CodeCommit", () => {
    for (const region of ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2", "ap-south-1", "ap-east-1", "ca-central-1", "sa-east-1", "me-south-1", "us-gov-west-1"]) {
      const host = `git-codecommit.${region}.amazonaws.com`;
      assert.ok(readCodeCommitHost("https", host));
      // 32 bytes, as a digest by SHA-256 has.
      assert.equal(Buffer.from((documentedFingerprint(host) ?? "").replace("SHA256:", ""), "base64").length, 32, host);
    }
    assert.equal(documentedFingerprint("git-codecommit.us-gov-east-1.amazonaws.com"), undefined);
  });
});
