import assert from "node:assert/strict";
import type { ServiceSpecificCredential } from "../../src/iam/model";
import type { OneTimeSecret } from "../../src/panels/oneTimeSecret";
import type { TestAccount } from "./openTestAccount";

/** The user's credentials of a service, as AWS has them now. */
export async function listOf(account: TestAccount, serviceName = "codecommit.amazonaws.com"): Promise<readonly ServiceSpecificCredential[]> {
  const { client } = await account.openAccount();
  return (await client.listServiceSpecificCredentials("alice")).filter((credential) => credential.serviceName === serviceName);
}

/** The only one. */
export async function onlyOf(account: TestAccount, serviceName?: string): Promise<ServiceSpecificCredential> {
  const [only, ...others] = await listOf(account, serviceName);
  assert.ok(only !== undefined && others.length === 0, "there is one");
  return only;
}

/** The page that was opened last. */
export function newestPage(account: TestAccount): OneTimeSecret {
  const page = account.shown.at(-1);
  assert.ok(page !== undefined, "a page is open");
  return page;
}

export function linesOf(page: OneTimeSecret): readonly string[] {
  return page.lines.map(({ tone, text }) => `${tone}: ${text}`);
}

/** What the tree hands to a command. */
export const node = ({ id }: { readonly id: string }) => ({ serviceCredentialId: id });

/** AWS's refusal for want of a permission. */
export function denial(operation: string) {
  const message = `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:${operation} on resource: user alice because no identity-based policy allows the iam:${operation} action`;
  return { action: operation, kind: "error", code: "AccessDenied", message } as const;
}
