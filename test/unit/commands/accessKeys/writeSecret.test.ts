import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeCsv } from "../../../../src/commands/accessKeys/writeSecret";
import { OneTimeSecret, type KeepingActions, type SecretWords } from "../../../../src/panels/oneTimeSecret";
import { Secret } from "../../../../src/secret";
import { useTemporaryFolder } from "../../files/temporaryFolder";

describe("A .csv for “aws configure import”", () => {
  const at = useTemporaryFolder();

  it("is refused in the page for a user name that would be imported wrongly, with the secret still there", async () => {
    const actions = { remind: () => Promise.resolve() } as Partial<KeepingActions> as KeepingActions;
    const key = new OneTimeSecret({ id: "AKIANEW", name: "AKIANEW", secret: new Secret("secret"), owner: { userName: "a,b", accountId: "1", profileName: undefined }, words: {} as SecretWords, part: "accessKeys" }, () => actions);
    await key.keep((report) => writeCsv(key, { path: at("keys.csv"), form: "import" }, report));
    assert.deepEqual([key.isSafe, key.lines.map(({ tone }) => tone), existsSync(at("keys.csv"))], [false, ["problem"], false]);
    assert.match(key.lines[0]?.text ?? "", /cannot read a user name with a comma/);
    await key.keep((report) => writeCsv(key, { path: at("keys.csv"), form: "console" }, report));
    assert.equal(key.isSafe, true);
  });
});
