/**
 * The SHA-256 fingerprints of the keys of CodeCommit's SSH servers, without padding, as `ssh` shows them. Source: CodeCommit
 * User Guide, "Regions and Git connection endpoints", "Public fingerprints for CodeCommit". Regions that are newer than this
 * table are not in it, nor is us-gov-east-1, whose fingerprint lacks a character there.
 */
const DOCUMENTED: Readonly<Record<string, string>> = {
  "git-codecommit.us-east-2.amazonaws.com": "3lBlW2g5xn/NA2Ck6dyeJIrQOWvn7n8UEs56fG6ZIzQ",
  "git-codecommit.us-east-1.amazonaws.com": "eLMY1j0DKA4uvDZcl/KgtIayZANwX6t8+8isPtotBoY",
  "git-codecommit.us-west-2.amazonaws.com": "0pJx9SQpkbPUAHwy58UVIq0IHcyo1fwCpOOuVgcAWPo",
  "git-codecommit.eu-west-1.amazonaws.com": "tKjRkOL8dmJyTmSbeSdN1S8F/f0iql3RlvqgTOP1UyQ",
  "git-codecommit.ap-northeast-1.amazonaws.com": "Xk/WeYD/K/bnBybzhiuu4dWpBJtXPf7E30jHU7se4Ow",
  "git-codecommit.ap-southeast-1.amazonaws.com": "ZIsVa7OVzxrTIf+Rk4UbhPv6Es22mSB3uTBojfPXIno",
  "git-codecommit.ap-southeast-2.amazonaws.com": "nYp+gHas80HY3DqbP4yanCDFhqDVjseefVbHEXqH2Ec",
  "git-codecommit.eu-central-1.amazonaws.com": "MwGrkiEki8QkkBtlAgXbYt0hoZYBnZF62VY5RzGJEUY",
  "git-codecommit.ap-northeast-2.amazonaws.com": "eegAPQrWY9YsYo9ZHIKOmxetfXBHzAZd8Eya53Qcwko",
  "git-codecommit.sa-east-1.amazonaws.com": "kW+VKB0jpRaG/ZbXkgbtMQbKgEDK7JnISV3SVoyCmzU",
  "git-codecommit.us-west-1.amazonaws.com": "gzauWTWXDK2u5KuMMi5vbKTmfyerdIwgSbzYBODLpzg",
  "git-codecommit.eu-west-2.amazonaws.com": "r0Rwz5k/IHp/QyrRnfiM9j02D5UEqMbtFNTuDG2hNbs",
  "git-codecommit.ap-south-1.amazonaws.com": "hUKwnTj7+Xpx4Kddb6p45j4RazIJ4IhAMD8k29itOfE",
  "git-codecommit.ca-central-1.amazonaws.com": "Qz5puafQdANVprLlj6r0Qyh4lCNsF6ob61dGcPtFS7w",
  "git-codecommit.eu-west-3.amazonaws.com": "uw7c2FL564jVoFgtc+ikzILnKBsZz7t9+CFdSJjKbLI",
  "git-codecommit.us-gov-west-1.amazonaws.com": "djXQoSIFcg8vHe0KVH1xW/gOF9X37tWTqu4Hkng75x4",
  "git-codecommit.eu-north-1.amazonaws.com": "b6KSK7xKq+V8jl7iuAcjqXsG7zkqoUZZmmhYYFBq1wQ",
  "git-codecommit.me-south-1.amazonaws.com": "O+NToCGgjrHekiBuOl0ad7ROGEsz+DBLXOd/c9wc0JU",
  "git-codecommit.ap-east-1.amazonaws.com": "LafadYwUYW8hONoTRpojbjNs9IRnbEwHtezD3aAIBX0",
  "git-codecommit.cn-north-1.amazonaws.com.cn": "IYUXxH2OpTDsyYMLIp+JY8CTLS4UX+ZC5JVZXPRaxc8",
  "git-codecommit.cn-northwest-1.amazonaws.com.cn": "wqjd6eHd0+mOBx+dCNuL0omUoCNjaDtZiEpWj5TmCfQ",
};

/** Where AWS lists them; a newer region's is there too. */
export const DOCUMENTED_FINGERPRINTS_URL = "https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html#regions-fingerprints";

/** The fingerprint that AWS documents for a host: `SHA256:…`; `undefined` if this version knows of none. */
export function documentedFingerprint(host: string): string | undefined {
  const found = DOCUMENTED[host];
  return found === undefined ? undefined : `SHA256:${found}`;
}
