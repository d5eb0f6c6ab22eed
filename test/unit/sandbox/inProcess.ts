import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand, STSClient, type Credentials } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { MfaDevice, User } from "../../../src/sandbox/account";
import { newRun } from "../../../src/sandbox/run";
import { scenarios } from "../../../src/sandbox/scenarios/scenarios";
import { createSandboxServer } from "../../../src/sandbox/server";
import { codeOf, shownStep } from "../../../src/sandbox/totp";
import { World } from "../../../src/sandbox/world";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A sandbox inside the test's own process, so that a test can look at its state and turn its clock. */
export interface InProcess {
  readonly world: World;
  readonly endpoint: string;
  /** The scenario's caller. */
  readonly keys: Keys;
  /** The AWS SDK's client: an independent signer and an independent reader of the XML. It never retries. */
  iam(keys?: Keys, options?: Partial<IAMClientConfig>): IAMClient;
  sts(keys?: Keys): STSClient;
  stop(): Promise<void>;
}

/** Starts a scenario on a free port. */
export async function startInProcess(scenarioName: string): Promise<InProcess> {
  const scenario = scenarios.find(({ name }) => name === scenarioName);
  assert.ok(scenario, `There is no scenario ${scenarioName}`);
  const world = new World(scenario, newRun({ temporary: scenario.temporaryCaller ?? false }));
  const server = createSandboxServer(world).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { accessKeyId, secretAccessKey, sessionToken } = world.run.credentials;
  const keys: Keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const clients: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const settings = { endpoint, region: "us-east-1", maxAttempts: 1 };
  return {
    world,
    endpoint,
    keys,
    iam: (given = keys, options = {}) => keep(new IAMClient({ ...settings, credentials: { ...given }, ...options })),
    sts: (given = keys) => keep(new STSClient({ ...settings, credentials: { ...given } })),
    stop: () => stop(world, server, clients),
  };
}

async function stop(world: World, server: Server, clients: readonly { destroy(): void }[]): Promise<void> {
  for (const client of clients) client.destroy();
  await world.git.stop();
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Asserts that a call is refused with this code, status and message. */
export async function refused(call: Promise<unknown>, code: string, status: number, message: string | RegExp): Promise<void> {
  const error = await call.then(
    () => assert.fail(`The call should have been refused with ${code}.`),
    (reason: unknown) => reason as { Code?: string; name: string; message: string; $metadata?: { httpStatusCode?: number } },
  );
  assert.equal(error.Code ?? error.name, code, error.message);
  assert.equal(error.$metadata?.httpStatusCode, status);
  if (typeof message === "string") assert.equal(error.message, message);
  else assert.match(error.message, message);
}

/** The scenario's alice. */
export function aliceOf({ world }: InProcess): User {
  const alice = world.account.users.find(({ name }) => name === "alice");
  assert.ok(alice);
  return alice;
}

/** A virtual device by its name. */
export function deviceOf({ world }: InProcess, name: string): MfaDevice {
  const device = world.account.mfaDevices.find(({ serial }) => serial.endsWith(`:mfa/${name}`));
  assert.ok(device);
  return device;
}

/** The code that a device shows now, or some steps of 30 seconds from now. */
export function codeIn(sandbox: InProcess, device: MfaDevice, steps: number): string {
  return codeOf(device.seed ?? "", shownStep(device, sandbox.world.clock.now()) + steps);
}

/** The keys in an answer of STS. */
export function keysOf(credentials: Credentials | undefined): Keys {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A session of the caller's with MFA, by the code that the device shows now. */
export async function mfaSession(sandbox: InProcess, device: MfaDevice): Promise<Keys> {
  const command = new GetSessionTokenCommand({ SerialNumber: device.serial, TokenCode: codeIn(sandbox, device, 0) });
  return keysOf((await sandbox.sts().send(command)).Credentials);
}

/** Drives a sandbox as a test in another process would. */
export async function tell(sandbox: InProcess, route: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${sandbox.endpoint}/_sandbox/${route}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  const json = (await response.json()) as Record<string, unknown>;
  assert.equal(response.status, 200, JSON.stringify(json));
  return json;
}

/** Moves the sandbox's clock to where no code changes for the next seconds. */
export function toMiddleOfStep({ world }: InProcess): void {
  const second = Math.floor(world.clock.now().getTime() / 1000) % 30;
  world.clock.advance((45 - second) % 30);
}
