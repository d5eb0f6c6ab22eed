import assert from "node:assert/strict";
import * as os from "node:os";
import * as path from "node:path";
import { readHelperArguments } from "../../../src/git/helperArguments.js";

describe("How Git starts the helper", () => {
  const usual = { config: path.join(os.homedir(), ".aws", "config"), credentials: path.join(os.homedir(), ".aws", "credentials") };

  it("names a profile, and last the operation", () => {
    assert.deepEqual(readHelperArguments(["--profile=work", "get"], {}), { operation: "get", profileName: "work", paths: usual, sessionsFolder: undefined, needsMfa: false });
    assert.deepEqual(readHelperArguments(["--profile", "a b=c", "--mfa", "--sessions=/s s", "store"], {}), { operation: "store", profileName: "a b=c", paths: usual, sessionsFolder: "/s s", needsMfa: true });
  });

  it("may name the AWS files, which else are where the environment says", () => {
    const env = { AWS_CONFIG_FILE: "/env/config", AWS_SHARED_CREDENTIALS_FILE: "/env/credentials" };
    assert.deepEqual(readHelperArguments(["get"], env).paths, { config: "/env/config", credentials: "/env/credentials" });
    assert.deepEqual(readHelperArguments(["--config=/x", "--credentials=/y", "get"], env).paths, { config: "/x", credentials: "/y" });
  });

  it("takes profiles that look like options or operations, and nothing for nothing", () => {
    assert.equal(readHelperArguments(["--profile=--mfa", "get"], {}).profileName, "--mfa");
    assert.deepEqual(Object.values(readHelperArguments(["--profile", "get"], {})).slice(0, 2), [undefined, "get"]);
    assert.deepEqual([readHelperArguments([], {}).operation, readHelperArguments(["--profile=", "get"], {}).profileName], [undefined, undefined]);
  });

  it("may have words of another version", () => {
    assert.equal(readHelperArguments(["--colour=blue", "--profile=p", "get"], {}).operation, "get");
  });
});
