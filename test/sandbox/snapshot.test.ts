import assert from "node:assert/strict";
import { CancelledError, isUserError, UserError } from "../../src/errors";
import { PART_NAMES, SnapshotLoader, valueOf, type PartName, type Snapshot } from "../../src/iam/snapshot";
import { signInWith } from "./mfaDevicesHelp";
import type { TestAccount } from "./openTestAccount";
import { useTestAccount } from "./useTestAccount";

const WITHOUT_REPORT = PART_NAMES.filter((name) => name !== "passwordReport");

/** Loads and keeps every state that was told. */
async function makeLoader(account: TestAccount): Promise<{ loader: SnapshotLoader; told: { snapshot: Snapshot; changed: PartName }[] }> {
  const { session } = await account.openAccount();
  const told: { snapshot: Snapshot; changed: PartName }[] = [];
  return { loader: new SnapshotLoader(session, (snapshot, changed) => told.push({ snapshot, changed })), told };
}

/** The credential report takes seconds to be made; they are not waited for. */
function hurryTheReport(account: TestAccount): void {
  let moved: Promise<unknown> | undefined;
  account.onCall = ({ operation }) => {
    if (operation === "GenerateCredentialReport") moved ??= account.sandbox.control.clock(3);
  };
}

const states = (snapshot: Snapshot) => Object.fromEntries(PART_NAMES.map((name) => [name, snapshot[name].state]));
const everyPart = (state: string) => Object.fromEntries(PART_NAMES.map((name) => [name, state]));

describe("The snapshot of each scenario", () => {
  const expected: Record<string, Partial<Record<PartName, string>>> = {
    default: {},
    "new-user": { loginProfile: "absent" },
    "two-keys": {},
    "default-password-policy": { passwordPolicy: "absent" },
    crowded: {},
    quarantined: {},
    "mfa-required": { ...everyPart("denied"), caller: "ok", user: "ok", mfaDevices: "ok", unassignedMfaDevices: "ok" },
    "mfa-two-devices": { ...everyPart("denied"), caller: "ok", user: "ok", mfaDevices: "ok", unassignedMfaDevices: "ok" },
    "mfa-passkey-only": { ...everyPart("denied"), caller: "ok", user: "ok", mfaDevices: "ok", unassignedMfaDevices: "ok" },
    "mfa-none": { ...everyPart("denied"), caller: "ok", user: "ok", mfaDevices: "ok", unassignedMfaDevices: "ok" },
    // The account lets its users change their passwords, and with that read the policy, but for the Deny.
    "orphan-mfa": { ...everyPart("denied"), caller: "ok", user: "ok", mfaDevices: "ok", unassignedMfaDevices: "ok" },
    "read-denied": { ...everyPart("denied"), caller: "ok", accessKeys: "ok" },
  };
  for (const [scenario, differences] of Object.entries(expected)) {
    describe(scenario, () => {
      const account = useTestAccount(scenario);

      it("has each part in its state", async () => {
        hurryTheReport(account());
        const { loader } = await makeLoader(account());
        await loader.load();
        assert.deepEqual(states(loader.snapshot), { ...everyPart("ok"), ...differences });
        const keys = valueOf(loader.snapshot.accessKeys) ?? [];
        assert.deepEqual([...loader.snapshot.lastUses.keys()].sort(), keys.map(({ id }) => id).sort());
        const passkeys = (valueOf(loader.snapshot.mfaDevices) ?? []).filter(({ kind }) => kind === "securityKey");
        assert.deepEqual([...loader.snapshot.certifications.keys()], passkeys.map(({ serialNumber }) => serialNumber));
      });
    });
  }

  for (const [scenario, kind] of [["role", "assumedRole"], ["root", "root"]] as const) {
    describe(scenario, () => {
      const account = useTestAccount(scenario);

      it("knows who calls, and makes of what they cannot have no errors", async () => {
        hurryTheReport(account());
        const { loader } = await makeLoader(account());
        await loader.load();
        assert.equal(valueOf(loader.snapshot.caller)?.kind, kind);
        // A role has temporary keys, so nothing else was asked; root's are known only from the answer.
        if (kind === "assumedRole") assert.deepEqual(await account().calls(), ["GetCallerIdentity ok"]);
      });
    });
  }
});

