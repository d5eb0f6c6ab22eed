import * as assert from "node:assert/strict";
import * as path from "node:path";
import { locateAwsFiles, shortenHome } from "../../../src/profiles/awsFilePaths.js";

const home = path.resolve("/home/anna");

describe("The shared files’ paths", () => {
  it("are in ~/.aws unless the environment says otherwise", () => {
    const usual = { config: path.join(home, ".aws", "config"), credentials: path.join(home, ".aws", "credentials") };
    assert.deepEqual(locateAwsFiles({}, home), usual);
    assert.deepEqual(locateAwsFiles({ AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "" }, home), usual);
  });

  it("come from the environment, with ~ for the home folder", () => {
    const env = { AWS_CONFIG_FILE: "~/x/config", AWS_SHARED_CREDENTIALS_FILE: "/etc/aws/~credentials" };
    assert.deepEqual(locateAwsFiles(env, home), { config: path.join(home, "x", "config"), credentials: "/etc/aws/~credentials" });
    assert.equal(locateAwsFiles({ AWS_CONFIG_FILE: "~other/config" }, home).config, "~other/config");
  });

  it("are shown with ~ when they are in the home folder", () => {
    assert.equal(shortenHome(path.join(home, ".aws", "config"), home), path.join("~", ".aws", "config"));
    assert.equal(shortenHome(path.resolve("/home/annabel/config"), home), path.resolve("/home/annabel/config"));
    assert.equal(shortenHome(path.join(home, "..config"), home), path.join("~", "..config"));
  });
});
