import type { Rotation } from "./rotation.js";
import type { RotationWork } from "./rotationTools.js";

/** Writes a step down, which is to be done before it begins. @returns the rotation as it is now @throws UserError */
export async function writeStep(tools: RotationWork, rotation: Rotation): Promise<Rotation> {
  tools.checkAlone();
  await tools.journal.write(rotation);
  tools.onStep(rotation, false);
  return rotation;
}

/** The journal last: only by it does the next window know of what is in the secret storage. No last step needs that. */
export async function endRotation(tools: RotationWork, rotation: Rotation): Promise<undefined> {
  tools.checkAlone();
  await tools.secrets.drop(rotation.id);
  tools.journal.remove(rotation);
  tools.onStep(rotation, true);
}

/** Names the temporary files of a rotation: nobody can foretell it, and the next window knows it. */
export function tagOf({ id }: Rotation): string {
  return id.replaceAll("-", "").slice(0, 12);
}
