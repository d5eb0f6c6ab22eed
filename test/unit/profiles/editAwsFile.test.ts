import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { isUserError } from "../../../src/errors.js";
import { parseAwsFile, sectionsOf } from "../../../src/profiles/awsFile.js";
import type { AwsFileKind } from "../../../src/profiles/awsFile.js";
import { setProfileKeys } from "../../../src/profiles/editAwsFile.js";
import type { ProfileKeys } from "../../../src/profiles/editAwsFile.js";
import { awsFileText, keyNames, profileNames } from "./generatedAwsFile.js";
import { readBySdk } from "./sdkReader.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";

describe("Setting a profile’s keys in an AWS file", () => {
  it("changes the value and nothing else on its line", () => {
    const text = "# mine\n[a]  ; first\n\taws_access_key_id\t=  OLD   # since 2019\nregion=x\n\n[b]\naws_access_key_id = B\n";
    assert.equal(setProfileKeys(text, "credentials", "a", { aws_access_key_id: "NEW" }), text.replace("OLD", "NEW"));
  });

  it("adds missing keys after the section’s last key, before the blank lines and comments of the next", () => {
    const text = "[a]\nregion = x\n\n# about b\n[b]\noutput = json\n";
    assert.equal(
      setProfileKeys(text, "credentials", "a", { one: "1", two: "2" }),
      "[a]\nregion = x\none = 1\ntwo = 2\n\n# about b\n[b]\noutput = json\n",
    );
  });

  it("removes a key with its sub-keys and continuation lines, and leaves the comment between them", () => {
    const text = "[a]\ns3 =\n  x = 1\n  # note\n  y = 2\n  more\nregion = z\n";
    assert.equal(setProfileKeys(text, "credentials", "a", { s3: undefined }), "[a]\n  # note\nregion = z\n");
    assert.equal(setProfileKeys("[a]\nk = 1\n  more\nz = 2", "credentials", "a", { k: "3" }), "[a]\nk = 3\nz = 2");
  });

  it("removes every occurrence of a key, so that no earlier one comes back", () => {
    assert.equal(setProfileKeys("[a]\nk = 1\nk = 2\n[a]\nk = 3\n", "credentials", "a", { k: undefined }), "[a]\n[a]\n");
  });

  it("edits the occurrence that counts when a section or key is there twice", () => {
    const text = "[a]\nk = 1\n[b]\nk = b\n[a]\nk = 2\nk = 3\n";
    assert.equal(setProfileKeys(text, "credentials", "a", { k: "4" }), text.replace("3", "4"));
    const twoDefaults = "[profile default]\nk = 1\n[default]\nk = 2\n";
    assert.equal(setProfileKeys(twoDefaults, "config", "default", { k: "4" }), twoDefaults.replace("1", "4"));
  });

  it("fills a key that has no value, with or without white space or a comment behind it", () => {
    assert.equal(setProfileKeys("[a]\nk=\n", "credentials", "a", { k: "1" }), "[a]\nk=1\n");
    assert.equal(setProfileKeys("[a]\nk =\n", "credentials", "a", { k: "1" }), "[a]\nk = 1\n");
    assert.equal(setProfileKeys("[a]\nk = # none yet\n", "credentials", "a", { k: "1" }), "[a]\nk = 1 # none yet\n");
    assert.equal(setProfileKeys("[a]\nk = 0\nk =\n", "credentials", "a", { k: "1" }), "[a]\nk = 0\nk = 1\n");
  });

  it("appends a new profile after one blank line", () => {
    const key = { k: "1" };
    assert.equal(setProfileKeys("", "credentials", "a", key), "[a]\nk = 1\n");
    assert.equal(setProfileKeys("[b]\nx = 1\n", "credentials", "a", key), "[b]\nx = 1\n\n[a]\nk = 1\n");
    assert.equal(setProfileKeys("[b]\nx = 1", "credentials", "a", key), "[b]\nx = 1\n\n[a]\nk = 1\n");
    assert.equal(setProfileKeys("[b]\nx = 1\n\n", "credentials", "a", key), "[b]\nx = 1\n\n[a]\nk = 1\n");
    assert.equal(setProfileKeys("[b]\nx = 1\n", "credentials", "a", { k: undefined }), "[b]\nx = 1\n");
  });

  it("writes the header as the file has it", () => {
    const header = (kind: AwsFileKind, name: string) => setProfileKeys("", kind, name, { k: "1" }).split("\n")[0];
    assert.equal(header("config", "default"), "[default]");
    assert.equal(header("config", "dev"), "[profile dev]");
    assert.equal(header("config", "my name"), '[profile "my name"]');
    assert.equal(header("credentials", "my name"), "[my name]");
  });

  it("keeps CRLF and the byte order mark, and ends a last line that had no end only when it must", () => {
    assert.equal(setProfileKeys("\ufeff[a]\r\nk = 1\r\n", "credentials", "a", { k: "2", n: "3" }), "\ufeff[a]\r\nk = 2\r\nn = 3\r\n");
    assert.equal(setProfileKeys("[a]\r\nk = 1", "credentials", "a", { k: "2" }), "[a]\r\nk = 2");
    assert.equal(setProfileKeys("[a]\r\nk = 1", "credentials", "a", { n: "2" }), "[a]\r\nk = 1\r\nn = 2\r\n");
    assert.equal(setProfileKeys("\ufeff", "credentials", "a", { k: "1" }), "\ufeff[a]\nk = 1\n");
  });

  it("refuses names that the format cannot hold", () => {
    for (const name of ["", "  ", "a]b", "[a", "a\nb", "a\rb", "a\u0000b", " a", "a ", "a  b", "a #b", 'a"b', "a\\b", "__proto__", "profile x"]) {
      assert.throws(() => setProfileKeys("", "credentials", name, { k: "1" }), isUserError, JSON.stringify(name));
    }
  });

  it("refuses values that would not come back, without saying them", () => {
    for (const value of [`${SECRET}\n`, `a\r${SECRET}`, `${SECRET} #x`, ` ${SECRET}`, `# ${SECRET}`, ""]) {
      assert.throws(
        () => setProfileKeys("", "credentials", "a", { aws_secret_access_key: value }),
        (error) => isUserError(error) && !inspect(error).includes(SECRET),
      );
    }
  });

  it("refuses an edit that would change what another line means", () => {
    const text = `[a]\ns3 =\n  x = 1\nregion = y\n  aws_secret_access_key = ${SECRET}\n`;
    assert.throws(
      () => setProfileKeys(text, "credentials", "a", { region: undefined }),
      (error) => isUserError(error) && error.message.includes('odd indentation') && !inspect(error).includes(SECRET),
    );
  });

  for (const kind of ["config", "credentials"] as const) {
    it(`leaves every other line of 2,000 generated ${kind} files as it was, and the SDK reads what was set`, async () => {
      const refused = { count: 0 };
      const property = fc.asyncProperty(awsFileText(kind), fc.constantFrom("new", ...profileNames), changedKeys, async (text, name, keys) => {
        const edited = tryToSet(text, kind, name, keys);
        if (edited === undefined) {
          refused.count++;
          return;
        }
        assertNothingElseChanged(text, edited, kind, name, keys);
        const seen = (await readBySdk(edited, kind))[name] ?? {};
        for (const [key, value] of Object.entries(keys)) {
          assert.equal(seen[key], value, key);
        }
      });
      await fc.assert(property, { numRuns: 2000 });
      assert.ok(refused.count < 100, `${String(refused.count)} of 2,000 refused`);
    });
  }
});