describe("Loading a snapshot", () => {
  const account = useTestAccount("default");

  it("tells of each part once, as soon as its own call has returned", async () => {
    await account().sandbox.control.faults({ action: "ListMFADevices", kind: "hang", times: 9 });
    await account().openAccount(1_500);
    const { loader, told } = await makeLoader(account());
    await loader.load(WITHOUT_REPORT);
    const order = told.map(({ changed }) => changed);
    assert.deepEqual([...new Set(order)].sort(), [...WITHOUT_REPORT].sort());
    assert.equal(order.at(-1), "mfaDevices");
    const before = told.at(-2)?.snapshot;
    assert.ok(before !== undefined);
    assert.deepEqual(states(before), { ...everyPart("ok"), passwordReport: "loading", mfaDevices: "loading" });
    assert.equal(loader.snapshot.mfaDevices.state, "failed");
  });

  it("hides nothing behind a part that is denied", async () => {
    await account().sandbox.control.faults({ action: "ListSSHPublicKeys", kind: "error", code: "AccessDenied", message: "User: a is not authorized to perform: iam:ListSSHPublicKeys on resource: user alice because no identity-based policy allows the iam:ListSSHPublicKeys action" });
    const { loader } = await makeLoader(account());
    await loader.load(WITHOUT_REPORT);
    const part = loader.snapshot.sshPublicKeys;
    assert.ok(part.state === "denied");
    assert.equal(part.error.denial?.action, "iam:ListSSHPublicKeys");
    assert.deepEqual(states(loader.snapshot), { ...everyPart("ok"), passwordReport: "loading", sshPublicKeys: "denied" });
  });

  it("keeps what was known of a part that cannot be loaded again", async () => {
    const { loader } = await makeLoader(account());
    await loader.load(["caller", "accessKeys"]);
    const before = valueOf(loader.snapshot.accessKeys);
    await account().sandbox.control.faults({ action: "ListAccessKeys", kind: "html", times: 9 });
    await loader.load(["accessKeys"]);
    const part = loader.snapshot.accessKeys;
    assert.ok(part.state === "failed");
    assert.deepEqual([part.previous, valueOf(part)], [before, before]);
    assert.ok(isUserError(part.error));
    await account().sandbox.control.reset();
    await loader.load(["accessKeys"]);
    assert.equal(loader.snapshot.accessKeys.state, "ok");
  });

  const CALLS = [
    "GetAccountPasswordPolicy", "GetCallerIdentity", "GetLoginProfile", "GetUser", "ListAccessKeys", "ListAccountAliases",
    "ListMFADevices", "ListSSHPublicKeys", "ListServiceSpecificCredentials", "ListSigningCertificates", "ListVirtualMFADevices",
  ];

  it("waits for no answer before it asks the next question, and asks each once", async () => {
    const { loader } = await makeLoader(account());
    assert.deepEqual(await askedWithoutAnswer(loader, CALLS.length), CALLS);
  });

  it("asks for the last use of known keys without waiting for their list", async () => {
    const { loader } = await makeLoader(account());
    await loader.load(["caller", "accessKeys"]);
    await account().sandbox.control.reset();
    assert.deepEqual(await askedWithoutAnswer(loader, CALLS.length + 1), ["GetAccessKeyLastUsed", ...CALLS]);
  });

  /** What arrives at AWS while AWS answers nothing: the first wave. */
  async function askedWithoutAnswer(loader: SnapshotLoader, count: number): Promise<readonly string[]> {
    await account().sandbox.control.faults({ kind: "hang", times: 99 });
    const loading = loader.load(WITHOUT_REPORT);
    let calls: readonly string[] = [];
    while (calls.length < count) calls = await account().calls();
    loader.dispose();
    await loading;
    assert.ok(calls.every((call) => call.endsWith(" fault:hang")), calls.join());
    return calls.map((call) => call.replace(" fault:hang", "")).sort();
  }

  it("loads only what is named", async () => {
    const { loader } = await makeLoader(account());
    await loader.load(["caller"]);
    await loader.load(["accessKeys"]);
    assert.deepEqual(await account().calls(), ["GetCallerIdentity ok", "ListAccessKeys ok", "GetAccessKeyLastUsed ok"]);
  });

  it("asks for no second credential report while AWS would not make one", async () => {
    hurryTheReport(account());
    const { loader } = await makeLoader(account());
    await loader.load(["caller", "passwordReport"]);
    const before = (await account().calls(/Report/)).length;
    await loader.load(["passwordReport"]);
    assert.equal((await account().calls(/Report/)).length, before);
    assert.ok(before >= 2);
  });

  it("drops the result of an older load that comes after a newer one", async () => {
    const { client, session } = await account().openAccount();
    // The first list is answered only after the second: an answer that was long on its way.
    let release: () => void = () => undefined;
    let calls = 0;
    const slowFirst = Object.create(client, {
      listAccessKeys: {
        value: async () => {
          const answer = await client.listAccessKeys("alice");
          if (calls++ === 0) await new Promise<void>((resolve) => (release = resolve));
          return answer;
        },
      },
      getAccessKeyLastUse: { value: client.getAccessKeyLastUse.bind(client) },
      getCaller: { value: client.getCaller.bind(client) },
    }) as typeof client;
    const loader = new SnapshotLoader({ client: slowFirst, signer: () => session.signer() }, () => undefined);
    await loader.load(["caller"]);
    const older = loader.load(["accessKeys"]);
    while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
    const { key } = await client.createAccessKey("alice");
    await loader.load(["accessKeys"]);
    release();
    await older;
    assert.deepEqual(valueOf(loader.snapshot.accessKeys)?.map(({ id }) => id), [account().sandbox.ready.accessKeyId, key.id]);
    assert.ok(loader.snapshot.lastUses.has(key.id), "the newer load’s last uses stay");
  });

  it("forgets the last use of a key that is gone", async () => {
    const { client } = await account().openAccount();
    const { key } = await client.createAccessKey("alice");
    const { loader } = await makeLoader(account());
    await loader.load(["caller", "accessKeys"]);
    assert.equal(loader.snapshot.lastUses.size, 2);
    await client.deleteAccessKey("alice", key.id);
    await loader.load(["accessKeys"]);
    assert.deepEqual([...loader.snapshot.lastUses.keys()], [account().sandbox.ready.accessKeyId]);
  });

  describe("the certification of a passkey", () => {
    const certifications = (loader: SnapshotLoader) => [...loader.snapshot.certifications.values()].map((part) => (part.state === "ok" ? Object.fromEntries(part.value) : part.state));

    it("is asked for once, after the list that names it, and told", async () => {
      const { loader, told } = await makeLoader(account());
      await loader.load(["caller", "mfaDevices"]);
      assert.deepEqual(certifications(loader), [{ FIDO: "FIDO L1", "FIPS 140-2": "Level 1" }]);
      assert.deepEqual(told.filter(({ changed }) => changed === "mfaDevices").map(({ snapshot }) => snapshot.certifications.size), [0, 1]);
      await loader.load(["mfaDevices"]);
      assert.deepEqual(await account().calls(/MFADevice/), ["ListMFADevices ok", "GetMFADevice ok", "ListMFADevices ok"]);
    });

    it("that is refused hides nothing, and is asked for again at the next load", async () => {
      await account().sandbox.control.faults({ action: "GetMFADevice", kind: "error", code: "AccessDenied", message: "User: a is not authorized to perform: iam:GetMFADevice on resource: user alice because no identity-based policy allows the iam:GetMFADevice action" });
      const { loader } = await makeLoader(account());
      await loader.load(["caller", "mfaDevices"]);
      assert.deepEqual([loader.snapshot.mfaDevices.state, certifications(loader)], ["ok", ["denied"]]);
      await loader.load(["mfaDevices"]);
      assert.equal((await account().calls(/GetMFADevice/)).length, 2);
      assert.equal(typeof certifications(loader)[0], "object");
    });

    it("costs no call where there is no passkey, and is forgotten with it", async () => {
      const { loader } = await makeLoader(account());
      await loader.load(["caller", "mfaDevices"]);
      const [passkey] = loader.snapshot.certifications.keys();
      assert.ok(passkey !== undefined);
      const { session } = await account().openAccount();
      await signInWith(account(), session);
      await session.client.deactivateMfaDevice("alice", passkey);
      const before = (await account().calls(/GetMFADevice/)).length;
      await loader.load(["mfaDevices"]);
      assert.equal(loader.snapshot.certifications.size, 0);
      assert.equal((await account().calls(/GetMFADevice/)).length, before);
    });
  });

  it("tells nothing any more once it is disposed of", async () => {
    await account().sandbox.control.latency(100);
    const { loader, told } = await makeLoader(account());
    const loading = loader.load(WITHOUT_REPORT);
    loader.dispose();
    await loading;
    assert.deepEqual(told, []);
  });

  it("says once that there are no credentials, without a call", async () => {
    const { client } = await account().openAccount();
    const error = new UserError("The session has ended.");
    const told: PartName[] = [];
    const loader = new SnapshotLoader({ client, signer: () => Promise.reject(error) }, (_snapshot, changed) => told.push(changed));
    await loader.load();
    assert.deepEqual(told, ["caller"]);
    assert.deepEqual(loader.snapshot.caller, { state: "failed", error, previous: undefined });
    assert.deepEqual(await account().calls(), []);
  });

  it("never rejects, whatever a signer throws", async () => {
    const { client } = await account().openAccount();
    for (const thrown of [new CancelledError(), "text", undefined]) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the case
      const loader = new SnapshotLoader({ client, signer: () => Promise.reject(thrown) }, () => undefined);
      await loader.load();
      assert.equal(loader.snapshot.caller.state, "failed");
    }
  });

  it("asks for a key’s last use afresh, and tells it", async () => {
    const { loader, told } = await makeLoader(account());
    const use = await loader.loadLastUse(account().sandbox.ready.accessKeyId);
    assert.deepEqual([use.serviceName, told.map(({ changed }) => changed)], ["ec2", ["accessKeys"]]);
    await account().sandbox.control.faults({ action: "GetAccessKeyLastUsed", kind: "error", code: "AccessDenied", message: "no" });
    await assert.rejects(loader.loadLastUse(account().sandbox.ready.accessKeyId), isUserError);
  });
});
