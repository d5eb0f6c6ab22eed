import assert from "node:assert/strict";
import { ChangeJournal } from "../../../src/files/changeJournal";
import { useTemporaryFolder } from "./temporaryFolder";

describe("The journal of changes", () => {
  const at = useTemporaryFolder();
  const journal = () => new ChangeJournal(at("changes"));
  const remote = (before: string, after: string) => ({ kind: "remoteUrl", what: `${before} to ${after}`, place: "/repository", name: "origin", before: { url: before }, after: { url: after } }) as const;
  const block = (isNew: string) => ({ kind: "gitBlock", what: "Git signs in", place: "/config", name: "host", before: { isNew } }) as const;

  it("keeps, through several changes in a row, what was there before the first", async () => {
    const first = await journal().add(remote("A", "B"));
    assert.deepEqual(await journal().add(remote("B", "C")), { ...first, what: "B to C", after: { url: "C" }, at: journal().list()[0]?.at });
    assert.deepEqual(journal().list().map(({ before, after }) => [before, after]), [[{ url: "A" }, { url: "C" }]]);
  });

  it("starts again where the user has written something else in between", async () => {
    await journal().add(remote("A", "B"));
    await journal().add(remote("X", "Y"));
    assert.deepEqual(journal().list().map(({ before, after }) => [before, after]), [[{ url: "X" }, { url: "Y" }]]);
  });

  it("knows of a block what was there before it first came, whatever became of the file since", async () => {
    await journal().add(block("true"));
    await journal().add(block("false"));
    assert.deepEqual(journal().list().map(({ before }) => before), [{ isNew: "true" }]);
  });

  it("has an entry again as it was where the next change could not be made", async () => {
    const first = await journal().add(block("true"));
    await journal().add({ ...block("false"), what: "As another" });
    await journal().restore(first);
    assert.deepEqual(journal().list(), [{ ...first, after: undefined }]);
  });
});
