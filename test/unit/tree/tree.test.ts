import assert from "node:assert/strict";
import { COMMANDS } from "../../../src/contributions";
import { UserError } from "../../../src/errors";
import { AwsError } from "../../../src/iam/errors";
import { escapeMarkdown } from "../../../src/tree/node";
import { makeFailedTree, makeTree } from "../../../src/tree/nodes";
import { ABSENT, allParts, CALLERS, denied, failed, find, flatten, FULL, ids, KEY, KEY_ID, MOMENT, NOW, ok, SESSION, SNAPSHOTS, SPARE_ID, withParts } from "./snapshots";

const tree = (snapshot = FULL, session = SESSION) => makeTree(snapshot, session, MOMENT);
const PARTS = ["password", "accessKeys", "mfaDevices", "codeCommit", "otherServices", "signingCertificates"];
/** Elsewhere the row of an empty part leads to the console. */
const CREATED_HERE: Readonly<Record<string, string>> = {
  accessKeys: COMMANDS.createAccessKey,
  mfaDevices: COMMANDS.addMfaDevice,
  gitCredentials: COMMANDS.createGitCredential,
  sshPublicKeys: COMMANDS.uploadSshPublicKey,
  otherServices: COMMANDS.createServiceCredential,
};
const LISTS = ["accessKeys", "mfaDevices", "gitCredentials", "sshPublicKeys", "otherServices", "signingCertificates"];

