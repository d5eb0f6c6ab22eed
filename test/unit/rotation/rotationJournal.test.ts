import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isUserError } from "../../../src/errors";
import { RotationJournal } from "../../../src/rotation/rotationJournal";
import { useTemporaryFolder } from "../files/temporaryFolder";
import { PROVING, WATCHING } from "./someRotation";

/** Without what is not there: JSON has no word for it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("The journal of rotations", () => {
  const at = useTemporaryFolder();
  const journal = () => new RotationJournal(at("rotations"));
  const bob = { ...WATCHING, id: "2", user: { ...WATCHING.user, arn: "arn:aws:iam::123456789012:user/bob", userName: "bob" } };

  it("gives back what was written, in the order of the users, to whoever opens it next", async () => {
    assert.deepEqual(journal().list(), []);
    await journal().write(bob);
    await journal().write(WATCHING);
    assert.deepEqual(plain(journal().list()), plain([{ form: 1, ...WATCHING }, { form: 1, ...bob }]));
    assert.equal(journal().find("2")?.user.userName, "bob");
    assert.equal(journal().find("3"), undefined);
  });

  it("has one file a user and AWS files, for its owner only", async () => {
    await journal().write(PROVING);
    await journal().write(WATCHING);
    assert.deepEqual(journal().list().map(({ step }) => step), ["watching"]);
    await journal().write({ ...WATCHING, id: "3", paths: { ...WATCHING.paths, credentials: "/elsewhere" } });
    const names = readdirSync(at("rotations"));
    assert.equal(names.length, 2);
    for (const name of names) assert.equal(statSync(at("rotations", name)).mode & 0o777, 0o600);
  });

  it("forgets what has ended, and does not mind when it is gone", async () => {
    await journal().write(WATCHING);
    journal().remove(WATCHING);
    journal().remove(WATCHING);
    assert.deepEqual(journal().list(), []);
  });

  it("leaves alone what it cannot read: another version’s form, and what is no journal at all", async () => {
    await journal().write(WATCHING);
    writeFileSync(at("rotations", "later.json"), JSON.stringify({ ...bob, form: 2 }));
    writeFileSync(at("rotations", "broken.json"), "{");
    writeFileSync(at("rotations", "note.txt"), "mine");
    assert.deepEqual(journal().list().map(({ id }) => id), [WATCHING.id]);
    assert.equal(readdirSync(at("rotations")).length, 4);
  });

  it("says when it cannot be written, or taken away", async () => {
    writeFileSync(at("rotations"), "a file in the folder’s place");
    await assert.rejects(journal().write(WATCHING), isUserError);
    const inside = new RotationJournal(at("folder"));
    mkdirSync(path.join(inside.fileOf(WATCHING), "full"), { recursive: true });
    assert.throws(() => inside.remove(WATCHING), isUserError);
  });
});
