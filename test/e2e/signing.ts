import { ListAccessKeysCommand, IAMClient } from "@aws-sdk/client-iam";
import { fromIni } from "@aws-sdk/credential-providers";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { SandboxReady } from "../sandbox/sandboxProcess";
import type { Workbench } from "./workbench";

/** Who the account says a key pair belongs to: the proof that a secret is the one it issued. */
export async function whoseKey({ sandbox }: Workbench, accessKeyId: string, secretAccessKey: string): Promise<string | undefined> {
  return callAs(sandbox.ready.endpoint, { accessKeyId, secretAccessKey });
}

/** Who a profile of the window's AWS files signs in as, as any other tool with these files would. */
export async function whoseProfile({ sandbox, awsFiles }: Workbench, profile: string): Promise<string | undefined> {
  const credentials = fromIni({ profile, filepath: awsFiles.credentials, configFilepath: awsFiles.config, ignoreCache: true });
  return callAs(sandbox.ready.endpoint, await credentials());
}

async function callAs(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): Promise<string | undefined> {
  const sts = new STSClient({ region: "us-east-1", endpoint, credentials });
  try {
    return (await sts.send(new GetCallerIdentityCommand())).Arn;
  } finally {
    sts.destroy();
  }
}

/** The ids and status of the user's access keys, as the account has them. */
export function keysInAccount({ sandbox }: Workbench): Promise<Readonly<Record<string, string>>> {
  return listKeys(accountClient(sandbox.ready));
}

/** The same by the key that the window's profile holds now, where the sandbox's first one may be gone. */
export async function keysOfProfile({ sandbox, awsFiles }: Workbench): Promise<Readonly<Record<string, string>>> {
  const credentials = fromIni({ profile: "sandbox", filepath: awsFiles.credentials, configFilepath: awsFiles.config, ignoreCache: true });
  return listKeys(accountClient({ ...sandbox.ready, ...(await credentials()) }));
}

async function listKeys(iam: IAMClient): Promise<Readonly<Record<string, string>>> {
  try {
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand());
    return Object.fromEntries(AccessKeyMetadata.map(({ AccessKeyId = "", Status = "" }) => [AccessKeyId, Status]));
  } finally {
    iam.destroy();
  }
}

/** The account as somebody else sees it who works on it at the same time. */
export function accountClient({ endpoint, region, accessKeyId, secretAccessKey, sessionToken }: SandboxReady): IAMClient {
  return new IAMClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } });
}
