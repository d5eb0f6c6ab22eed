import type { Account, Repository } from "../account.js";
import { ServiceError } from "../errors.js";

/** A modelled error; all of CodeCommit's have the status 400 of JSON services. */
export function modelled(code: string, message: string): ServiceError {
  return new ServiceError(code, 400, message);
}

/** The repository with that name in a region. */
export function findRepository(account: Account, region: string, name: string): Repository | undefined {
  return account.repositories.find((repository) => repository.region === region && repository.name === name);
}
