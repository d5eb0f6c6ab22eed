import assert from "node:assert/strict";
import { readOwnPassword } from "../../../src/iam/passwordReport";

const HEADER = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active";
const row = (user: string, changed: string) => `${user},arn:aws:iam::1:user/x,2020-01-01T00:00:00+00:00,true,no_information,${changed},N/A,true`;
const CHANGED = "2026-05-04T03:02:01+00:00";
const TIME = new Date(CHANGED);

describe("The own row of a credential report", () => {
  const read = (lines: readonly string[], user = "alice") => readOwnPassword([HEADER, ...lines].join("\n"), user);

  it("says when the password was changed", () => assert.deepEqual(read([row("<root_account>", "not_supported"), row("alice", CHANGED)]), TIME));
  it("is found by the whole name", () => assert.deepEqual(read([row("alice2", "2001-01-01T00:00:00Z"), row("malice", "2002-01-01T00:00:00Z"), row("alice", CHANGED)]), TIME));
  it("is found with commas in the name", () => assert.deepEqual(read([row("a,b", CHANGED)], "a,b"), TIME));
  it("is found with commas in the name and quotes around it", () => assert.deepEqual(read([row('"a,b"', CHANGED)], "a,b"), TIME));
  it("is not another user’s whose name ends in it after a comma", () => assert.equal(read([row("x,alice", CHANGED)]), undefined));
  it("survives line ends of Windows", () => assert.deepEqual(readOwnPassword([HEADER, row("alice", CHANGED), ""].join("\r\n"), "alice"), TIME));
  it("survives columns that are new at the end", () => assert.deepEqual(readOwnPassword([`${HEADER},new`, `${row("alice", CHANGED)},x`].join("\n"), "alice"), TIME));
  it("is nothing if the user is not in it", () => assert.equal(read([row("bob", CHANGED)]), undefined));
  it("is nothing without a password", () => assert.equal(read([row("alice", "N/A")]), undefined));
  it("is nothing where AWS does not support it", () => assert.equal(read([row("alice", "not_supported")]), undefined));
  it("is nothing without the column", () => assert.equal(readOwnPassword(["user,arn,password_enabled", "alice,arn:aws:iam::1:user/alice,true"].join("\n"), "alice"), undefined));
  it("is nothing in an empty report", () => assert.equal(readOwnPassword("", "alice"), undefined));
});
