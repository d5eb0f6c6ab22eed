/**
 * Evaluates identity-based policies as the IAM User Guide describes ("Policy evaluation logic", "IAM JSON policy elements
 * reference"). It knows the part of the language that the documented self-manage policies use; a policy with anything
 * else is refused when it is loaded, because a guess here would make tests prove nothing.
 */

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

type OneOrMore = string | readonly string[];

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** A policy attached to a user or role. */
export interface Policy {
  readonly name: string;
  /** Managed policies have one, and AWS names it when the policy denies; inline policies have none. */
  readonly arn: string | undefined;
  readonly statements: readonly LoadedStatement[];
}

interface LoadedStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly actionsExcluded: boolean;
  readonly resources: readonly string[];
  readonly resourcesExcluded: boolean;
  readonly conditions: readonly MfaCondition[];
}

interface MfaCondition {
  /** What an absent key means: `...IfExists` is satisfied by it, plain `Bool` is not. */
  readonly ifExists: boolean;
  readonly wanted: readonly string[];
}

/** The one request to be decided. */
export interface PolicyRequest {
  /** `iam:CreateAccessKey` */
  readonly action: string;
  /** An ARN or `*`. */
  readonly resource: string;
  /** Absent for roles and root: then `${aws:username}` matches nothing. */
  readonly userName: string | undefined;
  /**
   * `aws:MultiFactorAuthPresent`: absent for requests signed with long-term keys, `false` or `true` for temporary
   * credentials (IAM User Guide, "AWS global condition context keys").
   */
  readonly mfaPresent: boolean | undefined;
}

export interface Decision {
  readonly effect: "allowed" | "explicitDeny" | "implicitDeny";
  /** The policies whose statements decided. */
  readonly policies: readonly Policy[];
  /** Whether a statement that was looked at asked for MFA while the request said nothing of it. */
  readonly mfaMissing: boolean;
}

/** A policy that the sandbox will not pretend to understand. */
export class PolicyNotUnderstood extends Error {}

const mfaKey = "aws:MultiFactorAuthPresent";
const elementsKnown = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]);

/**
 * Loads a policy.
 * @throws {PolicyNotUnderstood} for an element, condition operator, condition key or policy variable outside the subset.
 */
export function loadPolicy(name: string, arn: string | undefined, document: PolicyDocument): Policy {
  return { name, arn, statements: document.Statement.map((statement) => loadStatement(name, statement)) };
}

function loadStatement(policy: string, statement: PolicyStatement): LoadedStatement {
  const where = `Policy ${policy}, statement ${statement.Sid ?? "without Sid"}`;
  const unknown = Object.keys(statement).find((element) => !elementsKnown.has(element));
  if (unknown !== undefined) throw new PolicyNotUnderstood(`${where}: the sandbox does not know the element "${unknown}".`);
  if (!["Allow", "Deny"].includes(statement.Effect)) throw new PolicyNotUnderstood(`${where}: Effect must be Allow or Deny.`);
  const [actions, actionsExcluded] = oneOf(where, "Action", statement.Action, statement.NotAction);
  const [resources, resourcesExcluded] = oneOf(where, "Resource", statement.Resource, statement.NotResource);
  for (const resource of resources) refuseOtherVariables(where, resource);
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) => loadConditions(where, operator, keys));
  return { effect: statement.Effect, actions, actionsExcluded, resources, resourcesExcluded, conditions };
}

function oneOf(where: string, element: string, plain: OneOrMore | undefined, not: OneOrMore | undefined): [readonly string[], boolean] {
  const chosen = plain ?? not;
  if (chosen === undefined || (plain !== undefined && not !== undefined)) {
    throw new PolicyNotUnderstood(`${where}: it needs exactly one of ${element} and Not${element}.`);
  }
  return [asList(chosen), plain === undefined];
}

function asList(value: OneOrMore): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function refuseOtherVariables(where: string, resource: string): void {
  const other = [...resource.matchAll(/\$\{([^}]*)\}/g)].map(([, variable]) => variable).find((variable) => variable !== "aws:username");
  if (other !== undefined) throw new PolicyNotUnderstood(`${where}: the sandbox does not know the variable \${${other}}.`);
}

function loadConditions(where: string, operator: string, keys: Readonly<Record<string, OneOrMore>>): MfaCondition[] {
  if (operator !== "Bool" && operator !== "BoolIfExists") {
    throw new PolicyNotUnderstood(`${where}: the sandbox does not know the condition operator "${operator}".`);
  }
  return Object.entries(keys).map(([key, values]) => {
    if (key.toLowerCase() !== mfaKey.toLowerCase()) {
      throw new PolicyNotUnderstood(`${where}: the sandbox does not know the condition key "${key}".`);
    }
    return { ifExists: operator === "BoolIfExists", wanted: asList(values).map((value) => value.toLowerCase()) };
  });
}

/** Decides a request: any matching Deny wins, then any matching Allow, else the answer is no. */
export function evaluate(policies: readonly Policy[], request: PolicyRequest): Decision {
  const matching = (effect: "Allow" | "Deny") =>
    policies.filter(({ statements }) => statements.some((statement) => statement.effect === effect && matches(statement, request)));
  const mfaMissing =
    request.mfaPresent === undefined &&
    policies.some(({ statements }) => statements.some((statement) => statement.conditions.length > 0 && covers(statement, request)));
  const denying = matching("Deny");
  if (denying.length > 0) return { effect: "explicitDeny", policies: denying, mfaMissing };
  const allowing = matching("Allow");
  return { effect: allowing.length > 0 ? "allowed" : "implicitDeny", policies: allowing, mfaMissing };
}

function matches(statement: LoadedStatement, request: PolicyRequest): boolean {
  return covers(statement, request) && statement.conditions.every((condition) => holds(condition, request.mfaPresent));
}

/** Whether action and resource are the statement's, conditions aside. */
function covers(statement: LoadedStatement, request: PolicyRequest): boolean {
  const action = statement.actions.some((pattern) => wildcard(pattern.toLowerCase(), request.action.toLowerCase()));
  if (action === statement.actionsExcluded) return false;
  const resource = statement.resources.some((pattern) => resourceMatches(pattern, request));
  return resource !== statement.resourcesExcluded;
}

function resourceMatches(pattern: string, { resource, userName }: PolicyRequest): boolean {
  if (!pattern.includes("${aws:username}")) return wildcard(pattern, resource);
  if (userName === undefined) return false;
  // A user name has no wildcard characters (`[\w+=,.@-]+`), so putting it into the pattern is safe.
  return wildcard(pattern.replaceAll("${aws:username}", userName), resource);
}

/** IAM's wildcards: `*` is any run of characters, `?` exactly one. */
function wildcard(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(text);
}

function holds({ ifExists, wanted }: MfaCondition, mfaPresent: boolean | undefined): boolean {
  return mfaPresent === undefined ? ifExists : wanted.includes(String(mfaPresent));
}

/** The context key that conditions can ask for, as SimulatePrincipalPolicy spells it. */
export const mfaContextKey = mfaKey;
