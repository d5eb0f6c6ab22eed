import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { findKeyPlaces, type KeyPlace } from "../../../src/profiles/keyPlaces";
import { useTemporaryFolder } from "../files/temporaryFolder";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const id = `aws_access_key_id = ${ID}\n`;
const secret = `aws_secret_access_key = ${SECRET}\n`;

describe("The places of an access key", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at("config"), credentials: at("credentials") });

  async function find(files: { readonly config?: string; readonly credentials?: string }) {
    for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
    const { places, keys } = await findKeyPlaces([paths()], ID);
    return { places: places.map(describePlace), secret: keys?.secretAccessKey.reveal() };
  }

  /** `work in config: id, secret` */
  function describePlace({ profileName, file, holdsId, holdsSecret, isSplit, line }: KeyPlace): string {
    const halves = [holdsId && "id", holdsSecret && "secret", isSplit && "split"].filter(Boolean).join(", ");
    return `${profileName} in ${file.kind} at ${String(line)}: ${halves}`;
  }

  it("are none where there are no files", async () => assert.deepEqual(await find({}), { places: [], secret: undefined }));

  it("are all profiles of both files that hold it, and no others", async () => {
    const other = "aws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n";
    const found = await find({ credentials: `[a]\n${id}${secret}[b]\n${other}[c]\n${id}${secret}`, config: `[profile d]\n${id}${secret}[profile b]\nregion = x\n` });
    assert.deepEqual(found, { places: ["d in config at 2: id, secret", "a in credentials at 2: id, secret", "c in credentials at 8: id, secret"], secret: SECRET });
  });

  it("are both files where each holds one half", async () => {
    assert.deepEqual(await find({ config: `[profile a]\n${id}`, credentials: `[a]\n${secret}` }), { places: ["a in config at 2: id", "a in credentials at 2: secret, split"], secret: SECRET });
    assert.deepEqual(await find({ config: `[profile a]\n${secret}`, credentials: `[a]\n${id}` }), { places: ["a in config at 2: secret", "a in credentials at 2: id, split"], secret: SECRET });
  });

  it("are not a profile whose credentials file has another key: that one wins", async () => {
    const found = await find({ config: `[profile a]\n${id}${secret}`, credentials: "[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n" });
    assert.deepEqual(found, { places: ["a in config at 2: id, secret"], secret: undefined });
  });

  it("know no secret where none stands beside it", async () => assert.deepEqual(await find({ credentials: `[a]\n${id}` }), { places: ["a in credentials at 2: id"], secret: undefined }));

  it("count the occurrence that counts, of sections and keys that are there twice", async () => {
    const found = await find({ credentials: `[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n[a]\n${id}${secret}[b]\n${id}${secret}aws_access_key_id = AKIAOTHER\n` });
    assert.deepEqual(found.places, ["a in credentials at 5: id, secret"]);
  });

  it("know that [profile default] makes the SDK forget [default]", async () => {
    assert.deepEqual((await find({ config: `[default]\n${id}${secret}[profile default]\nregion = x\n` })).places, []);
    assert.deepEqual((await find({ config: `[default]\nregion = x\n[profile default]\n${id}${secret}` })).places, ["default in config at 4: id, secret"]);
  });

  it("are those of each set of files, each file once", async () => {
    writeFileSync(at("credentials"), `[a]\n${id}${secret}`);
    writeFileSync(at("usual"), `[a]\n${id}${secret}`);
    const sets = [paths(), { config: at("config"), credentials: at("usual") }, paths()];
    const { places } = await findKeyPlaces(sets, ID);
    assert.deepEqual(places.map(({ file }) => file.path), [at("credentials"), at("usual")]);
  });
});
