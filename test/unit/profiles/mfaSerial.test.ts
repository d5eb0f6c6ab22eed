import assert from "node:assert/strict";
import * as fs from "node:fs";
import { isUserError } from "../../../src/errors.js";
import { planMfaSerial, recordMfaSerial } from "../../../src/profiles/mfaSerial.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

const SERIAL = "arn:aws:iam::123456789012:mfa/alice";
const OTHER = "arn:aws:iam::123456789012:mfa/alice-2";

describe("Recording an MFA device in a profile", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at("config"), credentials: at("credentials") });
  const content = (name: string) => fs.readFileSync(at(name), "utf8");
  const given = (config: string | undefined, credentials?: string) => {
    if (config !== undefined) fs.writeFileSync(at("config"), config);
    if (credentials !== undefined) fs.writeFileSync(at("credentials"), credentials);
  };

  it("writes one line into the profile’s section of the config file, as it was shown, and takes it back", async () => {
    const before = "\ufeff# mine\r\n[profile work]\r\nregion = eu-west-1 ; home\r\n\r\n[profile other]\r\nregion = x\r\n";
    given(before, "[work]\naws_access_key_id = A\n");
    assert.deepEqual(await planMfaSerial(paths(), "work", SERIAL), { path: at("config"), lines: ["[profile work]", `mfa_serial = ${SERIAL}`], replaces: undefined });
    const recorded = await recordMfaSerial(paths(), "work", SERIAL);
    assert.equal(content("config"), before.replace("; home\r\n", `; home\r\nmfa_serial = ${SERIAL}\r\n`));
    assert.equal(content("credentials"), "[work]\naws_access_key_id = A\n");
    await recorded.undo();
    assert.equal(content("config"), before);
  });

  it("makes the section, and the file, where only the credentials file has the profile", async () => {
    given(undefined, "[work]\naws_access_key_id = A\n");
    const recorded = await recordMfaSerial(paths(), "work", SERIAL);
    assert.equal(content("config"), `[profile work]\nmfa_serial = ${SERIAL}\n`);
    await recorded.undo();
    assert.deepEqual(fs.readdirSync(at()), ["credentials"]);
  });

  it("says which device it replaces, and replaces it", async () => {
    given(`[default]\nmfa_serial = ${SERIAL} # phone\n`);
    assert.deepEqual(await planMfaSerial(paths(), "default", OTHER), { path: at("config"), lines: ["[default]", `mfa_serial = ${OTHER}`], replaces: SERIAL });
    await recordMfaSerial(paths(), "default", OTHER);
    assert.equal(content("config"), `[default]\nmfa_serial = ${OTHER} # phone\n`);
  });

  it("writes nothing when it is there already", async () => {
    given(`[default]\nmfa_serial=${SERIAL}`);
    assert.deepEqual(await planMfaSerial(paths(), "default", SERIAL), { path: at("config"), lines: [], replaces: SERIAL });
    await (await recordMfaSerial(paths(), "default", SERIAL)).undo();
    assert.equal(content("config"), `[default]\nmfa_serial=${SERIAL}`);
  });

  it("replaces it in the credentials file where that has one, which wins", async () => {
    given("[profile work]\nregion = x\n", `[work]\naws_access_key_id = A\nmfa_serial = ${SERIAL}\n`);
    assert.deepEqual(await planMfaSerial(paths(), "work", OTHER), { path: at("credentials"), lines: ["[work]", `mfa_serial = ${OTHER}`], replaces: SERIAL });
    await recordMfaSerial(paths(), "work", OTHER);
    assert.deepEqual([content("config"), content("credentials")], ["[profile work]\nregion = x\n", `[work]\naws_access_key_id = A\nmfa_serial = ${OTHER}\n`]);
  });

  it("takes it out of both files, and puts it back into both", async () => {
    const before = [`[profile work]\nmfa_serial = ${SERIAL}\nregion = x\n`, `[work]\nmfa_serial = ${OTHER}\n`] as const;
    given(...before);
    assert.deepEqual(await planMfaSerial(paths(), "work", undefined), { path: at("credentials"), lines: [], replaces: OTHER });
    const recorded = await recordMfaSerial(paths(), "work", undefined);
    assert.deepEqual([content("config"), content("credentials")], ["[profile work]\nregion = x\n", "[work]\n"]);
    await recorded.undo();
    assert.deepEqual([content("config"), content("credentials")], before);
  });

  it("changes nothing when one of two files cannot be changed", async () => {
    const before = [`[profile work]\ns3 =\n  x = 1\nmfa_serial = ${SERIAL}\n  region = y\n`, `[work]\nmfa_serial = ${SERIAL}\n`] as const;
    given(...before);
    const refused = (error: unknown) => isUserError(error) && error.message.includes("odd indentation");
    await assert.rejects(planMfaSerial(paths(), "work", undefined), refused);
    await assert.rejects(recordMfaSerial(paths(), "work", undefined), refused);
    assert.deepEqual([content("config"), content("credentials")], before);
  });

  it("is refused for a profile that no file has", async () => {
    given("[profile work]\n");
    const refused = (error: unknown) => isUserError(error) && error.message === "There is no profile gone in your AWS files.";
    await assert.rejects(planMfaSerial(paths(), "gone", SERIAL), refused);
    await assert.rejects(recordMfaSerial(paths(), "gone", SERIAL), refused);
    assert.deepEqual(fs.readdirSync(at()), ["config"]);
  });

  it("does not touch files that are not UTF-8", async () => {
    const bytes = Buffer.from("[default]\n# caf\xe9\n", "latin1");
    fs.writeFileSync(at("config"), bytes);
    await assert.rejects(planMfaSerial(paths(), "default", SERIAL), (error) => isUserError(error) && error.message.includes("not UTF-8"));
    await assert.rejects(recordMfaSerial(paths(), "default", SERIAL), isUserError);
    assert.deepEqual(fs.readFileSync(at("config")), bytes);
  });
});
