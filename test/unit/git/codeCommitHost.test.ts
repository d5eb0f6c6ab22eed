import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readCodeCommitHost } from "../../../src/git/codeCommitHost.js";
import { anyHost, codeCommitHosts, foreignHosts, isAws } from "./hosts.js";

describe("A host", () => {
  for (const [hostname, region] of codeCommitHosts) {
    it(`is CodeCommit’s, in ${region}, with and without a port: ${hostname}`, () => {
      assert.deepEqual(readCodeCommitHost("https", hostname), { hostname, region });
      assert.deepEqual(readCodeCommitHost("https", `${hostname}:8443`), { hostname, region });
    });
  }

  for (const host of foreignHosts) {
    it(`is foreign: ${JSON.stringify(host)}`, () => assert.equal(readCodeCommitHost("https", host), undefined));
  }

  it("is nobody’s without HTTPS", () => {
    const [[host] = [""]] = codeCommitHosts;
    for (const protocol of ["http", "ssh", "HTTPS", "https ", "ftp", "cert", "", undefined]) assert.equal(readCodeCommitHost(protocol, host), undefined);
    assert.equal(readCodeCommitHost("https", undefined), undefined);
  });

  it("is taken for CodeCommit’s only where it is AWS’s: 10,000 hosts", () => {
    let taken = 0;
    fc.assert(
      fc.property(anyHost, (host) => {
        const found = readCodeCommitHost("https", host);
        if (found === undefined) return;
        taken++;
        assert.ok(isAws(host), host);
        assert.ok(host === found.hostname || host.startsWith(`${found.hostname}:`), host);
      }),
      { numRuns: 10_000 },
    );
    assert.ok(taken > 20 && taken < 5_000, String(taken));
  });
});
