/** What Git signs in to, as its credential sections are compared with it. */
export interface CredentialTarget {
  /** `https`. */
  readonly protocol: string;
  /** With the port, if it is not the protocol's own. */
  readonly host: string;
  /** Without its first slash. */
  readonly path: string;
  /** As it stands in the address. */
  readonly user?: string | undefined;
}

interface UrlParts {
  readonly protocol: string;
  readonly user: string | undefined;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
}

const OWN_PORTS: Readonly<Record<string, string>> = { http: "80", https: "443" };

/**
 * Whether the section `[credential "pattern"]` is for this target, as Git finds out: an address with protocol and host by the
 * rules of `http.<url>.*` (urlmatch.c: `*` stands for one part of the host, the path for all below it), any other by its parts
 * (credential.c: each that is there must be the same).
 */
export function matchesCredentialPattern(pattern: string, target: CredentialTarget): boolean {
  const wanted = readUrl(pattern);
  return wanted === undefined ? matchesParts(pattern, target) : matchesUrl(wanted, target);
}

function matchesUrl(wanted: UrlParts, { protocol, host, path, user }: CredentialTarget): boolean {
  const [hostname, port] = splitPort(host.toLowerCase(), protocol);
  return (
    wanted.protocol === protocol &&
    (wanted.user === undefined || wanted.user === user) &&
    matchesHost(wanted.hostname, hostname) &&
    wanted.port === port &&
    isPathPrefix(wanted.path, normalizePath(`/${path}`) ?? `/${path}`)
  );
}

function matchesHost(pattern: string, hostname: string): boolean {
  const [patterns, labels] = [pattern.split("."), hostname.split(".")];
  return patterns.length === labels.length && patterns.every((label, index) => label === "*" || label === labels[index]);
}

function isPathPrefix(prefix: string, path: string): boolean {
  const bare = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return bare === "" || path === bare || path.startsWith(`${bare}/`);
}

/** `undefined`: no protocol or no host, or what Git takes for no address. */
function readUrl(pattern: string): UrlParts | undefined {
  const [, scheme, authority, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/.exec(pattern) ?? [];
  if (scheme === undefined || authority === undefined || authority === "") return undefined;
  const protocol = scheme.toLowerCase();
  const at = authority.lastIndexOf("@");
  const [user] = at === -1 ? [undefined] : authority.slice(0, at).split(":");
  const [hostname, port] = splitPort(authority.slice(at + 1).toLowerCase(), protocol);
  const path = normalizePath(rest === undefined || rest === "" ? "/" : rest);
  if (hostname === "" || !/^[a-z0-9.*_:[\]-]+$/.test(hostname) || path === undefined) return undefined;
  return { protocol, user: user === undefined ? undefined : decode(user), hostname, port, path };
}

function splitPort(host: string, protocol: string): readonly [hostname: string, port: string] {
  const [, hostname = host, port = ""] = /^(.*?)(?::0*(\d*))?$/.exec(host) ?? [];
  return [hostname, port === OWN_PORTS[protocol] ? "" : port];
}

/** With `.` and `..` resolved; `undefined` for one that leads out at the top. */
function normalizePath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of decode(path).split("/").slice(1)) {
    if (part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `/${parts.join("/")}`;
}

/** `https://`, `example.com`, `example.com/path`. */
function matchesParts(pattern: string, target: CredentialTarget): boolean {
  const [, protocol, rest = pattern] = /^(.*?):\/\/(.*)$/s.exec(pattern) ?? [];
  const [, user, host = "", path = ""] = /^(?:([^/?#@]*)@)?([^/?#]*)\/*(.*?)\/*$/s.exec(rest) ?? [];
  const isSame = (wanted: string | undefined, there: string | undefined) => wanted === undefined || wanted === "" || decode(wanted) === there;
  return isSame(protocol, target.protocol) && isSame(host, target.host) && isSame(path, target.path) && isSame(user?.split(":")[0], target.user);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
