import { codeCommitHostOf, readCodeCommitHost } from "./codeCommitHost.js";

/** The three ways in which a remote names a repository in CodeCommit. */
export type UrlForm = "https" | "ssh" | "codecommit";

/** What an address says of a repository in CodeCommit. */
export interface CodeCommitUrl {
  /** Without user information: it may hold a password. */
  readonly url: string;
  readonly form: UrlForm;
  /** `git-codecommit.us-east-1.amazonaws.com`, without port; `undefined` for `codecommit://` without a region. */
  readonly host: string | undefined;
  readonly region: string | undefined;
  readonly repositoryName: string;
  /** The profile that a `codecommit://profile@…` names. */
  readonly profileName: string | undefined;
}

/** Source: CodeCommit API, `RepositoryName`. */
const NAME = "([\\w.-]{1,100})";
const HTTPS = new RegExp(`^https://(?:[^/?#@\\s]*@)?([^/?#@\\s]+)(/v1/repos/${NAME})/*$`);
const SSH = new RegExp(`^(?:git\\+)?ssh://(?:[^/?#@\\s]*@)?([^/?#@\\s]+)/+v1/repos/${NAME}/*$`);
/** `APKA…@host:v1/repos/name`, as of scp. */
const SCP = new RegExp(`^(?:[^/@:\\s]*@)?([^/@:\\s]+):/*v1/repos/${NAME}/*$`);
/** Source: git-remote-codecommit, `git_url_from`. */
const REMOTE_HELPER = new RegExp(`^codecommit:(?::([a-z0-9-]+):)?//(?:([^/@]+)@)?${NAME}/*$`);

/** Reads every form of address that Git takes; `undefined` for what is not in CodeCommit, or only looks like it. */
export function readCodeCommitUrl(address: string): CodeCommitUrl | undefined {
  return readHttps(address) ?? readSsh(address) ?? readRemoteHelper(address);
}

/** `https://git-codecommit.us-east-1.amazonaws.com`, with the port if the address has one: what Git's sections are named after. */
export function originOf({ url, host }: Pick<CodeCommitUrl, "url" | "host">): string | undefined {
  if (host === undefined) return undefined;
  const [, authority] = /^https:\/\/([^/]+)/.exec(url) ?? [];
  return `https://${authority ?? host}`;
}

/**
 * The same repository in another form.
 * @param wish.region for an address without one; @param wish.profileName named in `codecommit://`
 * @returns `undefined` if the region is not known
 */
export function writeCodeCommitUrl(from: CodeCommitUrl, form: UrlForm, wish: { readonly region?: string | undefined; readonly profileName?: string | undefined; readonly sshKeyId?: string | undefined } = {}): string | undefined {
  const region = from.region ?? wish.region;
  const host = from.host ?? (region === undefined ? undefined : codeCommitHostOf(region));
  if (region === undefined || host === undefined) return undefined;
  switch (form) {
    case "https":
      return `https://${host}/v1/repos/${from.repositoryName}`;
    case "ssh":
      return `ssh://${wish.sshKeyId === undefined ? "" : `${wish.sshKeyId}@`}${host}/v1/repos/${from.repositoryName}`;
    case "codecommit": {
      const profileName = wish.profileName ?? from.profileName;
      return `codecommit::${region}://${profileName === undefined ? "" : `${profileName}@`}${from.repositoryName}`;
    }
  }
}

function readHttps(address: string): CodeCommitUrl | undefined {
  const [, authority, path, repositoryName] = HTTPS.exec(address) ?? [];
  if (authority === undefined || path === undefined || repositoryName === undefined) return undefined;
  const place = readCodeCommitHost("https", authority);
  if (place === undefined) return undefined;
  return { url: `https://${authority}${path}`, form: "https", host: place.hostname, region: place.region, repositoryName, profileName: undefined };
}

function readSsh(address: string): CodeCommitUrl | undefined {
  const [, host, repositoryName] = SSH.exec(address) ?? SCP.exec(address) ?? [];
  if (host === undefined || repositoryName === undefined) return undefined;
  // The hosts are the same ones, whatever the protocol.
  const place = readCodeCommitHost("https", host);
  if (place === undefined) return undefined;
  return { url: `ssh://${host}/v1/repos/${repositoryName}`, form: "ssh", host: place.hostname, region: place.region, repositoryName, profileName: undefined };
}

function readRemoteHelper(address: string): CodeCommitUrl | undefined {
  const [, region, profileName, repositoryName] = REMOTE_HELPER.exec(address) ?? [];
  if (repositoryName === undefined) return undefined;
  const host = region === undefined ? undefined : codeCommitHostOf(region);
  if (region !== undefined && host === undefined) return undefined;
  const url = `codecommit:${region === undefined ? "" : `:${region}:`}//${profileName === undefined ? "" : `${profileName}@`}${repositoryName}`;
  return { url, form: "codecommit", host, region, repositoryName, profileName };
}
