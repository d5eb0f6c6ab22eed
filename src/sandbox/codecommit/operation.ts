import type { Account, Repository } from "../account.js";
import type { Resource } from "../authorization.js";
import { ServiceError } from "../errors.js";
import type { Fields } from "../fields.js";
import type { Call } from "../operations/operation.js";
import type { XmlObject } from "../xml.js";

/** One call to CodeCommit. */
export interface RepositoryCall extends Call {
  /** The one the call is signed for: repositories of other regions are not there. */
  readonly region: string;
}

/** One line of CodeCommit's table of operations. */
export interface RepositoryOperation {
  readonly input: Fields;
  /** What must be allowed before it runs; operations on several repositories see to that themselves. */
  readonly resource: ((call: RepositoryCall) => Resource) | undefined;
  /** What goes back as JSON. */
  readonly run: (call: RepositoryCall) => XmlObject;
}

/** A modelled error; all of CodeCommit's have the status 400 of JSON services. */
export function modelled(code: string, message: string): ServiceError {
  return new ServiceError(code, 400, message);
}

/** The repository with that name in a region. */
export function findRepository(account: Account, region: string, name: string): Repository | undefined {
  return account.repositories.find((repository) => repository.region === region && repository.name === name);
}
