import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { readFileSync } from "node:fs";
import { isUserError } from "../../../src/errors.js";
import { renderConsoleCsv, renderImportCsv } from "../../../src/files/accessKeyCsv.js";
import { writePrivateFile } from "../../../src/files/privateFile.js";
import { Secret } from "../../../src/secret.js";
import { useTemporaryFolder } from "./temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret+bPxRfiCYEXAMPLEKEY";
const key = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: new Secret(SECRET) };

describe("An access key’s CSV file", () => {
  const at = useTemporaryFolder();

  it("has the console’s two columns, and prints no secret by accident", () => {
    const csv = renderConsoleCsv(key);
    assert.equal(csv.reveal(), `Access key ID,Secret access key\r\nAKIAIOSFODNN7EXAMPLE,${SECRET}\r\n`);
    assert.ok(!inspect(csv).includes(SECRET));
  });

  it("has the user’s name first in the form for the AWS CLI", () => {
    const csv = renderImportCsv({ ...key, userName: "a.b=c+d@e-f_g" }).reveal();
    assert.equal(csv, `User Name,Access key ID,Secret access key\r\na.b=c+d@e-f_g,AKIAIOSFODNN7EXAMPLE,${SECRET}\r\n`);
  });

  it("is refused in the CLI’s form for a name with a comma, which the CLI would take for two columns", () => {
    const refused = (error: unknown) => isUserError(error) && error.message.endsWith("a,b") && !inspect(error).includes(SECRET);
    assert.throws(() => renderImportCsv({ ...key, userName: "a,b" }), refused);
  });

  it("is taken by the real “aws configure import”", async function () {
    this.timeout(20_000);
    const env = { PATH: process.env["PATH"], HOME: at(), AWS_CONFIG_FILE: at("config"), AWS_SHARED_CREDENTIALS_FILE: at("credentials"), AWS_PAGER: "" };
    if (!hasConfigureImport(env)) {
      this.skip();
    }
    await writePrivateFile(at("key.csv"), renderImportCsv({ ...key, userName: "dev@example" }).reveal());
    execFileSync("aws", ["configure", "import", "--csv", `file://${at("key.csv")}`], { env });
    const written = readFileSync(at("credentials"), "utf8");
    assert.equal(written, `[dev@example]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`);
  });
});

/** `configure import` came with version 2 of the AWS CLI. */
function hasConfigureImport(env: NodeJS.ProcessEnv): boolean {
  try {
    return execFileSync("aws", ["--version"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).startsWith("aws-cli/2");
  } catch {
    return false;
  }
}