describe("Every tree", () => {
  for (const [name, snapshot] of Object.entries(SNAPSHOTS)) {
    const rows = flatten(tree(snapshot));

    it(`has each id once: ${name}`, () => {
      const all = rows.map(({ id }) => id);
      assert.deepEqual(all, [...new Set(all)]);
    });

    it(`says in words what a colour says: ${name}`, () => {
      for (const row of rows) {
        const words = `${row.label} ${row.description ?? ""}`;
        if (row.tone === "warning" || row.tone === "error") assert.match(words, /time to replace|could not|[Nn]one|never finished|expire|root user|0 of|Nothing answers/, row.id);
        if (row.icon === "circle-slash") assert.match(words, /inactive|expired/, row.id);
        if (row.icon === "lock" && /\.(denied|needsMfa)$/.test(row.kind)) assert.match(words, /not allowed|forbidden|not shown/, row.id);
      }
    });

    it(`can be read out: ${name}`, () => {
      for (const row of rows) {
        assert.ok((row.spoken ?? row.label).trim() !== "", row.id);
        if (row.spoken !== undefined) assert.ok(!/\$\(|undefined|\{\d\}/.test(row.spoken), row.spoken);
      }
    });

    it(`has no hole in its texts: ${name}`, () => {
      for (const { id, label, description, tooltip } of rows) assert.ok(!/undefined|null|NaN|Invalid|\{\d\}|\[object/.test(`${label} ${description ?? ""} ${tooltip ?? ""}`), `${id}: ${label} ${description ?? ""}`);
    });
  }

  it("keeps the ids of its parts in every state, so that the editor keeps what is unfolded", () => {
    for (const name of ["full", "caller known, the rest loading", "empty", "denied", "failed", "failed again"]) {
      const snapshot = SNAPSHOTS[name];
      assert.ok(snapshot !== undefined);
      assert.deepEqual(ids(tree(snapshot)), ["identity", ...PARTS], name);
      assert.deepEqual(ids(find(tree(snapshot), "codeCommit").children), ["gitCredentials", "sshPublicKeys", "gitRemote//home/alice/payments/origin"], name);
    }
  });

  it("keeps the id of a thing whatever happens to it", () => {
    const changed = withParts({ accessKeys: ok([{ ...KEY, status: "Inactive" as const }]) });
    assert.equal(find(tree(changed), `accessKeys/${KEY_ID}`).kind, "accessKey.inactive");
    assert.equal(find(tree(), `accessKeys/${KEY_ID}`).kind, "accessKey.active");
  });

  it("is the same for the same input", () => assert.deepEqual(tree(), tree()));
});

describe("A part", () => {
  const snapshotOf = (name: string) => {
    const snapshot = SNAPSHOTS[name];
    assert.ok(snapshot !== undefined);
    return snapshot;
  };

  for (const id of LISTS) {
    it(`that is loading says so and can be unfolded: ${id}`, () => {
      const row = find(tree(snapshotOf("caller known, the rest loading")), id);
      assert.deepEqual([row.kind, row.description, row.icon, ids(row.children)], [`${id}.loading`, "loading…", "loading~spin", [`${id}/loading`]]);
    });

    it(`that is empty says what one gains, with the way to it: ${id}`, () => {
      const row = find(tree(snapshotOf("empty")), `${id}/empty`);
      assert.match(row.label, /^None\. .{20,}/);
      assert.equal(row.command?.id, CREATED_HERE[id] ?? "mySecurityCredentials.console.open");
      assert.ok(row.spoken?.includes(row.command.title));
    });

    it(`that is denied names the action, and hands it to the request: ${id}`, () => {
      const row = find(tree(snapshotOf("denied")), id);
      assert.equal(row.kind, `${id}.denied`);
      assert.match(row.description ?? "", /^not allowed to list: iam:\w+$/);
      assert.ok(row.denial !== undefined && row.description?.endsWith(row.denial.action));
    });

    it(`that a policy forbids leads to a sign-in with MFA first: ${id}`, () => {
      const row = find(tree(snapshotOf("forbidden")), id);
      assert.equal(row.kind, `${id}.needsMfa`);
      assert.match(row.description ?? "", /^needs MFA, or is forbidden: iam:\w+$/);
      assert.equal(row.command?.id, "mySecurityCredentials.mfaSession.signIn");
      assert.ok(row.denial !== undefined, "the request is at hand all the same");
    });

    it(`that failed says why, and can be tried again: ${id}`, () => {
      const row = find(tree(snapshotOf("failed")), id);
      assert.deepEqual([row.kind, row.description], [`${id}.failed`, "could not be loaded"]);
      const [reason] = row.children ?? [];
      assert.deepEqual([reason?.label, reason?.command?.id, reason?.command?.argument], ["Nothing answers at http://*example*.", "mySecurityCredentials.part.retry", { parts: row.parts?.slice(0, 1) }]);
      assert.equal(reason?.tooltip, "Nothing answers at http://\\*example\\*\\. Check the network\\.");
    });

    it(`that could not be refreshed still shows what was known: ${id}`, () => {
      const row = find(tree(snapshotOf("failed again")), id);
      const before = ids(find(tree(), id).children).filter((child) => !/unassigned/i.test(child));
      assert.deepEqual([row.kind, row.description], [`${id}.failed`, "could not be refreshed"]);
      assert.deepEqual(ids(row.children).slice(0, before.length + 1), [`${id}/failure`, ...before]);
    });

    it(`names what a retry loads: ${id}`, () => {
      for (const name of ["denied", "failed"]) assert.ok((find(tree(snapshotOf(name)), id).parts ?? []).length > 0);
    });
  }

  it("shows its count and its limit", () => {
    const counts = LISTS.map((id) => find(tree(), id).description);
    assert.deepEqual(counts, ["2 of 2", "3 of 8", "1 of 2", "1 of 5", "1", "1 of 2"]);
  });
});

describe("The access keys", () => {
  it("say whether this profile signs with them, their status, age, use and description", () => {
    assert.equal(find(tree(), `accessKeys/${KEY_ID}`).description, "this profile · active · 400 days old, time to replace it · used 2 hours ago, ec2 us-east-1 · laptop");
    assert.equal(find(tree(), `accessKeys/${SPARE_ID}`).description, "inactive · 20 days old · never used");
    assert.equal(find(tree(), `accessKeys/${SPARE_ID}`).accessKeyId, SPARE_ID);
    assert.match(find(tree(), `accessKeys/${KEY_ID}`).spoken ?? "", /^Access key AKIA\w+, this profile, active|^Access key AKIA\w+, this profile · active/);
  });

  it("are old beyond the limit of the setting, and in its words", () => {
    const row = (maximumKeyAgeDays: number, id = KEY_ID) => find(tree(FULL, { ...SESSION, maximumKeyAgeDays }), `accessKeys/${id}`);
    assert.deepEqual([row(399).tone, row(400).tone, row(Number.POSITIVE_INFINITY).tone], ["warning", undefined, undefined]);
    assert.match(row(399).tooltip ?? "", /Older than 399 days: time to replace it\./);
    for (const each of [row(400), row(Number.POSITIVE_INFINITY)]) assert.doesNotMatch(`${each.description ?? ""} ${each.tooltip ?? ""}`, /time to replace|Older/);
    assert.equal(row(19, SPARE_ID).description, "inactive · 20 days old, time to replace it · never used");
  });

  it("do not take an unknown use for none", () => {
    const use = (part: typeof FULL.lastUses extends ReadonlyMap<string, infer Use> ? Use : never) => find(tree({ ...FULL, lastUses: new Map([[KEY_ID, part]]) }), `accessKeys/${KEY_ID}`);
    assert.match(use(denied("iam:GetAccessKeyLastUsed")).description ?? "", /last use unknown/);
    assert.match(use(denied("iam:GetAccessKeyLastUsed")).tooltip ?? "", /not shown to your user \(iam:GetAccessKeyLastUsed\)/);
    assert.match(use(failed()).description ?? "", /last use unknown/);
    assert.ok(!(use({ state: "loading" }).description?.replace("laptop", "") ?? "").includes('use'));
  });

  it("let no Markdown of a description into the tooltip", () => {
    const evil = "[click](command:evil) **bold** <img src=x> `code`";
    const user = FULL.user.state === "ok" ? FULL.user.value : undefined;
    assert.ok(user !== undefined);
    const { tooltip, description } = find(tree(withParts({ user: ok({ ...user, tags: new Map([[KEY_ID, evil]]) }) })), `accessKeys/${KEY_ID}`);
    assert.ok(tooltip?.includes("\\[click\\]\\(command:evil\\) \\*\\*bold\\*\\* \\<img src=x\\> \\`code\\`"), tooltip);
    assert.ok(description?.includes(evil), "the description is plain text");
  });
});

describe("The first row", () => {
  const identity = (snapshot = FULL, session = SESSION) => find(tree(snapshot, session), "identity");

  it("says who, where, by which profile and with what MFA", () => {
    const { label, description, spoken } = identity();
    assert.deepEqual([label, description], ["alice @ acme-dev", "123456789012 · profile work · no MFA in this session"]);
    assert.equal(spoken, "Signed in as alice @ acme-dev, 123456789012 · profile work · no MFA in this session");
  });

  it("names the account by its number where it has no alias, or none may be seen", () => {
    for (const accountAlias of [ABSENT, denied("iam:ListAccountAliases"), failed<string>()]) {
      const { label, description } = identity(withParts({ accountAlias }));
      assert.deepEqual([label, description], ["alice @ 123456789012", "profile work · no MFA in this session"]);
    }
  });

  it("says that keys are temporary, and from the environment", () => {
    assert.match(identity(FULL, { ...SESSION, temporary: true, profileName: undefined }).description ?? "", /keys from the environment · temporary keys$/);
    assert.match(identity(FULL, { ...SESSION, expiresAt: NOW, endpoint: "http://127.0.0.1:1" }).tooltip ?? "", /Endpoint: `http:\/\/127\.0\.0\.1:1`[^]*The keys end: /);
  });

  it("keeps who it was when that cannot be refreshed, and says so", () => {
    const row = identity(withParts({ caller: failed<typeof CALLERS.user>(CALLERS.user) }));
    assert.deepEqual([row.label, row.tone, row.kind], ["alice @ acme-dev", "error", "identity.failed"]);
    assert.equal(row.description, "Nothing answers at http://*example*. · profile work");
  });

  for (const name of ["no credentials", "nothing at all"]) {
    it(`stands alone with the reason when nobody could be asked, said once: ${name}`, () => {
      const rows = tree(SNAPSHOTS[name]);
      assert.deepEqual(ids(rows), ["identity"]);
      const [row] = rows;
      assert.deepEqual([row?.label, row?.kind, row?.description], ["Nothing answers at http://*example*.", "identity.failed", "profile work"]);
      assert.equal(row?.command?.id, "mySecurityCredentials.view.refresh");
      assert.equal(row.parts, undefined, "a retry from the menu loads everything, as the click does");
      assert.match(row.tooltip ?? "", /Check the network/);
    });
  }

  it("does not hide the parts that are known when only the caller is not", () => {
    assert.deepEqual(ids(tree(withParts({ caller: failed<typeof CALLERS.user>() }))).slice(1), PARTS);
  });
});

describe("A caller who is no user", () => {
  for (const [name, label, words] of [
    ["root", "root user @ acme-dev", /root user, who may do anything[^]*AWS console only/],
    ["role", "alice in role Developer @ 123456789012", /role Developer[^]*no password, keys or MFA devices of its own/],
    ["sso", "alice in role AWSReservedSSO_Admin_0123 @ 123456789012", /IAM Identity Center/],
    ["federated", "alice @ 123456789012", /through another system/],
  ] as const) {
    it(`sees who they are and what that means, not a wall of errors: ${name}`, () => {
      const rows = tree(SNAPSHOTS[name], { ...SESSION, temporary: name !== "root", repositories: [] });
      assert.equal(rows[0]?.label, label);
      assert.ok(rows.every(({ id }) => id === "identity" || id.startsWith("caller/")));
      assert.match(rows.map((row) => row.label).join("\n"), words);
      assert.deepEqual(rows.slice(-2).map(({ command }) => command?.id), ["mySecurityCredentials.profile.switch", "mySecurityCredentials.console.open"]);
    });
  }

  it("sees how Git signs in to the repositories of the window all the same", () => {
    assert.equal(tree(SNAPSHOTS["sso"]).at(-1)?.id, "gitRemote//home/alice/payments/origin");
  });

  it("is warned of root’s power in words", () => assert.equal(find(tree(SNAPSHOTS["root"]), "identity").tone, "warning"));
});

describe("The tree without a session", () => {
  it("says why, what to do, and offers two ways on", () => {
    const rows = makeFailedTree(new UserError("There is no profile [x](y) in your AWS files.", { hint: "Switch to another profile." }));
    assert.deepEqual(rows.map(({ label }) => label), ["There is no profile [x](y) in your AWS files.", "Switch to another profile.", "Switch profile", "Try again"]);
    assert.equal(rows[0]?.tooltip, "There is no profile \\[x\\]\\(y\\) in your AWS files\\. Switch to another profile\\.");
    assert.equal(makeFailedTree(new Error("x")).length, 3);
  });
});

describe("Where MFA is wanted", () => {
  it("leads somebody without a device to their first one where MFA is wanted, rather than to a sign-in that cannot work", () => {
    const rows = tree(SNAPSHOTS["forbidden, and no device"]);
    const keys = find(rows, "accessKeys");
    assert.deepEqual([keys.kind, keys.command?.id], ["accessKeys.needsDevice", COMMANDS.addMfaDevice]);
    assert.deepEqual([find(tree(SNAPSHOTS["forbidden"]), "accessKeys").kind], ["accessKeys.needsMfa"]);
    assert.ok(!flatten(rows).some(({ kind }) => kind.endsWith(".needsMfa")));
  });

  it("says of a session without MFA what it is, quietly, rather than a fault in every part", () => {
    const error = new AwsError("IAM does not accept this session", { code: "SessionWithoutMfa" });
    const rows = tree(allParts(() => ({ state: "failed", error, previous: undefined })), { ...SESSION, temporary: true });
    assert.match(find(rows, "identity").description ?? "", /no MFA in this session/);
    const keys = find(rows, "accessKeys");
    assert.deepEqual([keys.kind, keys.tone, keys.description, keys.command?.id], ["accessKeys.needsMfa", "quiet", "needs MFA", COMMANDS.signInWithMfa]);
  });
});

describe("Text from outside", () => {
  it("is no Markdown any more", () => {
    assert.equal(escapeMarkdown("# a_b *c* `d` [e](f) <g> h~ i|j \\ !k - + . {l}"), "\\# a\\_b \\*c\\* \\`d\\` \\[e\\]\\(f\\) \\<g\\> h\\~ i\\|j \\\\ \\!k \\- \\+ \\. \\{l\\}");
    assert.equal(escapeMarkdown("Zoë 日本"), "Zoë 日本");
  });
});

