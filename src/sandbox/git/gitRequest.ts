import type { IncomingMessage } from "node:http";
import { regionOfHost } from "../codecommit/hosts.js";
import type { BasicCredentials, GitOperation } from "./gitAccess.js";
import type { SignedPlace } from "./signedPassword.js";

/** A request of Git's over HTTPS, of which nobody has looked at who sent it. */
export interface GitRequest extends SignedPlace {
  readonly operation: GitOperation;
  /** After the repository's name, as `git http-backend` wants it. */
  readonly endpoint: string;
  readonly query: string;
  /** Whether the request itself carries what is pushed. */
  readonly pushes: boolean;
  readonly credentials: BasicCredentials | undefined;
}

const pathPattern = /^\/v1\/repos\/([\w.-]{1,100})(\/(info\/refs|git-upload-pack|git-receive-pack))$/;
const operations: Readonly<Record<string, GitOperation>> = { "git-upload-pack": "GitPull", "git-receive-pack": "GitPush" };

/**
 * Reads what Git's smart protocol asks for (`gitprotocol-http(5)`), at one of CodeCommit's hosts. Nothing for any other
 * request: the dumb protocol, LFS and web pages are not CodeCommit's.
 */
export function readGitRequest({ headers, method, url = "" }: IncomingMessage): GitRequest | undefined {
  const [host = ""] = (headers.host ?? "").split(":");
  const region = regionOfHost(host);
  const [path = "", query = ""] = url.split("?", 2);
  const [, repositoryName, endpoint, last = ""] = pathPattern.exec(path) ?? [];
  const listsRefs = last === "info/refs";
  const operation = operations[listsRefs ? (new URLSearchParams(query).get("service") ?? "") : last];
  if (region === undefined || repositoryName === undefined || endpoint === undefined || operation === undefined) return undefined;
  if (method !== (listsRefs ? "GET" : "POST")) return undefined;
  const credentials = readBasic(headers.authorization);
  return { host, region, repositoryName, endpoint, query, operation, pushes: operation === "GitPush" && !listsRefs, credentials };
}

function readBasic(header: string | undefined): BasicCredentials | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}
