import assert from "node:assert/strict";
import fs from "node:fs";
import * as fc from "fast-check";
import { isUserError } from "../../../src/errors";
import { parseAwsFile, settingsOf } from "../../../src/profiles/awsFile";
import { findKeyPlaces } from "../../../src/profiles/keyPlaces";
import { clearUpReplacement, replaceKey } from "../../../src/profiles/replaceKey";
import { Secret } from "../../../src/secret";
import { useTemporaryFolder } from "../files/temporaryFolder";
import { wildAwsFileText } from "./generatedAwsFile";

/** What the generated files have in place of an id and a secret. */
const OLD_ID = "AKIDEXAMPLE";
const OLD_SECRET = "abc+/def=";
const NEW = { accessKeyId: "AKIANEWNEWNEWNEWNEW1", secretAccessKey: new Secret("new/secret+of=the/key") };
const RUNS = 400;

describe("Putting another key in place of one", () => {
  const at = useTemporaryFolder();
  const paths = () => ({ config: at("config"), credentials: at("credentials") });
  const read = () => [fs.existsSync(at("config")) ? fs.readFileSync(at("config"), "utf8") : "", fs.readFileSync(at("credentials"), "utf8")] as const;
  const replace = (sets = [paths()]) => replaceKey(sets, OLD_ID, NEW, "tag");
  const both = `aws_access_key_id = ${OLD_ID}\naws_secret_access_key = ${OLD_SECRET}\n`;
  const inserted = (text: string) => text.replaceAll(OLD_ID, NEW.accessKeyId).replaceAll(OLD_SECRET, NEW.secretAccessKey.reveal());

  it("changes the two values in every place, and every other byte stays: comments, spaces, CRLF, a byte order mark", async () => {
    const credentials = `\ufeff# mine\r\n[a]  ; first\r\n\taws_access_key_id\t=  ${OLD_ID}   # since 2019\r\naws_secret_access_key=${OLD_SECRET}\r\n\r\n[b]\r\naws_access_key_id = AKIAOTHER\r\naws_secret_access_key = other\r\n`;
    const config = `[profile c]\n${both}region = x`;
    fs.writeFileSync(at("credentials"), credentials);
    fs.writeFileSync(at("config"), config);
    await replace();
    assert.deepEqual(read(), [inserted(config), inserted(credentials)]);
    assert.deepEqual(fs.readdirSync(at()).sort(), ["config", "credentials"]);
  });

  it("writes nothing where no file has the key, as on a second try", async () => {
    fs.writeFileSync(at("credentials"), `[a]\n${both}`);
    await replace();
    const { mtimeMs, ino } = fs.statSync(at("credentials"));
    await replace();
    assert.deepEqual([fs.statSync(at("credentials")).mtimeMs, fs.statSync(at("credentials")).ino, fs.existsSync(at("config"))], [mtimeMs, ino, false]);
  });

  it("finds [profile default] beside [default]", async () => {
    fs.writeFileSync(at("config"), `[default]\nregion = x\n[profile default]\n${both}`);
    fs.writeFileSync(at("credentials"), "");
    await replace();
    assert.equal(read()[0], `[default]\nregion = x\n[profile default]\n${inserted(both)}`);
  });

  for (const [what, config, credentials] of [
    ["the id in the config file", `[profile a]\naws_access_key_id = ${OLD_ID}\n`, `[a]\naws_secret_access_key = ${OLD_SECRET}\n`],
    ["the secret in the config file", `[profile a]\naws_secret_access_key = ${OLD_SECRET}\n`, `[a]\naws_access_key_id = ${OLD_ID}\n`],
  ] as const) {
    it(`puts both halves into the credentials file, at once, where each file has one: ${what}`, async () => {
      fs.writeFileSync(at("config"), config);
      fs.writeFileSync(at("credentials"), credentials);
      // What a reader finds after the first of the two files.
      const seen: string[] = [];
      const { rename } = fs.promises;
      fs.promises.rename = async (from, to) => {
        await rename(from, to);
        seen.push((await findKeyPlaces([paths()], NEW.accessKeyId)).keys?.secretAccessKey.reveal() ?? "half");
      };
      try {
        await replace();
      } finally {
        fs.promises.rename = rename;
      }
      assert.deepEqual(seen, [NEW.secretAccessKey.reveal(), NEW.secretAccessKey.reveal()]);
      assert.equal(read()[0], inserted(config));
      assert.ok(read()[1].includes(NEW.accessKeyId) && read()[1].includes(NEW.secretAccessKey.reveal()) && !read()[1].includes(OLD_SECRET));
    });
  }

  it("changes no file when one cannot be changed", async () => {
    fs.writeFileSync(at("credentials"), `[a]\n${both}`);
    fs.writeFileSync(at("config"), Buffer.concat([Buffer.from(`[profile a]\n${both}`), Buffer.from("# caf\xe9\n", "latin1")]));
    const before = fs.readFileSync(at("config"));
    await assert.rejects(replace(), (error) => isUserError(error) && error.message.includes("not UTF-8"));
    assert.deepEqual([fs.readFileSync(at("config")), read()[1]], [before, `[a]\n${both}`]);
  });

  it("puts back what another program wrote in the middle, when one cannot be changed then", async () => {
    const others = `# rewritten\n[a]\n${both}`;
    fs.writeFileSync(at("credentials"), `[a]\n${both}`);
    const { rename } = fs.promises;
    fs.promises.rename = async (from, to) => {
      fs.promises.rename = rename;
      await rename(from, to);
      fs.writeFileSync(at("credentials"), others);
      fs.writeFileSync(at("config"), Buffer.concat([Buffer.from(`[profile a]\n${both}`), Buffer.from("# caf\xe9\n", "latin1")]));
    };
    try {
      await assert.rejects(replace(), (error) => isUserError(error) && error.message.includes("not UTF-8"));
    } finally {
      fs.promises.rename = rename;
    }
    assert.equal(read()[1], others);
  });

  it("leaves a profile alone that was given another key at the last moment, and changes the others", async () => {
    fs.writeFileSync(at("credentials"), `[a]\n${both}[b]\n${both}`);
    const { open } = fs.promises;
    fs.promises.open = async (...given) => {
      fs.promises.open = open;
      // While the new content is being written beside it.
      fs.writeFileSync(at("credentials"), `[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n[b]\n${both}`);
      return open(...given);
    };
    try {
      await replace();
    } finally {
      fs.promises.open = open;
    }
    assert.equal(read()[1], `[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n[b]\n${inserted(both)}`);
  });

  it("clears up the temporary files of a crash, and no others; a config file that is none is no hindrance", async () => {
    for (const name of ["credentials", "credentials.tag.tmp", "credentials.other.tmp"]) fs.writeFileSync(at(name), "x");
    await clearUpReplacement([paths(), { config: "/dev/null", credentials: at("credentials") }], "tag");
    assert.deepEqual(fs.readdirSync(at()).sort(), ["credentials", "credentials.other.tmp"]);
  });

  it(`changes nothing else in any files: ${String(RUNS)} pairs`, async () => {
    let replaced = 0;
    const property = fc.asyncProperty(wildAwsFileText("config"), wildAwsFileText("credentials"), fc.constantFrom("config", "credentials"), fc.constantFrom("dev", "default", "a.b"), async (config, credentials, kind, name) => {
      const own = `${kind === "config" && name !== "default" ? `[profile ${name}]` : `[${name}]`}\n${both}`;
      const texts = { config, credentials };
      texts[kind] = `${own}${texts[kind].replace(/^\ufeff/, "")}`;
      fs.writeFileSync(at("config"), texts.config);
      fs.writeFileSync(at("credentials"), texts.credentials);
      const before = read();
      const { places } = await findKeyPlaces([paths()], OLD_ID);
      const changed = await replace().then(() => true, (error: unknown) => {
        assert.match(String(error), /odd indentation|name cannot/);
        return false;
      });
      if (!changed || places.length === 0) {
        assert.deepEqual(read(), before);
        return;
      }
      replaced++;
      const isSplit = places.some((place) => place.isSplit);
      for (const [index, each] of (["config", "credentials"] as const).entries()) {
        assertOnlyKeysChanged(before[index] ?? "", read()[index] ?? "", each, new Set(places.filter(({ file }) => file.kind === each).map(({ profileName }) => profileName)));
      }
      assert.deepEqual((await findKeyPlaces([paths()], OLD_ID)).places, []);
      if (isSplit || before.join("").includes(NEW.accessKeyId)) return;
      const { keys } = await findKeyPlaces([paths()], NEW.accessKeyId);
      if (keys !== undefined) assert.equal(keys.secretAccessKey.reveal(), NEW.secretAccessKey.reveal());
    });
    await fc.assert(property, { numRuns: RUNS });
    assert.ok(replaced > RUNS / 2, String(replaced));
  }).timeout(60_000);
});

