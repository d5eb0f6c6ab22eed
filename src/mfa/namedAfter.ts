import type { MfaDevice } from "../iam/model.js";

/**
 * Whether a device that belongs to nobody is most likely the user's: it bears the user's name, as older policies demand
 * and as the set-up suggests. Names that differ in their case only are the same to IAM.
 */
export function isNamedAfter({ name }: Pick<MfaDevice, "name">, userName: string): boolean {
  const [own, user] = [name.toLowerCase(), userName.toLowerCase()];
  return own === user || own.startsWith(`${user}-`);
}