const changedKeys: fc.Arbitrary<ProfileKeys> = fc.dictionary(
  fc.constantFrom(...keyNames),
  fc.constantFrom("AKIDNEW", "x/y+z=", undefined),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);

/** Nothing when the edit is refused for the one reason a generated file may give. */
function tryToSet(text: string, kind: AwsFileKind, name: string, keys: ProfileKeys): string | undefined {
  try {
    return setProfileKeys(text, kind, name, keys);
  } catch (error) {
    assert.match(String(error), /odd indentation/);
    return undefined;
  }
}

function assertNothingElseChanged(text: string, edited: string, kind: AwsFileKind, name: string, keys: ProfileKeys): void {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  if (sectionsOf(parseAwsFile(text, kind), "profile", name).length === 0) {
    const added = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}${eol}`]));
    assert.ok(edited.startsWith(text));
    assert.ok(added.length === 0 ? edited === text : edited.endsWith(`]${eol}${added.join("")}`));
    assert.match(edited.slice(text.length).split("[")[0] ?? "", /^(?:\r?\n){0,2}$/);
  } else {
    const closed = [text, edited].map((whole) => (whole.endsWith("\n") ? whole : whole + eol));
    const [before, after] = closed.map((whole) => otherLines(whole, kind, name, keys));
    assert.deepEqual(after, before);
  }
}

/** The lines, with their ends, that hold none of the keys. */
function otherLines(text: string, kind: AwsFileKind, name: string, keys: ProfileKeys): string[] {
  const all = sectionsOf(parseAwsFile(text, kind), "profile", name).flatMap((section) => section.keys);
  const edited = new Set(all.filter((key) => key.name in keys).flatMap((key) => key.lines));
  return text.split(/(?<=\n)/).filter((_line, index) => !edited.has(index + 1));
}
