import type { PasswordPolicy } from "./account.js";

/** The symbols that count (IAM User Guide, "Set an account password policy for IAM users"). */
const symbol = /[!@#$%^&*()_+\-=[\]{}|']/;

/** Which kinds of characters a password holds. */
function classes(password: string): { upper: boolean; lower: boolean; digit: boolean; symbol: boolean } {
  return {
    upper: /[A-Z]/.test(password),
    lower: /[a-z]/.test(password),
    digit: /\d/.test(password),
    symbol: symbol.test(password),
  };
}

/** Whether a new password is made as the account's own policy wants it. */
export function meetsPolicy(policy: PasswordPolicy, password: string): boolean {
  const has = classes(password);
  return (
    password.length >= policy.minimumLength &&
    (has.upper || !policy.requireUppercase) &&
    (has.lower || !policy.requireLowercase) &&
    (has.digit || !policy.requireNumbers) &&
    (has.symbol || !policy.requireSymbols)
  );
}

/** Whether the policy remembers this password. `earlier` holds past passwords, oldest first, the current last. */
export function isRemembered({ reusePrevention }: PasswordPolicy, password: string, earlier: readonly string[]): boolean {
  return reusePrevention !== undefined && earlier.slice(-reusePrevention).includes(password);
}

/**
 * Whether a new password meets the default policy of an account without one of its own: 8 to 128 characters, three of the
 * four kinds, not the account's name (same chapter, "Default password policy").
 */
export function meetsDefaultPolicy(password: string, accountNames: readonly string[]): boolean {
  const kinds = Object.values(classes(password)).filter(Boolean).length;
  return password.length >= 8 && kinds >= 3 && !accountNames.includes(password);
}
