/** A host that serves CodeCommit's Git repositories. */
export interface CodeCommitHost {
  /** Without the port, which is no part of the signature. */
  readonly hostname: string;
  readonly region: string;
}

/** The regions of a partition, as a pattern, and the domains of their endpoints: the usual one and the dual-stack one. */
type Partition = readonly [regions: string, domain: string, dualStackDomain: string];

/**
 * Source: botocore's `partitions.json`. CodeCommit itself is listed in the first two only, AWS GovCloud being one of the
 * first; the others are AWS's own too, so that what is sent there can reach nobody else. AWS documents no dual-stack Git
 * endpoints; if there will be some, these are their names.
 */
const PARTITIONS: readonly Partition[] = [
  ["[a-z]{2}(?:-[a-z]+){1,2}-\\d{1,2}", "amazonaws.com", "api.aws"],
  ["cn-[a-z]+-\\d{1,2}", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ["eusc-[a-z]+-[a-z]+-\\d{1,2}", "amazonaws.eu", "api.amazonwebservices.eu"],
  ["us-iso-[a-z]+-\\d{1,2}", "c2s.ic.gov", "api.aws.ic.gov"],
  ["us-isob-[a-z]+-\\d{1,2}", "sc2s.sgov.gov", "api.aws.scloud"],
  ["eu-isoe-[a-z]+-\\d{1,2}", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["us-isof-[a-z]+-\\d{1,2}", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
];

/** The name of an interface VPC endpoint, with or without its availability zone: `vpce-0b47ea360adebf88a-jkl88hez-us-east-1a`. */
const VPC_ENDPOINT = "vpce-[0-9a-z]+-[0-9a-z]+(?:-[0-9a-z-]*[0-9a-z])?";
const PORT = "(?::[1-9]\\d{0,4})?";

/** Whole hosts, each: the AWS CLI looks for `amazonaws.com` anywhere, and so signs for `amazonaws.com.evil.example`. */
const PATTERNS = PARTITIONS.flatMap(([regions, domain, dualStackDomain]) => {
  const service = `git-codecommit(?:-fips)?\\.(${regions})`;
  return [
    new RegExp(`^(${service}\\.(?:${literal(domain)}|${literal(dualStackDomain)}))${PORT}$`),
    new RegExp(`^(${VPC_ENDPOINT}\\.${service}\\.vpce\\.${literal(domain)})${PORT}$`),
  ];
});

/**
 * The CodeCommit host that Git asks for, exactly as AWS writes it; `undefined` for any other host, for other protocols
 * than HTTPS, and for whatever only looks like one: upper case, a trailing dot, user information.
 */
export function readCodeCommitHost(protocol: string | undefined, host: string | undefined): CodeCommitHost | undefined {
  if (protocol !== "https" || host === undefined) return undefined;
  for (const pattern of PATTERNS) {
    const [, hostname, region] = pattern.exec(host) ?? [];
    if (hostname !== undefined && region !== undefined) return { hostname, region };
  }
  return undefined;
}

/** The usual host of a region: `git-codecommit.cn-north-1.amazonaws.com.cn`. `undefined` for what is no region's name. */
export function codeCommitHostOf(region: string): string | undefined {
  // The first pattern takes the regions of some of the others too.
  const [, domain] = PARTITIONS.filter(([regions]) => new RegExp(`^(?:${regions})$`).test(region)).at(-1) ?? [];
  return domain === undefined ? undefined : `git-codecommit.${region}.${domain}`;
}

function literal(domain: string): string {
  return domain.replaceAll(".", "\\.");
}