/** The lines of other profiles are the same bytes; in these, only what names the key has changed. */
function assertOnlyKeysChanged(before: string, after: string, kind: "config" | "credentials", names: ReadonlySet<string>): void {
  const [one, other] = [parseAwsFile(before, kind), parseAwsFile(after, kind)];
  const sections = new Set(one.sections.map((section) => section.name));
  for (const name of sections) {
    for (const section of ["profile", "sso-session", "services"] as const) {
      const [was, is] = [settingsOf(one, section, name), settingsOf(other, section, name)];
      for (const key of new Set([...was.keys(), ...is.keys()])) {
        const [left, right] = [valueOf(was.get(key)?.value), valueOf(is.get(key)?.value)];
        if (left === right) continue;
        assert.ok(section === "profile" && names.has(name) && /^aws_(access_key_id|secret_access_key)(\.|$)/.test(key), `${name}.${key}`);
        // What hung on an old value goes with it.
        if (!key.includes(".")) assert.ok([NEW.accessKeyId, NEW.secretAccessKey.reveal()].includes(right ?? ""), right);
      }
    }
  }
  // Indented lines may be continuations of an old value.
  const rest = (text: string) => text.split("\n").filter((line) => !/^\s|^aws_access_key_id|^aws_secret_access_key/.test(line)).join("\n").trimEnd();
  assert.equal(rest(after), rest(before));
}

function valueOf(value: string | Secret | undefined): string | undefined {
  return value instanceof Secret ? value.reveal() : value;
}
