/**
 * The services that IAM is documented to issue credentials for (IAM API reference, CreateServiceSpecificCredential). AWS adds
 * others without notice: a name that is not here is no mistake. The names are the same in all partitions.
 */
export const SERVICES = {
  codeCommit: "codecommit.amazonaws.com",
  keyspaces: "cassandra.amazonaws.com",
  bedrock: "bedrock.amazonaws.com",
  cloudWatchLogs: "logs.amazonaws.com",
} as const;

/** How long an API key may last, in days (IAM API reference, CredentialAgeDays). */
export const LONGEST_AGE_DAYS = 36_600;

/** Whether a service's credentials are API keys, the only ones that can end by themselves; `undefined`: only AWS knows. */
export function hasApiKeys(serviceName: string): boolean | undefined {
  switch (serviceName) {
    case SERVICES.codeCommit:
    case SERVICES.keyspaces:
      return false;
    case SERVICES.bedrock:
    case SERVICES.cloudWatchLogs:
      return true;
    default:
      return undefined;
  }
}
