import { owners, type Account, type Caller, type User } from "../account.js";
import { arnResource, everything, userResource, type Resource } from "../authorization.js";
import { noSuchEntity, validationError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { Input } from "../input.js";
import type { World } from "../world.js";
import type { XmlObject } from "../xml.js";

/** One call, as an operation sees it: authenticated, checked, authorized. */
export interface Call {
  readonly world: World;
  readonly account: Account;
  readonly caller: Caller;
  readonly input: Input;
  /** By the sandbox's clock. */
  readonly now: Date;
}

/** One line of the table of operations. */
export interface Operation {
  readonly input: Fields;
  /** What the call acts on, for the policies. */
  readonly resource: (call: Call) => Resource;
  /**
   * `unlessDenied`: no policy need allow it, but one may deny it. `none`: policies have no say. Otherwise a policy must
   * allow it.
   */
  readonly permission?: "unlessDenied" | "none";
  /** "If a temporary access key is used, then UserName is required" (IAM API reference). */
  readonly temporaryKeysNeedUserName?: true;
  readonly run: (call: Call) => XmlObject | undefined;
}

/** Resources by which operations are authorized, as the Service Authorization Reference lists them. */
export const on = {
  /** `UserName`, or the caller. */
  user: (call: Call): Resource => {
    const name = call.input.optionalText("UserName");
    if (name === undefined) return userResource(call.account, callingUser(call.caller));
    return userResource(call.account, findUser(call.account, name) ?? name);
  },
  /** The account as a whole. */
  everything: (): Resource => everything,
  /** The device that `SerialNumber` names. */
  device: ({ account, input }: Call): Resource => {
    const serial = input.text("SerialNumber");
    return arnResource(serial.startsWith("arn:") ? serial : `arn:aws:iam::${account.id}:mfa/${serial}`);
  },
};

/** The user with that name. */
export function findUser(account: Account, name: string): User | undefined {
  return account.users.find((user) => user.name === name);
}

/**
 * The user whose credentials signed the call.
 * @throws `ValidationError` for an assumed role, which has no user of its own.
 */
export function callingUser(caller: Caller): User {
  if (caller.kind === "user") return caller.user;
  throw validationError("Must specify userName when calling with non-User credentials");
}

/**
 * The user that a call is about: `UserName`, or the caller.
 * @throws `NoSuchEntity`
 */
export function targetUser({ account, caller, input }: Call): User {
  const name = input.optionalText("UserName");
  if (name === undefined) return callingUser(caller);
  const user = findUser(account, name);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** The `UserName` element: root has none. */
export function shownName(user: User): string | undefined {
  return user.kind === "root" ? undefined : user.name;
}

/** Every user with the things they own, for the account-wide lists. */
export function everyOwned<T>(account: Account, owned: (user: User) => readonly T[]): { user: User; item: T }[] {
  return owners(account).flatMap((user) => owned(user).map((item) => ({ user, item })));
}

/** Pages of the world the call came to. */
export function pageRules({ world }: Call): { cap: number } {
  return { cap: world.pageCap };
}
