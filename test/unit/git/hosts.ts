import * as fc from "fast-check";

/** Hosts of CodeCommit, each with its region. */
export const codeCommitHosts: readonly (readonly [host: string, region: string])[] = [
  ["git-codecommit.us-east-1.amazonaws.com", "us-east-1"],
  ["git-codecommit.ap-southeast-3.amazonaws.com", "ap-southeast-3"],
  ["git-codecommit-fips.us-east-1.amazonaws.com", "us-east-1"],
  ["git-codecommit.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ["git-codecommit-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1"],
  ["git-codecommit.cn-north-1.amazonaws.com.cn", "cn-north-1"],
  ["git-codecommit.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"],
  ["vpce-0b47ea360adebf88a-jkl88hez.git-codecommit.us-east-1.vpce.amazonaws.com", "us-east-1"],
  ["vpce-0b47ea360adebf88a-jkl88hez-us-east-1a.git-codecommit.us-east-1.vpce.amazonaws.com", "us-east-1"],
  ["vpce-0b47ea360adebf88a-jkl88hez.git-codecommit-fips.us-east-1.vpce.amazonaws.com", "us-east-1"],
  ["vpce-0b47ea360adebf88a-jkl88hez-us-west-2b.git-codecommit-fips.us-east-1.vpce.amazonaws.com", "us-east-1"],
  ["vpce-0b47ea360adebf88a-jkl88hez.git-codecommit.cn-north-1.vpce.amazonaws.com.cn", "cn-north-1"],
  ["git-codecommit.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"],
  ["git-codecommit.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"],
  ["git-codecommit.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"],
  ["git-codecommit.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"],
  ["git-codecommit.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"],
  ["git-codecommit.eu-central-1.api.aws", "eu-central-1"],
  ["git-codecommit.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"],
];

const US = "git-codecommit.us-east-1.amazonaws.com";

/** Hosts that are not CodeCommit’s, whatever they look like. */
export const foreignHosts: readonly string[] = [
  "",
  "github.com",
  "mydomain.com",
  "amazonaws.com",
  "amazonaws.com.evil.example",
  "evil-amazonaws.com.attacker.example",
  `${US}.evil`,
  `${US}.evil.example`,
  `evil.${US}`,
  `evil${US}`,
  "git-codecommit.evil.example",
  "git-codecommit.us-east-1.evilamazonaws.com",
  "git-codecommit.us-east-1.amazonaws.com.cn",
  "git-codecommit.us-east-1.amazonaws.community",
  "git-codecommit.us-east-1.amazonawsXcom",
  "git-codecommit.amazonaws.com",
  "git-codecommit..amazonaws.com",
  "git-codecommit.evil.us-east-1.amazonaws.com",
  "git-codecommit.s3.amazonaws.com",
  "git-codecommit.us-east-1.s3.amazonaws.com",
  "us-east-1.amazonaws.com",
  "codecommit.us-east-1.amazonaws.com",
  "git-codecommit-evil.us-east-1.amazonaws.com",
  "git-codecommit.us-east-1.elb.amazonaws.com",
  "vpce-0b47ea360adebf88a-jkl88hez.git-codecommit.us-east-1.amazonaws.com",
  "git-codecommit.us-east-1.vpce.amazonaws.com",
  "vpce-evil.example/.git-codecommit.us-east-1.vpce.amazonaws.com",
  "vpce-evil.x.git-codecommit.us-east-1.vpce.amazonaws.com",
  `user@${US}`,
  `user:pass@${US}`,
  `${US}@evil.example`,
  `${US}#@evil.example`,
  `${US}/evil.example`,
  `${US}?.evil.example`,
  `${US}\\.evil.example`,
  `${US}:443@evil.example`,
  `${US}:evil`,
  `${US}:`,
  `${US}:0`,
  `${US}:443:443`,
  `${US}:1234567`,
  `${US}.`,
  `${US}.:443`,
  US.toUpperCase(),
  "Git-CodeCommit.us-east-1.amazonaws.com",
  `${US} `,
  ` ${US}`,
  `${US}\t`,
  `${US}\u0000`,
  `${US}\u0000.evil.example`,
  "git-codecommit.us-east-1.amazonaws。com",
  "git-codecommit.us-east-1.аmazonaws.com",
  "git-codecommit.us-east-1.xn--mazonaws-ufj.com",
  "gıt-codecommit.us-east-1.amazonaws.com",
  "[::1]",
  "[::1]:443",
  "[2600:1f18::1]",
  `[${US}]`,
  "127.0.0.1",
  "localhost:8443",
  "%67it-codecommit.us-east-1.amazonaws.com",
];

/** The parts that an attacker would put together. */
const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("git-codecommit", "git-codecommit-fips", "us-east-1", "cn-north-1", "vpce", "vpce-0b47-jkl8", "amazonaws", "com", "cn", "aws", "api", "evil", "example", "") },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: fc.oneof(fc.constantFrom(...Array.from("abz019-_@:/#?%\\[]. \t")), fc.string({ unit: "binary", minLength: 1, maxLength: 1 })) }) },
);

/** Hosts of all kinds, most of them almost right. */
export const anyHost: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(".")) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...codeCommitHosts.map(([host]) => host)), part, fc.constantFrom("", ".", ":", "@", "/", "-"), fc.boolean()).map(([host, more, joint, after]) => (after ? `${host}${joint}${more}` : `${more}${joint}${host}`)) },
  { weight: 1, arbitrary: fc.constantFrom(...foreignHosts) },
  { weight: 1, arbitrary: fc.webAuthority({ withPort: true, withUserInfo: true }) },
  { weight: 1, arbitrary: fc.ipV6().map((address) => `[${address}]`) },
);

/**
 * Whether a host is AWS’s, told in another way than by the product’s pattern: label by label, from the end.
 */
export function isAws(host: string): boolean {
  const [name = "", port, ...more] = host.split(":");
  if (more.length > 0 || (port !== undefined && !(Number(port) > 0 && /^\d{1,5}$/.test(port)))) return false;
  const labels = name.split(".").reverse();
  const domains = ["amazonaws.com", "amazonaws.com.cn", "api.aws", "api.amazonwebservices.com.cn", "amazonaws.eu", "api.amazonwebservices.eu", "c2s.ic.gov", "api.aws.ic.gov", "sc2s.sgov.gov", "api.aws.scloud", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "csp.hci.ic.gov", "api.aws.hci.ic.gov"];
  return labels.every((label) => /^[a-z0-9-]+$/.test(label)) && domains.some((domain) => domain.split(".").reverse().every((label, index) => labels[index] === label));
}
