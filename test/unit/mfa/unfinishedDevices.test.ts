import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { UnfinishedDevices } from "../../../src/mfa/unfinishedDevices";

const SERIAL = "arn:aws:iam::123456789012:mfa/alice";
const HOUR = 3600_000;

describe("The journal of unfinished MFA devices", () => {
  let folder: string;
  beforeEach(() => (folder = path.join(mkdtempSync(path.join(os.tmpdir(), "my-security-credentials-")), "journal")));
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  interface Entry {
    since: number;
    owner?: { processId: number; windowId: string; host: string };
  }
  const fileOf = () => path.join(folder, readdirSync(folder)[0] ?? "");
  const change = (edit: (entry: Entry) => void) => {
    const entry = JSON.parse(readFileSync(fileOf(), "utf8")) as Entry;
    edit(entry);
    writeFileSync(fileOf(), JSON.stringify(entry));
  };
  /** What a window that comes now makes of it. */
  const seenByAnother = () => {
    const other = new UnfinishedDevices(folder);
    return { left: other.leftOf("work").length, inOtherHands: other.isInOtherHands(SERIAL), has: other.has(SERIAL) };
  };
  const ALIVE = { left: 0, inOtherHands: true, has: true };
  const LEFT = { left: 1, inOtherHands: false, has: true };
  const deadProcess = () => spawnSync(process.execPath, ["-e", ""]).pid;

  beforeEach(() => new UnfinishedDevices(folder).add(SERIAL, "work"));

  it("is written at once, for its owner only, and holds no more than the name", () => {
    assert.equal(statSync(fileOf()).mode & 0o777, 0o600);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(fileOf(), "utf8")) as object).sort(), ["owner", "profileName", "serialNumber", "since"]);
  });

  it("leaves the device of a window that lives alone", () => {
    change(({ owner }) => owner && (owner.processId = process.ppid));
    assert.deepEqual(seenByAnother(), ALIVE);
  });

  it("counts one’s own as neither left nor another’s", () => {
    const own = new UnfinishedDevices(folder);
    own.add(SERIAL, "work");
    assert.deepEqual([own.leftOf("work"), own.isInOtherHands(SERIAL), own.has(SERIAL)], [[], false, true]);
  });

  for (const [why, edit] of [
    ["its process is gone", ({ owner }: Entry) => owner && (owner.processId = deadProcess())],
    ["its process id is this window’s own by now, as in a container", () => undefined],
    ["the computer was started since, and a stranger may have the process id", (entry: Entry) => {
      entry.since = Date.now() - os.uptime() * 1000 - HOUR;
      if (entry.owner) entry.owner.processId = process.ppid;
    }],
    ["it is more than a day old, on whatever computer", (entry: Entry) => {
      entry.since = Date.now() - 25 * HOUR;
      if (entry.owner) entry.owner.host = "elsewhere";
    }],
  ] as const) {
    it(`names a device as left when ${why}`, () => {
      change(edit);
      assert.deepEqual(seenByAnother(), LEFT);
    });
  }

  it("leaves the device of another computer alone, of whose processes nothing is known", () => {
    change(({ owner }) => {
      if (owner) Object.assign(owner, { host: "elsewhere", processId: deadProcess() });
    });
    assert.deepEqual(seenByAnother(), ALIVE);
  });

  it("gives up a device at once when its window does", () => {
    const own = new UnfinishedDevices(folder);
    own.add(SERIAL, "work");
    own.release(SERIAL, "work");
    assert.equal(own.leftOf("work").length, 1);
    assert.deepEqual([own.leftOf("other"), own.leftOf(undefined)], [[], []]);
    assert.deepEqual(seenByAnother(), LEFT);
  });

  it("takes no notice of files that it did not write, and is empty in the end", () => {
    writeFileSync(path.join(folder, "x.json"), "{");
    writeFileSync(path.join(folder, "y.json"), '{"serialNumber":1}');
    const own = new UnfinishedDevices(folder);
    own.remove(SERIAL);
    assert.deepEqual([own.leftOf("work"), own.has(SERIAL), own.isEmpty()], [[], false, false]);
  });
});
