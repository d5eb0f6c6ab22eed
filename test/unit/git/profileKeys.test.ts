import assert from "node:assert/strict";
import * as fs from "node:fs";
import { inspect } from "node:util";
import { isUserError } from "../../../src/errors.js";
import { readKeysOfProfile } from "../../../src/git/profileKeys.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";

describe("A profile’s keys, without the SDK", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at("config"), credentials: at("credentials") });
  const read = (config: string, credentials = "", name = "p") => {
    fs.writeFileSync(at("config"), config);
    fs.writeFileSync(at("credentials"), credentials);
    return readKeysOfProfile(paths(), name);
  };
  const pair = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = ${SECRET}\n`;

  it("are those of the credentials file before those of the config file, key by key", async () => {
    const found = await read(`[profile p]\n${pair("AKIACONFIG")}mfa_serial = arn\n`, `[p]\naws_access_key_id = AKIACREDENTIALS\n`);
    assert.deepEqual([found.kind, found.keys?.accessKeyId, found.keys?.secretAccessKey.reveal(), found.keys?.sessionToken, found.hasMfaSerial], ["static", "AKIACREDENTIALS", SECRET, undefined, true]);
    assert.ok(!inspect(found, { depth: 9, showHidden: true }).includes(SECRET));
  });

  it("are those of a session with its token, and end when aws configure mfa-login says so", async () => {
    const { kind, keys } = await read("", `[p]\n${pair("ASIA")}aws_session_token = T/o=\n#expiration = # Credentials expire at: 2026-05-19 18:06:10 UTC\n`);
    assert.deepEqual([kind, keys?.sessionToken?.reveal(), keys?.endsAt?.toISOString()], ["session", "T/o=", "2026-05-19T18:06:10.000Z"]);
  });

  it("are none of the files’ for other kinds, also where keys stand beside", async () => {
    const { kind, keys } = await read(`[profile p]\nrole_arn = r\nsource_profile = q\n${pair("AKIA")}`);
    assert.deepEqual([kind, keys], ["assumedRole", undefined]);
    assert.equal((await read("[profile p]\ncredential_process = x\n")).kind, "process");
    assert.equal((await read("[profile p]\nregion = x\n")).kind, "none");
  });

  it("may be in files with carriage returns and a byte order mark", async () => {
    assert.equal((await read("", `\ufeff[p]\n${pair("AKIA")}`.replaceAll("\n", "\r\n"))).keys?.secretAccessKey.reveal(), SECRET);
  });

  it("are missing with a sentence: no such profile, with what is wrong with the files", async () => {
    const error: unknown = await read("[profile q]\n").catch((reason: unknown) => reason);
    assert.ok(isUserError(error));
    assert.deepEqual([error.message, error.hint], [`There is no profile p in ${at("config")} or ${at("credentials")}.`, "Set it up there, or choose another profile for this repository."]);
    const other: unknown = await read("[profile p\nregion = x\n").catch((reason: unknown) => reason);
    assert.ok(isUserError(other));
    assert.match(other.hint ?? "", /config, line 1: The “\[” is not closed with a “\]”\.$/);
  });
});
