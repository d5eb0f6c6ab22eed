import type { PasswordPolicy, User } from "../account.js";
import { plusDays } from "../clock.js";
import { loadPolicy, PolicyNotUnderstood, type PolicyDocument } from "../policy.js";
import type { World } from "../world.js";
import { BadControl, choiceOf, flagOf, isBody, numberOf, onlyKnown, optionalNumber, textOf, type Body } from "./body.js";

function userOf({ account }: World, body: Body): User {
  const name = textOf(body, "user", "alice");
  const user = account.users.find((candidate) => candidate.name === name);
  if (!user) throw new BadControl(`There is no user "${name}".`);
  return user;
}

/** What an administrator or the passing of time does to a password. */
function changePassword(world: World, body: Body) {
  onlyKnown(body, "user", "resetRequired", "changedDaysAgo", "remove");
  const user = userOf(world, body);
  const { password } = user;
  if (!password) throw new BadControl(`The user "${user.name}" has no console password.`);
  password.resetRequired = flagOf(body, "resetRequired", password.resetRequired);
  const daysAgo = optionalNumber(body, "changedDaysAgo", 0);
  if (daysAgo !== undefined) password.changedAt = plusDays(world.clock.now(), -daysAgo);
  if (flagOf(body, "remove", false)) user.password = undefined;
  return { user: user.name, resetRequired: password.resetRequired, changedAt: password.changedAt.toISOString() };
}

const noPolicy: PasswordPolicy = {
  minimumLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercase: false,
  requireLowercase: false,
  allowUsersToChange: false,
  maxAge: undefined,
  reusePrevention: undefined,
  hardExpiry: false,
};
const policyFlags = ["requireSymbols", "requireNumbers", "requireUppercase", "requireLowercase", "allowUsersToChange", "hardExpiry"] as const;

const violationCodes = ["PasswordPolicyViolation", "AccessDenied"] as const;

/** Changes the account's password policy; what is not named stays, `null` takes a limit away, `none` the whole policy. */
function changePasswordPolicy(world: World, body: Body) {
  onlyKnown(body, "none", "violationsAre", "minimumLength", "maxAge", "reusePrevention", ...policyFlags);
  const { account } = world;
  world.violationsAre = choiceOf(body, "violationsAre", violationCodes, world.violationsAre);
  const named = Object.keys(body).some((name) => name !== "violationsAre" && name !== "none");
  if (flagOf(body, "none", false)) account.passwordPolicy = undefined;
  else if (named) account.passwordPolicy = changed(account.passwordPolicy ?? noPolicy, body);
  return { policy: account.passwordPolicy ?? null, violationsAre: world.violationsAre };
}

function changed(policy: PasswordPolicy, body: Body): PasswordPolicy {
  const limit = (name: "maxAge" | "reusePrevention") => {
    if (body[name] === undefined) return policy[name];
    return body[name] === null ? undefined : numberOf(body, name, 1);
  };
  return {
    ...policy,
    ...Object.fromEntries(policyFlags.map((name) => [name, flagOf(body, name, policy[name])])),
    minimumLength: optionalNumber(body, "minimumLength", 6) ?? policy.minimumLength,
    maxAge: limit("maxAge"),
    reusePrevention: limit("reusePrevention"),
  };
}

/** An administrator attaches an inline policy. */
function attachPolicy(world: World, body: Body): void {
  onlyKnown(body, "user", "name", "document");
  const user = userOf(world, body);
  const { document } = body;
  if (!isBody(document) || !Array.isArray(document["Statement"])) throw new BadControl('"document" must be a policy with a list of statements.');
  try {
    user.policies.push(loadPolicy(textOf(body, "name", "FromTest"), undefined, document as unknown as PolicyDocument));
  } catch (error) {
    if (error instanceof PolicyNotUnderstood) throw new BadControl(error.message);
    throw error;
  }
}

/** What administrators do meanwhile. */
export const accountRoutes = {
  "POST password": changePassword,
  "POST passwordPolicy": changePasswordPolicy,
  "POST policy": attachPolicy,
};
