import assert from "node:assert/strict";
import { mock } from "node:test";
import { AccountMfa } from "../../../src/host/accountMfa";
import { MfaSessions } from "../../../src/host/mfaSessions";
import { AwsError } from "../../../src/iam/errors";
import type { MfaSession } from "../../../src/iam/mfaSession";
import type { Session } from "../../../src/iam/session";
import { Secret } from "../../../src/secret";

/** VS Code's secret storage as all windows see it; each hears of every change, its own included. */
class FakeStorage {
  readonly entries = new Map<string, string>();
  readonly listeners = new Set<(event: { key: string }) => void>();
  fails = false;

  onDidChange = (listener: (event: { key: string }) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  get(key: string): Promise<string | undefined> {
    return this.fails ? Promise.reject(new Error("no keyring")) : Promise.resolve(this.entries.get(key));
  }

  store(key: string, value: string): Promise<void> {
    if (this.fails) return Promise.reject(new Error("no keyring"));
    this.entries.set(key, value);
    this.listeners.forEach((listener) => listener({ key }));
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.entries.delete(key);
    this.listeners.forEach((listener) => listener({ key }));
    return Promise.resolve();
  }
}

/** A session as far as its keys go. */
function makeSession(ownKeyId: string, temporary = false): Session {
  let mfa: MfaSession | undefined;
  const session = {
    ownKeys: () => Promise.resolve({ accessKeyId: ownKeyId, temporary }),
    get mfa() {
      return mfa;
    },
    useMfa: (next: MfaSession | undefined) => (mfa = next),
  };
  return session as unknown as Session;
}

const HOUR = 3600_000;
const makeMfa = (accessKeyId: string, openedFor: string, lifeMs = HOUR): MfaSession => ({
  accessKeyId,
  secretAccessKey: new Secret("secret"),
  sessionToken: new Secret("token"),
  expiresAt: new Date(Date.now() + lifeMs),
  serialNumber: "arn:aws:iam::123456789012:mfa/alice",
  openedBy: openedFor,
  openedFor,
});

/** Lets what was set off come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("The session with MFA of a window", () => {
  let storage: FakeStorage;
  const windows: AccountMfa[] = [];
  const openWindow = () => {
    const changes: number[] = [];
    const window = new AccountMfa(new MfaSessions(storage), () => changes.push(Date.now()));
    windows.push(window);
    return { window, changes };
  };
  const keptId = async (name = "work") => (await windows[0]?.get(name))?.accessKeyId;

  beforeEach(() => {
    storage = new FakeStorage();
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() });
  });
  afterEach(() => {
    windows.splice(0).forEach((window) => window.dispose());
    mock.timers.reset();
  });

  it("is taken up by another window, and by the next one", async () => {
    const [one, other] = [openWindow(), openWindow()];
    const [session, sameElsewhere] = [makeSession("AKIA1"), makeSession("AKIA1")];
    await one.window.takeUp(session, "work");
    await other.window.takeUp(sameElsewhere, "work");
    await one.window.use(session, makeMfa("ASIA1", "AKIA1"));
    await settled();
    assert.equal(sameElsewhere.mfa?.accessKeyId, "ASIA1");
    assert.equal(other.changes.length, 1);
    const later = makeSession("AKIA1");
    await openWindow().window.takeUp(later, "work");
    assert.equal(later.mfa?.accessKeyId, "ASIA1");
    await one.window.use(session, undefined);
    await settled();
    assert.equal(sameElsewhere.mfa, undefined);
  });

  for (const temporary of [false, true]) {
    it(`never signs for a profile that holds ${temporary ? "temporary" : "other"} keys by now: they may be another account’s`, async () => {
      const { window } = openWindow();
      const before = makeSession("AKIA1");
      await window.takeUp(before, "work");
      await window.use(before, makeMfa("ASIA1", "AKIA1"));
      const after = makeSession("ASIAOTHER", temporary);
      await window.takeUp(after, "work");
      assert.equal(after.mfa, undefined);
    });
  }

  it("is not ended by a window that shows another key under the same name", async () => {
    const [one, other] = [openWindow(), openWindow()];
    const [session, stranger] = [makeSession("AKIA1"), makeSession("AKIA2")];
    await one.window.takeUp(session, "work");
    await other.window.takeUp(stranger, "work");
    await one.window.use(session, makeMfa("ASIA1", "AKIA1"));
    await other.window.use(stranger, makeMfa("ASIA2", "AKIA2"));
    await settled();
    assert.deepEqual([session.mfa?.accessKeyId, stranger.mfa?.accessKeyId], ["ASIA1", "ASIA2"]);
  });

  it("ends by itself; one that another window has opened in its place stays, and is taken over", async () => {
    const [one, other] = [openWindow(), openWindow()];
    const [session, sameElsewhere] = [makeSession("AKIA1"), makeSession("AKIA1")];
    await one.window.takeUp(session, "work");
    await one.window.use(session, makeMfa("ASIAOLD", "AKIA1", 30));
    // The view of the first window turns to another profile; its timer must not end what it knows nothing of.
    await one.window.takeUp(makeSession("AKIA9"), "private");
    await other.window.takeUp(sameElsewhere, "work");
    await other.window.use(sameElsewhere, makeMfa("ASIANEW", "AKIA1"));
    mock.timers.tick(60);
    await settled();
    assert.equal(await keptId(), "ASIANEW");
    assert.equal(sameElsewhere.mfa?.accessKeyId, "ASIANEW");

    const [third] = [openWindow()];
    const short = makeSession("AKIA3");
    await third.window.takeUp(short, "short");
    await third.window.use(short, makeMfa("ASIASHORT", "AKIA3", 20));
    mock.timers.tick(60);
    await settled();
    assert.equal(short.mfa, undefined);
    assert.equal(storage.entries.has("mfaSession:short"), false);
    assert.equal(third.changes.length, 2);
  });

  it("is this window’s alone where there is no keyring", async () => {
    storage.fails = true;
    const { window } = openWindow();
    const session = makeSession("AKIA1");
    await window.takeUp(session, "work");
    await window.use(session, makeMfa("ASIA1", "AKIA1"));
    assert.equal(session.mfa?.accessKeyId, "ASIA1");
  });

  it("is found before anybody is asked", async () => {
    const { window } = openWindow();
    const session = makeSession("AKIA1");
    await window.takeUp(session, "work");
    // No event came, as where windows do not hear of each other.
    await new MfaSessions(storage).keep("work", makeMfa("ASIA1", "AKIA1"));
    session.useMfa(undefined);
    const refusal = new AwsError("refused", { code: "AccessDenied", denial: { action: "iam:X", resource: undefined, explicit: true, mayWantMfa: true, policyArn: undefined, quarantined: false } });
    const around = window.around(session, () => Promise.reject(new Error("asked")));
    assert.equal(await around(() => (session.mfa === undefined ? Promise.reject(refusal) : Promise.resolve("done"))), "done");
  });
});
