import { BatchGetRepositoriesCommand, ListRepositoriesCommand } from "@aws-sdk/client-codecommit";
import { isAwsError } from "./errors.js";
import type { Repository } from "./model.js";
import type { Answered, CallOptions, Transport } from "./transport.js";

/** "Currently, this number is 100" (CodeCommit API, MaximumRepositoryNamesExceededException). */
const NAMES_PER_CALL = 100;

/** CodeCommit in one region: which repositories there are. Errors as of {@link IamClient}. */
export class CodeCommitClient {
  readonly #transport: Transport;
  readonly #around: <Answer>(call: () => Promise<Answer>) => Promise<Answer>;
  readonly #region: string;

  /** @param around see IamClient */
  constructor(transport: Transport, around: <Answer>(call: () => Promise<Answer>) => Promise<Answer>, region: string) {
    this.#transport = transport;
    this.#around = around;
    this.#region = region;
  }

  /**
   * All repositories of the region, the last changed first, with their descriptions as far as the caller may see them.
   */
  async listRepositories(options?: CallOptions): Promise<readonly Repository[]> {
    const names = await this.#listNames(options);
    const slices = Array.from({ length: Math.ceil(names.length / NAMES_PER_CALL) }, (_, index) => names.slice(index * NAMES_PER_CALL, (index + 1) * NAMES_PER_CALL));
    return (await Promise.all(slices.map((slice) => this.#describe(slice, options)))).flat();
  }

  async #listNames(options?: CallOptions): Promise<readonly string[]> {
    const client = this.#transport.codeCommit(this.#region);
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const command = new ListRepositoriesCommand({ sortBy: "lastModifiedDate", order: "descending", ...(nextToken === undefined ? {} : { nextToken }) });
      const page = await this.#call("codecommit:ListRepositories", (http) => client.send(command, http), options);
      names.push(...(page.repositories ?? []).flatMap(({ repositoryName }) => repositoryName ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return names;
  }

  /** Some may list repositories, but not look at each: then the names have to do. */
  async #describe(names: readonly string[], options?: CallOptions): Promise<readonly Repository[]> {
    const client = this.#transport.codeCommit(this.#region);
    const bare = (name: string): Repository => ({ name, description: undefined, lastModifiedAt: undefined });
    try {
      const command = new BatchGetRepositoriesCommand({ repositoryNames: [...names] });
      const { repositories = [] } = await this.#call("codecommit:BatchGetRepositories", (http) => client.send(command, http), options);
      const found = new Map(repositories.map((repository) => [repository.repositoryName, repository]));
      return names.map((name) => ({ name, description: found.get(name)?.repositoryDescription, lastModifiedAt: found.get(name)?.lastModifiedDate }));
    } catch (error) {
      if (isAwsError(error) && error.denial !== undefined) return names.map(bare);
      throw error;
    }
  }

  #call<Answer extends Answered>(action: string, call: (http: { abortSignal: AbortSignal }) => Promise<Answer>, options?: CallOptions): Promise<Answer> {
    return this.#around(() => this.#transport.send(action, call, options));
  }
}
