import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as fc from "fast-check";
import type { AwsFileKind } from "../../../src/profiles/awsFile.js";
import { setProfileKeys, type ProfileKeys } from "../../../src/profiles/editAwsFile.js";
import { recordMfaSerial, setMfaSerial } from "../../../src/profiles/mfaSerial.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";
import { keyNames, profileNames, unusualNames, wildAwsFileText } from "./generatedAwsFile.js";

const RUNS = 10_000;
const SERIAL = "arn:aws:iam::123456789012:mfa/alice";

/** Which of the profiles that a file has; sometimes one that it does not have. */
const anyProfile = fc.nat(99);
const changedKeys: fc.Arbitrary<ProfileKeys> = fc.dictionary(fc.constantFrom(...keyNames), fc.constantFrom("AKIDNEW", "x/y+z=", undefined), { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const anySerial = fc.constantFrom(SERIAL, "GAHT12345678", undefined);

describe("Editing any AWS file", function () {
  this.timeout(60_000);

  for (const kind of ["config", "credentials"] as const) {
    it(`changes only the keys that are set or taken out: ${RUNS.toLocaleString("en")} ${kind} files`, () => {
      let refused = 0;
      let existing = 0;
      const property = fc.property(wildAwsFileText(kind), anyProfile, changedKeys, (text, which, keys) => {
        const name = nameAt(text, which);
        if (name !== "new") existing++;
        const edited = unlessOdd(() => setProfileKeys(text, kind, name, keys));
        if (edited === undefined) refused++;
        else assertOnlyTheseChanged(text, edited, kind, name, keys);
      });
      fc.assert(property, { numRuns: RUNS });
      assert.ok(refused < RUNS / 20 && existing > RUNS / 2, `${String(refused)} refused, ${String(existing)} of a profile that is there`);
    });

    it(`changes only mfa_serial when a device is recorded or taken out: ${RUNS.toLocaleString("en")} ${kind} files`, () => {
      const property = fc.property(wildAwsFileText(kind), anyProfile, anySerial, anySerial, (text, which, first, second) => {
        const name = nameAt(text, which);
        const recorded = unlessOdd(() => setMfaSerial(text, kind, name, first));
        if (recorded === undefined) return;
        assertOnlyTheseChanged(text, recorded, kind, name, { mfa_serial: first });
        const again = unlessOdd(() => setMfaSerial(recorded, kind, name, second));
        if (again !== undefined) assertOnlyTheseChanged(recorded, again, kind, name, { mfa_serial: second });
      });
      fc.assert(property, { numRuns: RUNS });
    });
  }
});

describe("Recording a device in any AWS files", () => {
  const at = useTemporaryFolder();

  it("changes only mfa_serial on the disk too, and takes back every byte: 200 pairs of files", async () => {
    const paths = { config: at("config"), credentials: at("credentials") };
    const read = () => [fs.readFileSync(paths.config, "utf8"), fs.readFileSync(paths.credentials, "utf8")] as const;
    let recordings = 0;
    const property = fc.asyncProperty(wildAwsFileText("config"), wildAwsFileText("credentials"), anyProfile, anySerial, async (config, credentials, which, serial) => {
      const name = nameAt(which % 2 === 0 ? config : credentials, which);
      fs.writeFileSync(paths.config, config);
      fs.writeFileSync(paths.credentials, credentials);
      const recorded = await recordMfaSerial(paths, name, serial).catch((error: unknown) => {
        assert.match(String(error), /odd indentation|There is no profile/);
        assert.deepEqual(read(), [config, credentials]);
      });
      if (!recorded) return;
      recordings++;
      const [newConfig, newCredentials] = read();
      assertOnlyTheseChanged(config, newConfig, "config", name, { mfa_serial: serial });
      assertOnlyTheseChanged(credentials, newCredentials, "credentials", name, { mfa_serial: serial });
      await recorded.undo();
      assert.deepEqual(read(), [config, credentials]);
    });
    await fc.assert(property, { numRuns: 200 });
    assert.ok(recordings > 50, String(recordings));
  }).timeout(60_000);
});

function nameAt(text: string, which: number): string {
  const names = [...profileNames, ...unusualNames].filter((name) => [`[${name}]`, `[profile ${name}]`, `[profile "${name}"]`].some((header) => text.includes(header)));
  return which % 10 === 9 ? "new" : (names[which % names.length] ?? "new");
}

/** Nothing when the edit is refused for the one reason a generated file may give. */
function unlessOdd(edit: () => string): string | undefined {
  try {
    return edit();
  } catch (error) {
    assert.match(String(error), /odd indentation/);
    return undefined;
  }
}

/** Every line that is not one of these keys’ is there as it was, end and all, in the same order. */
function assertOnlyTheseChanged(before: string, after: string, kind: AwsFileKind, profile: string, keys: ProfileKeys): void {
  if (before === after) return;
  const eol = /\r?\n/.exec(before)?.[0] ?? "\n";
  const old = readLines(before, kind, profile, keys);
  if (old.hasProfile) {
    assert.deepEqual(readLines(closed(after, eol), kind, profile, keys).others, readLines(closed(before, eol), kind, profile, keys).others);
  } else {
    assert.ok(after.startsWith(before));
    const added = Object.entries(keys).flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`]));
    const [header, ...lines] = after.slice(before.length).trim().split(eol);
    assert.match(header ?? "", /^\[(profile )?"?[^"\]]+"?\]$/);
    assert.deepEqual(lines, added);
    assert.match(after.slice(before.length), /^(\r?\n){0,2}\[/);
  }
}

/** A last line that has no end gets one when another follows it. */
function closed(text: string, eol: string): string {
  return text.endsWith("\n") ? text : text + eol;
}

/**
 * Which lines are none of the keys’, read in the plainest way there is and without our parser: the section’s header, the
 * word before “=”, and the indented lines that belong to the key above them.
 */
function readLines(text: string, kind: AwsFileKind, profile: string, keys: ProfileKeys): { others: string[]; hasProfile: boolean } {
  const others: string[] = [];
  let hasProfile = false;
  let section: string | undefined;
  let owner: string | undefined;
  let ownerIsEmpty = false;
  for (const line of text.split(/(?<=\n)/)) {
    const content = line.replace(/^\ufeff/, "").replace(/(^|\s)[#;].*/s, "").trim();
    let key: string | undefined;
    if (content.startsWith("[")) {
      section = nameInHeader(content, kind);
      hasProfile ||= section === profile;
      owner = undefined;
      ownerIsEmpty = false;
    } else if (content !== "") {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(content) ?? [];
      const isIndented = /^[ \t]/.test(line);
      if (name !== undefined && !(isIndented && ownerIsEmpty && value !== "")) {
        owner = name.trim();
        ownerIsEmpty = value?.trim() === "";
        key = owner;
      } else if (name !== undefined || (isIndented && !content.startsWith("="))) {
        key = owner;
      }
    }
    if (section !== profile || key === undefined || !Object.hasOwn(keys, key)) others.push(line);
  }
  return { others, hasProfile };
}

function nameInHeader(content: string, kind: AwsFileKind): string | undefined {
  if (kind === "credentials") return /^\[(?!(?:profile|sso-session|services)\s)(.*)\]$/.exec(content)?.[1];
  return content === "[default]" ? "default" : /^\[profile\s+"?([^"]*?)"?\]$/.exec(content)?.[1];
}
