import assert from "node:assert/strict";
import type { ServiceSpecificCredential } from "../../../src/iam/model";
import { makeGitCredentialsNode, makeOtherServicesNode } from "../../../src/tree/serviceCredentialNodes";
import { failed, MOMENT, NOW, ok, withParts } from "./snapshots";

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
const GIT: ServiceSpecificCredential = { id: "ACCAGIT", serviceName: "codecommit.amazonaws.com", signInName: "alice-at-123456789012", isApiKey: false, status: "Active", createdAt: inDays(-40), expiresAt: undefined };
const KEY: ServiceSpecificCredential = { id: "ACCAKEY", serviceName: "bedrock.amazonaws.com", signInName: "BedrockAPIKey-x", isApiKey: true, status: "Active", createdAt: inDays(-10), expiresAt: inDays(5) };
const KEYSPACES: ServiceSpecificCredential = { ...GIT, id: "ACCASSANDRA", serviceName: "cassandra.amazonaws.com" };

const git = (...credentials: ServiceSpecificCredential[]) => makeGitCredentialsNode(withParts({ serviceSpecificCredentials: ok(credentials) }), () => [], MOMENT);
const others = (...credentials: ServiceSpecificCredential[]) => makeOtherServicesNode(withParts({ serviceSpecificCredentials: ok(credentials) }), MOMENT);
const only = (node: ReturnType<typeof others>) => {
  const [child, another] = node.children ?? [];
  assert.ok(child !== undefined && another === undefined);
  return child;
};

describe("The rows of service credentials", () => {
  it("tell Git credentials from those of other services, with what commands need", () => {
    const row = only(git(GIT, KEY, KEYSPACES));
    assert.deepEqual([row.label, row.kind, row.serviceCredentialId, row.tone, git(GIT, KEY).description], ["alice-at-123456789012", "gitCredential.active", "ACCAGIT", undefined, "1 of 2"]);
    assert.match(row.description ?? "", /^active · since /);
    assert.deepEqual((others(GIT, KEY, KEYSPACES).children ?? []).map(({ kind }) => kind), ["apiKey.active", "serviceCredential.active"]);
  });

  it("say when an API key ends, and warn of it in words and colour while it works", () => {
    const row = only(others(KEY));
    assert.match(row.description ?? "", /^Amazon Bedrock · active · expires in 5 days · since /);
    assert.deepEqual([row.tone, others(KEY).tone, others(KEY).description], ["warning", "warning", "1 · one expires soon"]);
    assert.match(row.tooltip ?? "", /Expires: /);
    const off = { ...KEY, status: "Inactive" as const };
    assert.deepEqual([only(others(off)).tone, others(off).tone, others(off).description], ["quiet", undefined, "1"]);
  });

  it("do not warn of an end that is far away, or of none", () => {
    assert.deepEqual([only(others({ ...KEY, expiresAt: inDays(20) })).tone, others({ ...KEY, expiresAt: inDays(20) }).tone], [undefined, undefined]);
    const forever = only(others({ ...KEY, expiresAt: undefined }));
    assert.match(forever.description ?? "", /active · never expires/);
    assert.match(forever.tooltip ?? "", /It never expires: delete it/);
    assert.equal(forever.tone, undefined);
  });

  it("say that one has expired, even if AWS was asked before it had", () => {
    for (const status of ["Expired", "Active"] as const) {
      const row = only(others({ ...KEY, status, expiresAt: inDays(-1) }));
      assert.deepEqual([row.kind, row.tone, row.icon], ["apiKey.expired", "quiet", "circle-slash"]);
      assert.match(row.description ?? "", /^Amazon Bedrock · expired on .* · since /);
    }
    assert.match(only(others({ ...KEY, status: "Expired", expiresAt: undefined })).description ?? "", /· expired ·/);
  });

  it("show the limit of a service where it is reached", () => {
    assert.equal(others(KEYSPACES, { ...KEYSPACES, id: "2" }, { ...KEY, expiresAt: undefined }).description, "3 · Amazon Keyspaces 2 of 2");
    assert.equal(git(GIT, { ...GIT, id: "2" }).description, "2 of 2");
  });

  it("keep what was known when it cannot be refreshed", () => {
    const snapshot = withParts({ serviceSpecificCredentials: failed([GIT, KEY]) });
    assert.deepEqual(makeGitCredentialsNode(snapshot, () => [], MOMENT).children?.map(({ id }) => id), ["gitCredentials/failure", "serviceSpecificCredentials/ACCAGIT"]);
    assert.deepEqual(makeOtherServicesNode(snapshot, MOMENT).children?.map(({ id }) => id), ["otherServices/failure", "serviceSpecificCredentials/ACCAKEY"]);
  });

  it("say that Git on this computer signs in with one, and where", () => {
    const hosts = (id: string) => (id === "ACCAGIT" ? ["git-codecommit.us-east-1.amazonaws.com"] : []);
    const rows = makeGitCredentialsNode(withParts({ serviceSpecificCredentials: ok([GIT, { ...GIT, id: "2" }]) }), hosts, MOMENT).children ?? [];
    assert.deepEqual(rows.map(({ description }) => description?.includes("Git signs in with it here")), [true, false]);
    assert.match((rows[0]?.tooltip ?? "").replaceAll("\\", ""), /signs in with it to git-codecommit.us-east-1.amazonaws.com/);
  });

  it("let no Markdown of a name into the tooltip", () => {
    assert.ok(!(only(others({ ...KEY, serviceName: "[x](y).amazonaws.com" })).tooltip ?? "").startsWith("[x](y)"));
  });
});
