import { newDevice, type MfaDevice } from "../account.js";
import { newTotpSeed } from "../random.js";
import { codeOf, secondsUntil, shownStep } from "../totp.js";
import type { World } from "../world.js";
import { BadControl, flagOf, onlyKnown, optionalNumber, textOf, type Body } from "./body.js";

/**
 * What a device's owner sees on it, and what AWS remembers of it, so that a test can be the authenticator app. No AWS API
 * ever returns a seed again after CreateVirtualMFADevice; only a stand-in whose devices protect nothing may do so.
 */
function shown(world: World, device: MfaDevice, seed: string) {
  const now = world.clock.now();
  const step = shownStep(device, now);
  const next = Math.max(step, device.lastStep + 1);
  return {
    serial: device.serial,
    kind: device.kind,
    seed,
    user: device.owner?.name,
    code: codeOf(seed, step),
    /** Of the step before, now, next and after next. */
    codes: [-1, 0, 1, 2].map((steps) => codeOf(seed, step + steps)),
    /** Until `code` gives way to the next. */
    secondsLeft: Math.ceil(secondsUntil(device, step + 1, now)),
    step,
    lastStep: device.lastStep,
    /** The first code that was not used up; AWS takes it up to a step before the device shows it. */
    nextUsable: { code: codeOf(seed, next), step: next, shownInSeconds: Math.ceil(secondsUntil(device, next, now)) },
    driftSeconds: device.driftSeconds,
    offset: device.offset,
  };
}

function show(world: World) {
  return { devices: world.account.mfaDevices.flatMap((device) => (device.seed === undefined ? [] : [shown(world, device, device.seed)])) };
}

/** Something happens to a device away from AWS, or behind a client's back. */
function change(world: World, body: Body) {
  onlyKnown(body, "serial", "driftSeconds", "forgetUsedCodes", "remove");
  const serial = textOf(body, "serial");
  const device = world.account.mfaDevices.find((candidate) => candidate.serial === serial);
  if (!device) throw new BadControl(`There is no MFA device "${serial}".`);
  device.driftSeconds = optionalNumber(body, "driftSeconds") ?? device.driftSeconds;
  if (flagOf(body, "forgetUsedCodes", false)) {
    device.lastStep = 0;
    device.used.clear();
  }
  if (flagOf(body, "remove", false)) world.account.mfaDevices = world.account.mfaDevices.filter((other) => other !== device);
  return device.seed === undefined ? { serial, kind: device.kind } : shown(world, device, device.seed);
}

/** A hardware token leaves its maker: AWS knows its seed from then on, whoever will enable it. */
function ship(world: World, body: Body) {
  onlyKnown(body, "serial", "seed");
  const serial = textOf(body, "serial");
  const seed = textOf(body, "seed", newTotpSeed());
  if (!/^[\w-]{9,256}$/.test(serial)) throw new BadControl('"serial" must be 9 or more letters and digits, for example GAHT12345678.');
  if (!/^[A-Z2-7]{16,}$/.test(seed)) throw new BadControl('"seed" must be base32.');
  if (world.account.mfaDevices.some((device) => device.serial === serial)) throw new BadControl(`There is an MFA device "${serial}" already.`);
  const device = newDevice("hardware", serial, { seed });
  world.account.mfaDevices.push(device);
  return shown(world, device, seed);
}

/** MFA devices as their owners have them in the hand. */
export const mfaRoutes = {
  "GET mfa": show,
  "POST mfa": change,
  "POST hardwareToken": ship,
};
