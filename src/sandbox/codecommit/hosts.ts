/** Where a region's repositories are reached by Git. */
interface Partition {
  readonly name: string;
  readonly domain: string;
  readonly regions: RegExp;
}

/** CodeCommit's regions by partition (botocore `endpoints.json`): those in no other are commercial. */
const partitions: readonly Partition[] = [
  { name: "aws-cn", domain: "amazonaws.com.cn", regions: /^cn-/ },
  { name: "aws-us-gov", domain: "amazonaws.com", regions: /^us-gov-/ },
];
const commercial: Partition = { name: "aws", domain: "amazonaws.com", regions: /^/ };

function partitionOf(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? commercial;
}

const label = String.raw`[a-z0-9][a-z0-9-]*`;
const region = String.raw`([a-z]{2,}(?:-[a-z]+)+-\d+)`;
const publicHost = new RegExp(String.raw`^git-codecommit(?:-fips)?\.${region}\.(amazonaws\.com(?:\.cn)?)$`);
/** As the AWS CLI's credential helper expects them (`awscli/customizations/codecommit.py`). */
const endpointHost = new RegExp(String.raw`^vpce-${label}\.git-codecommit(?:-fips)?\.${region}\.vpce\.(amazonaws\.com(?:\.cn)?)$`);

/** The region of one of CodeCommit's Git hosts, without port: public, FIPS, China, VPC endpoint. Nothing for any other host. */
export function regionOfHost(host: string): string | undefined {
  const [, found, domain] = publicHost.exec(host) ?? endpointHost.exec(host) ?? [];
  return found !== undefined && domain === partitionOf(found).domain ? found : undefined;
}

/** The host in the clone URLs of a region. */
export function gitHost(ofRegion: string): string {
  return `git-codecommit.${ofRegion}.${partitionOf(ofRegion).domain}`;
}

/** A repository's ARN. The account's users are of the commercial partition whatever the region, which real accounts never mix. */
export function repositoryArn(accountId: string, { name, region: its }: { readonly name: string; readonly region: string }): string {
  return `arn:${partitionOf(its).name}:codecommit:${its}:${accountId}:${name}`;
}
