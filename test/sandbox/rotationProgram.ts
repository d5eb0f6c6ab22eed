import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { isUserError } from "../../src/errors";
import type * as aws from "../../src/iam/aws";
import type { RotationOrder, RotationReport } from "./rotationProcess";
import { RotationWindow } from "./rotationWindow";

/**
 * A window at work on a rotation, in a process that can be killed: tells each moment of interest, and stops for good at the
 * one that it was told to. See rotationProcess.ts, which starts it.
 */

let moments = 0;
/** The call that changes something and is under way. */
let calling: string | undefined;

/** At once, even if the process is killed the moment after. */
function tell(report: RotationReport): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}

function makeMark({ stopAt, failAt }: RotationOrder) {
  let failsAt = failAt;
  return (moment: string) => {
    const number = moments++;
    const [when, ...what] = moment.split(" ");
    if (what[0] === "call:") calling = when === "before" ? what[1] : undefined;
    tell({ moment, number });
    // Nothing of this process goes on from here, not even what was begun: it waits to be killed.
    if (number === stopAt || moment === stopAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (moment !== failsAt) return;
    failsAt = undefined;
    throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  };
}

/** The answer is in this process, and nobody has read it. */
function watchAnswers(mark: (moment: string) => void): void {
  subscribe("http.client.response.finish", () => {
    if (calling !== undefined) mark(`unread answer: ${calling}`);
  });
}

/** Files that take another one's place, and what is thrown away without having done so. */
function watchFiles(mark: (moment: string) => void): void {
  const { rename, rm } = fs;
  const nameOf = (file: unknown) => (String(file).includes(".aws") ? path.basename(String(file)).replace(/\..*/, "") : "journal");
  fs.rename = async (from, to) => {
    mark(`before rename: ${nameOf(to)}`);
    await rename(from, to);
    // The journal tells by itself when it is written.
    if (nameOf(to) !== "journal") mark(`after rename: ${nameOf(to)}`);
  };
  fs.rm = async (file, options) => {
    if (await fs.stat(file).then(() => true, () => false)) mark(`before clearing up: ${nameOf(file)}`);
    await rm(file, options);
  };
}

async function run(order: RotationOrder): Promise<void> {
  const { folder, accessKeyId, steps, pace, waitsForWord } = order;
  const bundle = pathToFileURL(path.join(process.env["REPO_ROOT"] ?? process.cwd(), "dist", "aws.js"));
  const { openSession } = (await import(bundle.href)) as typeof aws;
  const mark = makeMark(order);
  watchAnswers(mark);
  watchFiles(mark);
  const window = new RotationWindow({ folder, open: openSession, pace, mark });
  tell({ ready: true });
  if (waitsForWord === true) await new Promise((resolve) => createInterface({ input: process.stdin }).once("line", resolve));
  let id = window.list()[0]?.id ?? "";
  for (const step of steps) {
    try {
      const rotation = step === "begin" ? await window.begin(accessKeyId) : await window.rotator[step](id);
      id = rotation?.id ?? id;
      tell({ did: step, now: rotation?.step });
    } catch (error) {
      tell({ failed: step, code: isUserError(error) ? error.code : undefined, message: String(error) });
      id = window.list()[0]?.id ?? id;
    }
  }
}

void run(JSON.parse(process.argv[2] ?? "{}") as RotationOrder).then(() => process.exit(0));
