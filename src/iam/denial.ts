/** What AWS said when it refused, taken from its own sentence: the only place where the reason stands. */
export interface Denial {
  /** `iam:CreateAccessKey` */
  readonly action: string;
  readonly resource: string | undefined;
  /** Whether a policy says no, rather than none saying yes: only then can more permissions not help. */
  readonly explicit: boolean;
  /**
   * A session with MFA may help: policies that ask for MFA say so by an explicit deny, in which AWS does not name the
   * reason. Never with temporary keys, which carry MFA already or cannot get it.
   */
  readonly mayWantMfa: boolean;
  /** The policy that says no, where AWS names it. */
  readonly policyArn: string | undefined;
  /** AWS found this user's key in public and fenced the user in (IAM, "AWSCompromisedKeyQuarantine"). */
  readonly quarantined: boolean;
}

const SENTENCE = /is not authorized to perform: ([\w-]+:\w+)(?: on resource: (.+?))?(?: (?:because|with an explicit deny)|$)/;
const POLICY_ARN = /arn:[\w-]+:(?:iam|organizations)::[\w:/+=,.@-]+/;

/**
 * Reads AWS's refusal. Source of its wording: IAM User Guide, "Troubleshoot access denied error messages".
 * @param fallbackAction what was called, for the older and terser wordings that do not name the action
 * @param temporaryKeys whether the call was signed with temporary keys
 */
export function readDenial(message: string, fallbackAction: string, temporaryKeys: boolean): Denial {
  const match = SENTENCE.exec(message);
  const afterSentence = message.slice(message.lastIndexOf("explicit deny"));
  const explicit = message.includes("explicit deny");
  const policyArn = explicit ? POLICY_ARN.exec(afterSentence)?.[0] : undefined;
  const quarantined = policyArn?.includes("AWSCompromisedKeyQuarantine") ?? false;
  return {
    action: match?.[1] ?? fallbackAction,
    resource: match?.[2],
    explicit,
    mayWantMfa: explicit && !quarantined && !temporaryKeys,
    policyArn,
    quarantined,
  };
}
