import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IamClient } from "../../src/iam/client";
import type { KeyPair } from "../../src/profiles/keyPair";
import { planRotation, startOf, type RotationPlan } from "../../src/rotation/planRotation";
import type { Rotation, RotationStart } from "../../src/rotation/rotation";
import type { RotationTools, SignedIn, SignInWish } from "../../src/rotation/rotationTools";
import { Rotator } from "../../src/rotation/rotator";
import { Secret } from "../../src/secret";
import type { TestRotations } from "./testRotations";
import { useTestAccount } from "./useTestAccount";
import type { TestAccount } from "./openTestAccount";

/** A rotation of the caller's own key against the sandbox, step by step, without the commands. */
export class RotationAtWork {
  readonly rotations: TestRotations;

  constructor(readonly account: TestAccount) {
    this.rotations = account.rotations;
  }

  get tools(): RotationTools {
    return this.rotations.tools;
  }

  get rotator(): Rotator {
    return new Rotator(this.tools);
  }

  plan(accessKeyId = this.account.sandbox.ready.accessKeyId, environment: NodeJS.ProcessEnv = {}): Promise<RotationPlan> {
    return planRotation({ accessKeyId, profileName: "work", paths: this.account.paths, sets: this.rotations.keyFileSets(), environment }, this.tools);
  }

  async start(options: Partial<RotationStart> = {}): Promise<RotationStart> {
    const plan = await this.plan();
    return { ...startOf(plan, plan.userKeys, { ...this.rotations.waits(), byItself: false }), ...options };
  }

  /** Rotates the key that was planned for. */
  beginWith(plan: RotationPlan, { byItself }: Pick<RotationStart, "byItself"> = { byItself: false }) {
    return this.rotator.begin(startOf(plan, plan.userKeys, { ...this.rotations.waits(), byItself }));
  }

  async begin(options: Partial<RotationStart> = {}) {
    return this.rotator.begin(await this.start(options));
  }

  /** The access key id that a profile of the credentials file has. */
  keyOf(profileName = "work"): string | undefined {
    const section = new RegExp(`\\[${profileName}\\][^[]*?aws_access_key_id\\s*=\\s*(\\S+)`).exec(readFileSync(this.account.paths.credentials, "utf8"));
    return section?.[1];
  }

  /** Whether AWS accepts what the profile holds. */
  async profileWorks(profileName = "work"): Promise<boolean> {
    const session = await this.account.openSession(profileName);
    return session.client.getCaller().then(() => true, () => false);
  }

  /** The user's keys at AWS: `AKIA… Active`. */
  async keysAtAws(): Promise<readonly string[]> {
    const { client } = await this.account.openSession("work");
    return (await client.listAccessKeys("alice")).map(({ id, status }) => `${id} ${status}`);
  }

  /** Where the rotation stands; `undefined`: there is none. */
  get now(): Rotation | undefined {
    return this.tools.journal.list()[0];
  }

  /** A window whose calls give up soon, and that is asked for nothing. */
  get impatient(): Rotator {
    const signIn = async ({ profileName, keys }: SignInWish): Promise<SignedIn> => {
      const session = await this.account.openSession(profileName, { keys, timeLimitMs: 700 });
      return { client: session.client, ownClient: session.ownClient, dispose: () => undefined };
    };
    return new Rotator({ ...this.tools, signIn });
  }

  /** The key pair that a profile of the credentials file has. */
  pairOf(profileName = "work"): KeyPair {
    const secret = new RegExp(`\\[${profileName}\\][^[]*?aws_secret_access_key\\s*=\\s*(\\S+)`).exec(this.read())?.[1] ?? "";
    return { accessKeyId: this.keyOf(profileName) ?? "", secretAccessKey: new Secret(secret) };
  }

  read(): string {
    return readFileSync(this.account.paths.credentials, "utf8");
  }

  /** The same user at another place: what an administrator or another program does meanwhile. */
  async elsewhere(keys: KeyPair = this.ownPair): Promise<IamClient> {
    const session = await this.account.openSession("work", { keys });
    return session.client;
  }

  /** Somebody whom no access key of the user's is needed for: here, a session with MFA. */
  async administrator(): Promise<IamClient> {
    const session = await this.account.openSession("work", { keys: this.ownPair });
    const device = (await this.account.sandbox.control.mfa()).find(({ user }) => user === "alice");
    assert.ok(device);
    const { accessKeyId } = this.ownPair;
    session.useMfa(await session.ownClient.getSessionToken({ serialNumber: device.serial, code: device.code, seconds: 3_600, openedBy: accessKeyId, openedFor: accessKeyId }));
    return session.client;
  }

  /** The key that the profile begins with. */
  get ownPair(): KeyPair {
    const { accessKeyId, secretAccessKey } = this.account.sandbox.ready;
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  }

  /** Meets what is left of a fault that is good for four calls, as many as one is tried. */
  async useUpFaults(action: string): Promise<void> {
    const address = `${this.account.sandbox.ready.endpoint}/?Action=${action}&Version=2010-05-08`;
    for (let call = 1; call <= 4; call++) await fetch(address, { signal: AbortSignal.timeout(100) }).catch(() => undefined);
  }

  /** Lets so much time go by for the rotation, as if all of it had begun so much earlier. */
  async letTimePass(milliseconds: number): Promise<Rotation> {
    const { now } = this;
    assert.ok(now);
    const earlier = (time: number | undefined) => time && time - milliseconds;
    const aged = { ...now, startedAt: now.startedAt - milliseconds, switchedAt: earlier(now.switchedAt), waitUntil: earlier(now.waitUntil) };
    await this.tools.journal.write(aged);
    return aged;
  }

  /** Follows a rotation to its end: one key, in the profile and at AWS. */
  async assertEndsWell(id: string): Promise<void> {
    const next = await this.rotator.goOn(id);
    if (next !== undefined) {
      await this.rotator.deactivate(id);
      assert.equal(await this.rotator.deleteOldKey(id), undefined);
    }
    assert.equal(await this.profileWorks(), true);
    await this.assertOnlyKey(this.keyOf() ?? "");
  }

  async assertOnlyKey(id: string): Promise<void> {
    assert.deepEqual(await this.keysAtAws(), [`${id} Active`]);
    assert.equal(this.keyOf(), id);
    assert.deepEqual(this.tools.journal.list(), []);
    assert.deepEqual([...this.rotations.stored.keys()], []);
  }
}

export function useRotation(scenario = "default"): () => RotationAtWork {
  const account = useTestAccount(scenario);
  return () => new RotationAtWork(account());
}

