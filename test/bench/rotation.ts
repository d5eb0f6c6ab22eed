import { setTimeout } from "node:timers/promises";
import { openSession } from "../../src/iam/session.js";
import { saveAccessKey } from "../../src/profiles/saveAccessKey.js";
import { Secret } from "../../src/secret.js";
import { TestAccount } from "../sandbox/openTestAccount.js";
import { PROFILE, RotationWindow } from "../sandbox/rotationWindow.js";
import { startSandbox } from "../sandbox/sandboxProcess.js";
import { callDuring, type SteadyReport } from "../sandbox/steadyCaller.js";

/**
 * How many calls of a program fail that makes 20 a second with a profile whose key is replaced meanwhile: by a rotation of
 * this extension, and by the two ways that come to mind.
 */
const LATENCY_MS = 300;
const PROPAGATION_SECONDS = 12;

const ways: Readonly<Record<string, (account: TestAccount) => Promise<void>>> = {
  rotation: async ({ folder, sandbox }) => {
    const window = new RotationWindow({ folder, open: openSession });
    const { id } = await window.begin(sandbox.ready.accessKeyId);
    await window.rotator.deactivate(id);
    await window.rotator.deleteOldKey(id);
    await setTimeout(1_000);
  },
  "create, write, delete": async (account) => {
    await replaceAtOnce(account);
    const { client, userName, old } = await signInAsBefore(account);
    await client.deleteAccessKey(userName, old);
    await untilKnown();
  },
  "create, write, wait 3 s, deactivate": async (account) => {
    await replaceAtOnce(account);
    await setTimeout(3_000);
    const { client, userName, old } = await signInAsBefore(account);
    await client.updateAccessKey(userName, old, "Inactive");
    await untilKnown();
  },
};

async function replaceAtOnce(account: TestAccount): Promise<void> {
  const { client, userName } = await signInAsBefore(account);
  const { key, secretAccessKey } = await client.createAccessKey(userName);
  await saveAccessKey(account.paths, PROFILE, { accessKeyId: key.id, secretAccessKey });
}

/** With the old key, whatever the profile holds by now. */
async function signInAsBefore(account: TestAccount) {
  const { accessKeyId, userName } = account.sandbox.ready;
  const keys = { accessKeyId, secretAccessKey: new Secret(account.sandbox.ready.secretAccessKey) };
  const { client } = await account.openSession(PROFILE, { keys });
  return { client, userName, old: accessKeyId };
}

/** Until the new key works everywhere, so that all calls that fail are counted. */
async function untilKnown(): Promise<void> {
  await setTimeout((PROPAGATION_SECONDS + 1) * 1_000);
}

async function measure(): Promise<Record<string, SteadyReport>> {
  const measured: Record<string, SteadyReport> = {};
  const sandbox = await startSandbox();
  try {
    for (const [name, replace] of Object.entries(ways)) {
      await sandbox.control.reset();
      const account = await TestAccount.open(sandbox);
      try {
        await sandbox.control.latency(LATENCY_MS);
        await sandbox.control.propagation(PROPAGATION_SECONDS);
        const { region, endpoint } = sandbox.ready;
        measured[name] = await callDuring({ paths: account.paths, profileName: PROFILE, region, endpoint }, () => replace(account));
      } finally {
        account.close();
      }
    }
  } finally {
    await sandbox.stop();
  }
  return measured;
}

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
