import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { inspect } from "node:util";
import { isUserError, type UserError } from "../../../src/errors.js";
import { renderConsoleCsv, renderImportCsv } from "../../../src/files/accessKeyCsv.js";
import { readAccessKeyCsv } from "../../../src/files/readAccessKeyCsv.js";
import { Secret } from "../../../src/secret.js";
import { useTemporaryFolder } from "./temporaryFolder.js";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/PlantedSecret+bPxRfiCYEXAMPLEKEY";
const PASSWORD = "planted,Password;1";
const key = { accessKeyId: ID, secretAccessKey: new Secret(SECRET) };

describe("Reading an access key’s .csv file", () => {
  const at = useTemporaryFolder();

  async function read(content: string | Buffer, name = "key.csv") {
    fs.writeFileSync(at(name), content);
    const csv = await readAccessKeyCsv(at(name));
    assert.ok(!inspect(csv, { depth: 9, showHidden: true }).includes(SECRET));
    return csv;
  }

  async function keysOf(content: string | Buffer, name?: string) {
    const { keys } = await read(content, name);
    return keys.map(({ userName, accessKeyId, secretAccessKey }) => [userName, accessKeyId, secretAccessKey.reveal()]);
  }

  async function refused(content: string | Buffer, name = "key.csv"): Promise<UserError> {
    fs.writeFileSync(at(name), content);
    return refusedFile(at(name));
  }

  async function refusedFile(path: string): Promise<UserError> {
    const error: unknown = await readAccessKeyCsv(path).then(
      () => assert.fail("It was read."),
      (reason: unknown) => reason,
    );
    assert.ok(isUserError(error), inspect(error));
    assert.ok(error.message.includes(path) && (error.hint ?? "") !== "", inspect(error));
    const shown = inspect(error, { depth: 9, showHidden: true });
    assert.ok(![SECRET, PASSWORD].some((secret) => shown.includes(secret)), shown);
    return error;
  }

  it("reads what this extension writes, in both forms", async () => {
    assert.deepEqual(await keysOf(renderConsoleCsv(key).reveal()), [[undefined, ID, SECRET]]);
    assert.deepEqual(await keysOf(renderImportCsv({ ...key, userName: "a.b=c+d@e-f_g" }).reveal()), [["a.b=c+d@e-f_g", ID, SECRET]]);
  });

  const header = "User name,Password,Access key ID,Secret access key,Console login link";
  const shapes: readonly [string, string, string | undefined][] = [
    ["the console’s", `Access key ID,Secret access key\r\n${ID},${SECRET}`, undefined],
    ["with a user’s name", `User Name,Access key ID,Secret access key\ndev,${ID},${SECRET}\n`, "dev"],
    ["the older console’s", `${header}\r\ndev,"${PASSWORD}",${ID},${SECRET},https://123456789012.signin.aws.amazon.com/console\r\n`, "dev"],
    ["the older console’s without a password", `${header}\ndev,,${ID},${SECRET},https://x\n`, "dev"],
    ["with a byte order mark", `\ufeffAccess key ID,Secret access key\n${ID},${SECRET}\n`, undefined],
    ["with its names in another case and order", `SECRET ACCESS KEY,user NAME,access_key_id\n${SECRET},dev,${ID}\n`, "dev"],
    ["with quotes and spaces", `"User Name", "Access key ID" ,"Secret access key"\n"dev", "${ID}" ,"${SECRET}"\n`, "dev"],
    ["as a spreadsheet saves it where the decimal sign is a comma", `Access key ID;Secret access key\r\n${ID};${SECRET}\r\n`, undefined],
    ["with empty lines before, between and after", `\n\nAccess key ID,Secret access key\n\n${ID},${SECRET}\n\n\n`, undefined],
    ["with a comma at the end of each line", `Access key ID,Secret access key,\n${ID},${SECRET},\n`, undefined],
  ];
  for (const [name, text, userName] of shapes) {
    it(`reads the form ${name}`, async () => assert.deepEqual(await keysOf(text), [[userName, ID, SECRET]]));
  }

  it("takes the user’s name from the file’s where the console put it", async () => {
    const text = `Access key ID,Secret access key\n${ID},${SECRET}\n`;
    assert.deepEqual((await keysOf(text, "alice_accessKeys.csv"))[0]?.[0], "alice");
    assert.deepEqual((await keysOf(text, "bob.k@x_accessKeys (2).csv"))[0]?.[0], "bob.k@x");
  });

  it("reads several users’ keys, and leaves out users without one", async () => {
    const other = `${ID.slice(0, -1)}2`;
    const text = `User Name,Access key ID,Secret access key\na,${ID},${SECRET}\nb,,\nc,${other},${SECRET}\n`;
    assert.deepEqual(await keysOf(text), [["a", ID, SECRET], ["c", other, SECRET]]);
  });

  const others: readonly [string, string | Buffer, RegExp][] = [
    ["an empty file", "", /^This file is empty/],
    ["a file with a byte order mark only", "\ufeff\r\n", /^This file is empty/],
    ["UTF-16 text", Buffer.from(`\ufeffAccess key ID\tSecret access key\n${ID}\t${SECRET}`, "utf16le"), /UTF-16 text, as Excel/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0, 0, 1, 0xff]), /^This is no \.csv file/],
    ["quotes that do not end", `Access key ID,Secret access key\n"${ID},${SECRET}\n`, /^This (is no \.csv file|file holds)/],
    ["a text", `Dear Alice,\nyour key is ${ID} and your secret ${SECRET}.\n`, /holds no access key; it has no columns “Access key ID”/],
    ["columns without names", `${ID},${SECRET}\n`, /holds no access key; it has no columns/],
    ["a header only", "Access key ID,Secret access key\n", /holds no access key/],
    ["the ID alone", `User Name,Access key ID\ndev,${ID}\n`, /holds an access key’s ID, but not its secret/],
    ["an ID that is none", `Access key ID,Secret access key\nnone,${SECRET}\n`, /for an access key is none/],
    ["a console password’s", `User name,Password,Console sign-in URL\ndev,"${PASSWORD}",https://x\n`, /a password for the AWS console, but no access key/],
    ["a console password’s, with empty columns for the key", `${header}\ndev,"${PASSWORD}",,,https://x\n`, /a password for the AWS console, but no access key/],
    ["CodeCommit’s", `User Name,Password\ndev-at-123456789012,"${PASSWORD}"\n`, /Git credentials for CodeCommit, not an access key/],
    ["a credential report", "user,arn,user_creation_time,access_key_1_active\nalice,arn:aws:iam::123456789012:user/alice,2024-01-01,true\n", /holds no access key/],
  ];
  for (const [name, content, sentence] of others) {
    it(`says what it is: ${name}`, async () => assert.match((await refused(content)).message, sentence));
  }

  it("reads no file of more than 1 MB, and none that is not there or is a folder or a pipe", async () => {
    assert.match((await refused(`Access key ID,Secret access key\n${`${ID},${SECRET}\n`.repeat(20_000)}`)).message, /too large/);
    assert.equal((await refusedFile(at("missing.csv"))).code, "ENOENT");
    fs.mkdirSync(at("folder.csv"));
    assert.match((await refusedFile(at("folder.csv"))).message, /no \.csv file/);
    if (process.platform !== "win32") {
      execFileSync("mkfifo", [at("pipe.csv")]);
      assert.match((await refusedFile(at("pipe.csv"))).message, /no \.csv file/);
    }
  });

  it("says that it may not be read", async function () {
    if (process.platform === "win32" || process.getuid?.() === 0) this.skip();
    fs.writeFileSync(at("key.csv"), "", { mode: 0 });
    assert.equal((await refusedFile(at("key.csv"))).code, "EACCES");
  });

  it("deletes the file, also through a link, but not one that was changed since", async () => {
    const text = renderConsoleCsv(key).reveal();
    const changed = await read(text, "changed.csv");
    fs.appendFileSync(changed.path, "\n");
    await assert.rejects(changed.deleteUnchanged(), (error) => isUserError(error) && error.message.includes("changed since") && !inspect(error, { depth: 9 }).includes(SECRET));
    fs.writeFileSync(at("real.csv"), text);
    fs.symlinkSync(at("real.csv"), at("link.csv"));
    await (await readAccessKeyCsv(at("link.csv"))).deleteUnchanged();
    assert.deepEqual([fs.existsSync(changed.path), fs.existsSync(at("real.csv"))], [true, false]);
  });
});
