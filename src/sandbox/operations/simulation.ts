import { arnResource, userResource, type Resource } from "../authorization.js";
import { invalidInput, noSuchEntity, ServiceError, validationError } from "../errors.js";
import type { User } from "../account.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { evaluate, loadPolicy, mfaContextKey, PolicyNotUnderstood, type Policy, type PolicyDocument } from "../policy.js";
import type { XmlObject } from "../xml.js";
import { pageRules, type Call, type Operation } from "./operation.js";

/** Parts of the simulator that the sandbox refuses instead of guessing what they would change. */
const notSimulated = ["ResourcePolicy", "ResourceOwner", "ResourceHandlingOption"] as const;
const listsNotSimulated = ["PermissionsBoundaryPolicyInputList"] as const;

function source({ account, input }: Call): User | undefined {
  return account.users.find(({ arn }) => arn === input.text("PolicySourceArn"));
}

function sourceResource(call: Call): Resource {
  const user = source(call);
  return user ? userResource(call.account, user) : arnResource(call.input.text("PolicySourceArn"));
}

function simulate(call: Call): XmlObject {
  const { account, input } = call;
  refuseUnknownParts(call);
  const user = source(call);
  if (!user) throw noSuchEntity(`Invalid Entity Arn: ${input.text("PolicySourceArn")} does not clearly define entity type and name.`);
  const policies = [...user.policies, ...input.texts("PolicyInputList").map(givenPolicy)];
  const userName = callerName(call, user);
  const mfaPresent = mfaContext(call);
  const given = input.texts("ResourceArns");
  const resources = given.length > 0 ? given : ["*"];
  const pairs = input.texts("ActionNames").flatMap((action) => resources.map((resource) => ({ action, resource })));
  for (const { action } of pairs) {
    if (!/^[\w-]+:[\w*?]+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`);
  }
  return page({ cap: pageRules({ ...call, account }).cap }, input, "EvaluationResults", pairs, ({ action, resource }) => {
    const decision = evaluate(policies, { action, resource, userName, mfaPresent });
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: decision.effect,
      MatchedStatements: decision.policies.map(({ name }) => ({ SourcePolicyId: name, SourcePolicyType: "IAM Policy" })),
      MissingContextValues: decision.mfaMissing ? [mfaContextKey] : [],
    };
  });
}

function refuseUnknownParts({ input }: Call): void {
  const part = notSimulated.find((name) => input.optionalText(name) !== undefined) ?? listsNotSimulated.find((name) => input.texts(name).length > 0);
  if (part !== undefined) throw validationError(`The sandbox does not simulate ${part}.`);
  if (input.structures("PolicyExclusionList").length > 0) throw validationError("The sandbox does not simulate PolicyExclusionList.");
}

/** `CallerArn` names the user as whom the source's policies are simulated; it defaults to the source itself. */
function callerName({ account, input }: Call, user: User): string {
  const arn = input.optionalText("CallerArn");
  if (arn === undefined) return user.name;
  const caller = account.users.find((candidate) => candidate.arn === arn);
  if (!caller) throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  return caller.name;
}

function givenPolicy(text: string, index: number): Policy {
  try {
    return loadPolicy(`PolicyInputList.${index + 1}`, undefined, JSON.parse(text) as PolicyDocument);
  } catch (error) {
    if (error instanceof PolicyNotUnderstood) throw invalidInput(error.message);
    throw new ServiceError("InvalidInput", 400, `PolicyInputList.${index + 1} is not a policy document.`);
  }
}

function mfaContext({ input }: Call): boolean | undefined {
  let present: boolean | undefined;
  for (const entry of input.structures("ContextEntries")) {
    // Other keys cannot matter: a policy that asks for them is not loaded.
    if (entry.optionalText("ContextKeyName")?.toLowerCase() === mfaContextKey.toLowerCase()) {
      present = entry.texts("ContextKeyValues")[0] === "true";
    }
  }
  return present;
}

/** The policy simulator. */
export const simulationOperations = {
  SimulatePrincipalPolicy: {
    input: {
      PolicySourceArn: field.required(field.arn),
      PolicyInputList: { type: "list", of: field.policyDocument },
      PermissionsBoundaryPolicyInputList: { type: "list", of: field.policyDocument },
      PolicyExclusionList: { type: "list", max: 256, of: { type: "structure", fields: { PolicyArn: field.arn, PolicyName: field.boundedText(1, 128) } } },
      ActionNames: field.required(field.actionNames),
      ResourceArns: field.resourceArns,
      ResourcePolicy: field.policyDocument,
      ResourceOwner: field.boundedText(1, 2048),
      CallerArn: field.boundedText(1, 2048),
      ContextEntries: field.contextEntries,
      ResourceHandlingOption: field.boundedText(1, 64),
      ...field.paging,
    },
    resource: sourceResource,
    run: simulate,
  },
} satisfies Record<string, Operation>;
