import assert from "node:assert/strict";
import { inspect } from "node:util";
import { signRequest } from "../../../src/git/signRequest.js";
import { Secret } from "../../../src/secret.js";

const host = { hostname: "git-codecommit.us-west-2.amazonaws.com", region: "us-west-2" };
const keys = { accessKeyId: "access", secretAccessKey: new Secret("secret") };
const at = new Date("2017-12-24T11:53:20.987Z");

describe("A signature for CodeCommit", () => {
  // Source: aws/git-remote-codecommit, test/git_url_test.py.
  const published = "20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a";

  it("is the published one, with the path as Git gives it and as people do", () => {
    for (const path of ["v1/repos/test_repo", "/v1/repos/test_repo", "//v1/repos/test_repo"]) {
      const { username, password } = signRequest(keys, host, path, at);
      assert.deepEqual([username.reveal(), password.reveal()], ["access", published]);
    }
  });

  it("is the same with a session token, which stands behind the key’s id", () => {
    const { username, password } = signRequest({ ...keys, sessionToken: new Secret("to/ken+=%") }, host, "v1/repos/test_repo", at);
    assert.deepEqual([username.reveal(), password.reveal()], ["access%to/ken+=%", published]);
  });

  it("is another one for another host, region, path or time", () => {
    const signatures = [
      signRequest(keys, host, "v1/repos/other", at),
      signRequest(keys, { ...host, hostname: "git-codecommit-fips.us-west-2.amazonaws.com" }, "v1/repos/test_repo", at),
      signRequest(keys, { ...host, region: "us-east-1" }, "v1/repos/test_repo", at),
      signRequest(keys, host, "v1/repos/test_repo", new Date(at.getTime() + 1000)),
    ].map(({ password }) => password.reveal().slice(16));
    assert.equal(new Set([...signatures, published.slice(16)]).size, 5);
  });

  it("prints as nothing", () => {
    const signed = signRequest({ ...keys, sessionToken: new Secret("token-of-a-session") }, host, "v1/repos/test_repo", at);
    assert.ok(!/token-of|b6df2d/.test(inspect(signed, { showHidden: true }) + JSON.stringify(signed)));
  });
});
