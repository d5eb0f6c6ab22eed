import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../../contributions.js";
import { isUserError, UserError, type ErrorAction } from "../../errors.js";
import { AwsError, isAwsError } from "../../iam/errors.js";
import type { AccessKey } from "../../iam/model.js";
import { isInterrupted, type Rotation, type RotationStep } from "../../rotation/rotation.js";
import { Rotator } from "../../rotation/rotator.js";
import { describeRotation } from "../../words/rotation.js";
import { currentMoment } from "../accessKeys/pickAccessKey.js";
import type { CommandContext } from "../context.js";

/** What is worked on: a rotation, or one that is to begin and has no id yet. */
type Subject = Pick<Rotation, "user"> & { readonly id?: string; readonly oldKeyId?: string };

/**
 * Works on a rotation where the user sees each step, for work that takes its time.
 * @returns where it stands; `undefined`: it has ended
 * @throws UserError that says which key works, with a button that goes on where there is something to go on with
 */
export async function runSteps(context: CommandContext, { user, id, oldKeyId }: Subject, work: (rotator: Rotator) => Promise<Rotation | undefined>): Promise<Rotation | undefined> {
  const { tools } = context.rotations;
  let workedOn = id;
  if (id !== undefined) requireStill(context, id, oldKeyId);
  try {
    return await context.ui.withSteps(l10n.t("Access key of {0}", user.userName), (report) => {
      const onStep = (rotation: Rotation, ended: boolean) => {
        workedOn = rotation.id;
        if (!ended) report(nameStep(rotation.step));
        tools.onStep(rotation, ended);
      };
      return work(new Rotator({ ...tools, onStep, mayDeleteLost: (key) => mayDeleteLost(context, key) }));
    });
  } catch (error) {
    throw explain(context, error, workedOn);
  }
}

/**
 * The same for a single step that is over at once. Quietly: VS Code swallows notifications that come in quick succession, and
 * the one that tells the end must not be among them.
 */
export function runStep(context: CommandContext, { id, oldKeyId }: Rotation, title: string, work: (rotator: Rotator) => Promise<Rotation | undefined>): Promise<Rotation | undefined> {
  const run = () => {
    requireStill(context, id, oldKeyId);
    return work(new Rotator(context.rotations.tools));
  };
  return context.ui.withProgress(title, run).catch((error: unknown) => {
    throw explain(context, error, id);
  });
}

/** A question may stay open for hours: another window may have ended the rotation meanwhile, or rolled it back. @throws UserError */
function requireStill({ rotations }: CommandContext, id: string, oldKeyId: string | undefined): void {
  const now = rotations.list().find((rotation) => rotation.id === id);
  if (now?.oldKeyId === oldKeyId) return;
  throw new UserError(now === undefined ? l10n.t("This rotation has ended meanwhile.") : l10n.t("This rotation was rolled back meanwhile."), { hint: l10n.t("Look at your access keys in the view."), code: "RotationMovedOn" });
}

function nameStep(step: RotationStep): string {
  switch (step) {
    case "creating":
      return l10n.t("creating the new key…");
    case "proving":
      return l10n.t("trying the new key until AWS accepts it everywhere…");
    case "switching":
      return l10n.t("changing your files over…");
    case "rollingBack":
      return l10n.t("putting the old key back…");
    case "watching":
    case "resting":
      return l10n.t("done");
  }
}

async function mayDeleteLost({ ui }: CommandContext, { id }: AccessKey): Promise<boolean> {
  return ui.confirm(
    l10n.t("AWS created the key {0}, but its secret was lost on the way.", id),
    l10n.t("The connection broke, or the window closed, before the answer came. Nobody has the secret, so the key is of no use, but it counts towards your limit. If you have created a key elsewhere meanwhile, it may be that one: then do not delete it."),
    [
      { title: l10n.t("Delete key"), value: true },
      { title: l10n.t("Keep it"), value: false },
    ],
  );
}

/** With these there is no way on. */
const WAY_BACK_CODES = ["SecretLost", "WrongUser"];

/** These say all there is to say: somebody else is at work, or what there is to do about the old key. */
const COMPLETE_CODES = ["RotationBusy", "OldKeyGone"];

/** What went wrong, after where the rotation stands now: which key the files hold, and what works. */
function explain(context: CommandContext, error: unknown, id: string | undefined): unknown {
  const rotation = context.rotations.list().find((candidate) => candidate.id === id);
  if (rotation === undefined || !isUserError(error)) return error;
  const isComplete = error.code !== undefined && COMPLETE_CODES.includes(error.code);
  const sentence = isComplete ? error.message : describeRotation({ ...rotation, problem: error.message }, currentMoment(context));
  const argument = { rotationId: rotation.id };
  const isWayBack = error.code !== undefined && WAY_BACK_CODES.includes(error.code);
  const action = isWayBack ? { title: l10n.t("Roll back…"), command: COMMANDS.rollBackRotation, arguments: [argument] } : { title: l10n.t("Go on…"), command: COMMANDS.goOnRotation, arguments: [argument] };
  return rephrase(error, sentence, isInterrupted(rotation) ? action : error.action);
}

/** The same error in another sentence. */
export function rephrase(error: UserError, sentence: string, action: ErrorAction | undefined): UserError {
  const options = {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(action === undefined ? {} : { action }),
    cause: error,
  };
  if (!isAwsError(error)) return new UserError(sentence, options);
  return new AwsError(sentence, { ...options, ...(error.denial === undefined ? {} : { denial: error.denial }), outcomeUnknown: error.outcomeUnknown });
}
