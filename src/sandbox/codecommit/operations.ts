import { randomUUID } from "node:crypto";
import type { Repository } from "../account.js";
import { arnResource, authorize, everything, type Resource } from "../authorization.js";
import type { Fields, TextField } from "../fields.js";
import type { XmlObject } from "../xml.js";
import { gitHost, repositoryArn } from "./hosts.js";
import type { JsonCall, JsonOperation } from "../jsonOperation.js";
import { findRepository, modelled } from "./operation.js";

/** "Batch sizes are 1,000 for list repository operations" (API reference, ListRepositories). */
const pageSize = 1000;
/** "Currently, this number is 100" (API reference, MaximumRepositoryNamesExceededException). */
const namesPerCall = 100;
const descriptionLength = 1000;

/** Of length 1 to 100, and "the suffix .git is prohibited" (API reference, CreateRepository). */
const namePattern = /^(?!.*\.git$)[\w.-]{1,100}$/;

/**
 * The name that a call gives. Where no message of the real service is known, the API reference's description of the
 * error stands in its place, here and below.
 * @throws `RepositoryNameRequiredException`, `InvalidRepositoryNameException`
 */
function givenName({ input }: JsonCall): string {
  const name = input.optionalText("repositoryName");
  if (name === undefined || name === "") throw modelled("RepositoryNameRequiredException", "A repository name is required, but was not specified.");
  checkName(name);
  return name;
}

function checkName(name: string): void {
  if (!namePattern.test(name)) throw modelled("InvalidRepositoryNameException", "A specified repository name is not valid.");
}

function resourceOf({ account, region }: JsonCall, name: string): Resource {
  return arnResource(repositoryArn(account.id, { name, region }));
}

const onNamed = (call: JsonCall) => resourceOf(call, givenName(call));

function list({ account, input, region, world }: JsonCall): XmlObject {
  const sortBy = input.optionalText("sortBy") ?? "repositoryName";
  const order = input.optionalText("order") ?? "ascending";
  if (!["repositoryName", "lastModifiedDate"].includes(sortBy)) throw modelled("InvalidSortByException", "The specified sort by value is not valid.");
  if (!["ascending", "descending"].includes(order)) throw modelled("InvalidOrderException", "The specified sort order is not valid.");
  const sorted = account.repositories.filter((repository) => repository.region === region).sort(sortBy === "repositoryName" ? byName : byDate);
  if (order === "descending") sorted.reverse();
  const start = readToken(input.optionalText("nextToken"));
  const end = start + Math.min(pageSize, world.pageCap);
  return {
    repositories: sorted.slice(start, end).map(({ id, name }) => ({ repositoryName: name, repositoryId: id })),
    nextToken: end < sorted.length ? writeToken(end) : undefined,
  };
}

const byName = (a: Repository, b: Repository) => (a.name < b.name ? -1 : 1);
const byDate = (a: Repository, b: Repository) => a.lastModifiedAt.getTime() - b.lastModifiedAt.getTime();

/** Opaque to clients. */
const writeToken = (index: number) => Buffer.from(`repositories ${index}`).toString("base64url");

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, index] = /^repositories (\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (index === undefined) throw modelled("InvalidContinuationTokenException", "The specified continuation token is not valid.");
  return Number(index);
}

function shown(accountId: string, repository: Repository): XmlObject {
  const { createdAt, defaultBranch, description, id, lastModifiedAt, name, region } = repository;
  const place = `${gitHost(region)}/v1/repos/${name}`;
  return {
    accountId,
    repositoryId: id,
    repositoryName: name,
    repositoryDescription: description,
    defaultBranch,
    lastModifiedDate: lastModifiedAt,
    creationDate: createdAt,
    cloneUrlHttp: `https://${place}`,
    cloneUrlSsh: `ssh://${place}`,
    Arn: repositoryArn(accountId, repository),
  };
}

/** The words are those that users quote: `GetRepository operation: MyDemoRepo does not exist`. */
function get(call: JsonCall): XmlObject {
  const name = givenName(call);
  const repository = findRepository(call.account, call.region, name);
  if (!repository) throw modelled("RepositoryDoesNotExistException", `${name} does not exist`);
  return { repositoryMetadata: shown(call.account.id, repository) };
}

/** That one repository which is not allowed refuses the whole call is a guess. */
function batchGet(call: JsonCall): XmlObject {
  const names = call.input.texts("repositoryNames");
  if (names.length === 0) throw modelled("RepositoryNamesRequiredException", "At least one repository name object is required, but was not specified.");
  if (names.length > namesPerCall) {
    throw modelled("MaximumRepositoryNamesExceededException", "The maximum number of allowed repository names was exceeded. Currently, this number is 100.");
  }
  const wanted = [...new Set(names)].map((name) => {
    checkName(name);
    authorize(call.account, call.caller, "codecommit:BatchGetRepositories", resourceOf(call, name));
    return { name, repository: findRepository(call.account, call.region, name) };
  });
  return {
    repositories: wanted.flatMap(({ repository }) => (repository ? [shown(call.account.id, repository)] : [])),
    repositoriesNotFound: wanted.flatMap(({ name, repository }) => (repository ? [] : [name])),
    errors: [],
  };
}

/** The refusal's words are quoted by users: `Repository named … already exists`. */
function create(call: JsonCall): XmlObject {
  const { account, input, now, region } = call;
  const name = givenName(call);
  const description = input.optionalText("repositoryDescription");
  if (Array.from(description ?? "").length > descriptionLength) {
    throw modelled("InvalidRepositoryDescriptionException", "The specified repository description is not valid.");
  }
  if (findRepository(account, region, name)) throw modelled("RepositoryNameExistsException", `Repository named ${name} already exists`);
  const repository: Repository = {
    id: randomUUID(),
    name,
    region,
    description,
    createdAt: now,
    lastModifiedAt: now,
    defaultBranch: undefined,
    firstCommits: [],
  };
  account.repositories.push(repository);
  return { repositoryMetadata: shown(account.id, repository) };
}

/** "If a specified repository was already deleted, a null repository ID is returned" (API reference, DeleteRepository). */
function remove(call: JsonCall): XmlObject {
  const repository = findRepository(call.account, call.region, givenName(call));
  call.account.repositories = call.account.repositories.filter((other) => other !== repository);
  return { repositoryId: repository?.id };
}

/** Checked by the operations, whose modelled errors say more than the validation that all services share. */
const text: TextField = { type: "text" };
const named: Fields = { repositoryName: text };

/**
 * CodeCommit, as far as finding and making repositories goes. `tags` and `kmsKeyId` of CreateRepository are refused as
 * unknown: the sandbox has neither tags of repositories nor keys.
 */
export const repositoryOperations: Readonly<Record<string, JsonOperation>> = {
  ListRepositories: { input: { nextToken: text, sortBy: text, order: text }, resource: () => everything, run: list },
  BatchGetRepositories: { input: { repositoryNames: { type: "list", of: text } }, resource: undefined, run: batchGet },
  GetRepository: { input: named, resource: onNamed, run: get },
  CreateRepository: { input: { ...named, repositoryDescription: text }, resource: onNamed, run: create },
  DeleteRepository: { input: named, resource: onNamed, run: remove },
};
