import { owners, type Caller, type Repository, type ServiceCredential, type SshKey, type User } from "../account.js";
import { arnResource, authorize } from "../authorization.js";
import { repositoryArn } from "../codecommit/hosts.js";
import { findRepository } from "../codecommit/operation.js";
import { invalidClientTokenId, ServiceError } from "../errors.js";
import { sameText } from "../signature.js";
import type { World } from "../world.js";
import { accessKeyIdOf, isSignedPassword, signerOf, type SignedPlace } from "./signedPassword.js";

/** The two permissions that Git needs (Service Authorization Reference, "AWS CodeCommit"). */
export type GitOperation = "GitPull" | "GitPush";

/** What Git sends after it has been asked for credentials. */
export interface BasicCredentials {
  readonly userName: string;
  readonly password: string;
}

function findGitCredential(world: World, userName: string): { user: User; credential: ServiceCredential } | undefined {
  for (const user of owners(world.account)) {
    const credential = user.serviceCredentials.find(({ name, service }) => service === "codecommit.amazonaws.com" && name === userName);
    if (credential) return { user, credential };
  }
  return undefined;
}

/** The id under which a sign-in is logged, right or wrong: of an access key, by its form, or of Git credentials that exist. */
export function credentialId(world: World, { password, userName }: BasicCredentials): string | undefined {
  if (isSignedPassword(password)) return /^\w{1,128}$/.exec(accessKeyIdOf(userName))?.[0];
  return findGitCredential(world, userName)?.credential.id;
}

/**
 * Finds out who signs in over HTTPS, by a signed password or by Git credentials.
 * @throws `InvalidClientTokenId`, `SignatureDoesNotMatch`, `ExpiredToken`
 */
export function callerOfBasic(world: World, { password, userName }: BasicCredentials, place: SignedPlace): Caller {
  if (isSignedPassword(password)) return signerOf(world, userName, password, place);
  const found = findGitCredential(world, userName);
  if (found?.credential.status !== "Active" || !sameText(password, found.credential.secret)) throw invalidClientTokenId();
  return { kind: "user", user: found.user, session: undefined };
}

/** The SSH key with that id, if it is active at this moment, and whose it is. */
export function findSshKey(world: World, id: string): { user: User; key: SshKey } | undefined {
  for (const user of owners(world.account)) {
    const key = user.sshKeys.find((candidate) => candidate.id === id && candidate.status === "Active");
    if (key) return { user, key };
  }
  return undefined;
}

/**
 * The repository, for somebody who may do that with it. Git credentials and SSH keys carry no MFA, like long-term access
 * keys. That policies are asked before it is known whether the repository exists is a guess.
 * @throws `AccessDenied`, `RepositoryDoesNotExistException`
 */
export function admit(world: World, caller: Caller, operation: GitOperation, { region, repositoryName }: Omit<SignedPlace, "host">): Repository {
  const resource = arnResource(repositoryArn(world.account.id, { name: repositoryName, region }));
  authorize(world.account, caller, `codecommit:${operation}`, resource);
  const repository = findRepository(world.account, region, repositoryName);
  if (!repository) throw new ServiceError("RepositoryDoesNotExistException", 404, `${repositoryName} does not exist`);
  return repository;
}
