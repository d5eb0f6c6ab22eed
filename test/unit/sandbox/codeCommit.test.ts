import {
  BatchGetRepositoriesCommand,
  CodeCommitClient,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetRepositoryCommand,
  ListRepositoriesCommand,
  paginateListRepositories,
} from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";
import { gitHost, regionOfHost, repositoryArn } from "../../../src/sandbox/codecommit/hosts";
import { aliceOf, mfaSession, deviceOf, refused, startInProcess, tell, type InProcess, type Keys } from "./inProcess";

/** The SDK's client is an independent signer and an independent reader of the JSON. */
describe("The sandbox's CodeCommit", () => {
  let sandbox: InProcess;
  const clients: CodeCommitClient[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await sandbox.stop();
  });

  async function start(scenario = "default"): Promise<void> {
    sandbox = await startInProcess(scenario);
  }

  function client(region = "us-east-1", keys: Keys = sandbox.keys): CodeCommitClient {
    const made = new CodeCommitClient({ endpoint: sandbox.endpoint, region, maxAttempts: 1, credentials: { ...keys } });
    clients.push(made);
    return made;
  }

  const names = async (input: object = {}, region?: string) =>
    (await client(region).send(new ListRepositoriesCommand(input))).repositories?.map(({ repositoryName }) => repositoryName);

  it("lists a region's repositories by name or by age, either way round", async () => {
    await start();
    assert.deepEqual(await names(), ["infra.live", "new-service", "payments", "storefront"]);
    assert.deepEqual(await names({ order: "descending" }), ["storefront", "payments", "new-service", "infra.live"]);
    assert.deepEqual(await names({ sortBy: "lastModifiedDate", order: "descending" }), ["payments", "new-service", "storefront", "infra.live"]);
    assert.deepEqual(await names({}, "eu-central-1"), ["ledger"]);
    assert.deepEqual(await names({}, "eu-west-1"), []);
    const { calls } = sandbox.world;
    assert.deepEqual(calls.map(({ operation, outcome, service }) => `${service} ${operation} ${outcome}`), Array.from({ length: 5 }, () => "codecommit ListRepositories ok"));
  });

  it("lists in pages as small as the scenario says, and refuses what it cannot sort or continue by", async () => {
    await start("crowded");
    const pages = [];
    for await (const page of paginateListRepositories({ client: client() }, {})) pages.push(page.repositories?.length);
    assert.deepEqual(pages, [2, 2]);
    const list = (input: object) => client().send(new ListRepositoriesCommand(input));
    await refused(list({ sortBy: "age" }), "InvalidSortByException", 400, /not valid/);
    await refused(list({ order: "random" }), "InvalidOrderException", 400, /not valid/);
    await refused(list({ nextToken: "x" }), "InvalidContinuationTokenException", 400, /not valid/);
  });

  it("describes a repository with its clone URLs, one or many", async () => {
    await start();
    const { repositoryMetadata } = await client().send(new GetRepositoryCommand({ repositoryName: "payments" }));
    assert.ok(repositoryMetadata?.lastModifiedDate && repositoryMetadata.creationDate);
    assert.equal(Math.round((Date.now() - repositoryMetadata.lastModifiedDate.getTime()) / 86_400_000), 1);
    assert.match(repositoryMetadata.repositoryId ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...repositoryMetadata, lastModifiedDate: 0, creationDate: 0, repositoryId: 0 },
      {
        accountId: "123456789012",
        repositoryName: "payments",
        repositoryDescription: "Card payments: the service and what it runs on",
        defaultBranch: "main",
        cloneUrlHttp: "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments",
        cloneUrlSsh: "ssh://git-codecommit.us-east-1.amazonaws.com/v1/repos/payments",
        Arn: "arn:aws:codecommit:us-east-1:123456789012:payments",
        lastModifiedDate: 0,
        creationDate: 0,
        repositoryId: 0,
      },
    );
    const batch = await client().send(new BatchGetRepositoriesCommand({ repositoryNames: ["new-service", "ledger", "payments", "payments"] }));
    assert.deepEqual(batch.repositories?.map(({ defaultBranch, repositoryName }) => [repositoryName, defaultBranch]), [["new-service", undefined], ["payments", "main"]]);
    assert.deepEqual(batch.repositoriesNotFound, ["ledger"]);
    await refused(client().send(new GetRepositoryCommand({ repositoryName: "ledger" })), "RepositoryDoesNotExistException", 400, "ledger does not exist");
  });

  it("refuses names that it cannot have, too many, and none", async () => {
    await start();
    for (const repositoryName of ["a b", "x.git", "../etc", "x".repeat(101)]) {
      await refused(client().send(new GetRepositoryCommand({ repositoryName })), "InvalidRepositoryNameException", 400, /not valid/);
      await refused(client().send(new BatchGetRepositoriesCommand({ repositoryNames: [repositoryName] })), "InvalidRepositoryNameException", 400, /not valid/);
    }
    await refused(client().send(new GetRepositoryCommand({ repositoryName: "" })), "RepositoryNameRequiredException", 400, /required/);
    await refused(client().send(new BatchGetRepositoriesCommand({ repositoryNames: [] })), "RepositoryNamesRequiredException", 400, /required/);
    const many = Array.from({ length: 101 }, (_, index) => `r${index}`);
    await refused(client().send(new BatchGetRepositoriesCommand({ repositoryNames: many })), "MaximumRepositoryNamesExceededException", 400, /100/);
  });

  it("makes repositories in the region that signs, and deletes them for those who may", async () => {
    await start("root");
    const create = (repositoryDescription?: string) => client("cn-north-1").send(new CreateRepositoryCommand({ repositoryName: "wharf", repositoryDescription }));
    const { repositoryMetadata: made } = await create("所有字符 & <b>");
    assert.equal(made?.Arn, "arn:aws-cn:codecommit:cn-north-1:123456789012:wharf");
    assert.equal(made.cloneUrlHttp, "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/wharf");
    assert.equal(made.repositoryDescription, "所有字符 & <b>");
    assert.equal(made.defaultBranch, undefined);
    await refused(create(), "RepositoryNameExistsException", 400, "Repository named wharf already exists");
    const tooLong = client().send(new CreateRepositoryCommand({ repositoryName: "x", repositoryDescription: "x".repeat(1001) }));
    await refused(tooLong, "InvalidRepositoryDescriptionException", 400, /not valid/);
    const remove = () => client("cn-north-1").send(new DeleteRepositoryCommand({ repositoryName: "wharf" }));
    assert.equal((await remove()).repositoryId, made.repositoryId);
    assert.equal((await remove()).repositoryId, undefined);
    await refused(client().send(new CreateRepositoryCommand({ repositoryName: "x", kmsKeyId: "alias/x" })), "ValidationException", 400, /kmsKeyId is not recognized/);
  });

  it("asks the policies, with the repository's ARN", async () => {
    await start();
    const deleted = client().send(new DeleteRepositoryCommand({ repositoryName: "payments" }));
    const words = (operation: string, resource: string) =>
      `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: codecommit:${operation} on resource: ${resource} `;
    const arn = "arn:aws:codecommit:us-east-1:123456789012:payments";
    await refused(deleted, "AccessDeniedException", 400, `${words("DeleteRepository", arn)}because no identity-based policy allows the codecommit:DeleteRepository action`);
    await tell(sandbox, "policy", { document: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "codecommit:*", Resource: "arn:aws:codecommit:*:*:pay*" }] } });
    await client().send(new GetRepositoryCommand({ repositoryName: "storefront" }));
    const explicit = "with an explicit deny in an identity-based policy";
    await refused(client().send(new GetRepositoryCommand({ repositoryName: "payments" })), "AccessDeniedException", 400, words("GetRepository", arn) + explicit);
    const batch = client().send(new BatchGetRepositoriesCommand({ repositoryNames: ["storefront", "payments"] }));
    await refused(batch, "AccessDeniedException", 400, words("BatchGetRepositories", arn) + explicit);
    assert.equal(sandbox.world.calls.at(-1)?.outcome, "AccessDeniedException");
  });

  it("is denied without MFA where the policy asks for it", async () => {
    await start("mfa-required");
    const list = (keys?: Keys) => client("us-east-1", keys).send(new ListRepositoriesCommand({}));
    await refused(list(), "AccessDeniedException", 400, /codecommit:ListRepositories on resource: \* with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy\/ManageOwn/);
    assert.equal((await list(await mfaSession(sandbox, deviceOf(sandbox, "alice")))).repositories?.length, 4);
  });

  it("refuses keys and signatures in the words of JSON services", async () => {
    await start();
    const list = (keys: Keys) => client("us-east-1", keys).send(new ListRepositoriesCommand({}));
    await refused(list({ ...sandbox.keys, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" }), "UnrecognizedClientException", 400, "The security token included in the request is invalid.");
    await refused(list({ ...sandbox.keys, secretAccessKey: "x" }), "InvalidSignatureException", 400, /signature we calculated/);
    const keys = await mfaSession(sandbox, deviceOf(sandbox, "alice"));
    for (const key of sandbox.world.account.temporaryKeys) Object.assign(key, { expiresAt: new Date(0) });
    await refused(list(keys), "ExpiredTokenException", 400, /expired/);
    await tell(sandbox, "faults", { action: "ListRepositories", kind: "throttle" });
    await refused(list(sandbox.keys), "ThrottlingException", 400, "Rate exceeded");
    await tell(sandbox, "faults", { action: "ListRepositories", kind: "error", code: "OperationNotAllowedException", message: "no existing repository" });
    await refused(list(sandbox.keys), "OperationNotAllowedException", 400, "no existing repository");
  });

  it("notes the use of a key that was made in this run", async () => {
    await start();
    const [key] = aliceOf(sandbox).accessKeys;
    assert.ok(key);
    aliceOf(sandbox).accessKeys = [{ ...key, madeInThisRun: true, lastUsed: undefined }];
    await names({}, "eu-central-1");
    const { region, service } = aliceOf(sandbox).accessKeys[0]?.lastUsed ?? {};
    assert.deepEqual([service, region], ["codecommit", "eu-central-1"]);
  });

  it("refuses what is no call to it", async () => {
    await start();
    const ask = async (target: string, body: string) => {
      const response = await fetch(sandbox.endpoint, { method: "POST", headers: { "x-amz-target": `CodeCommit_20150413.${target}` }, body });
      return [response.status, ((await response.json()) as { __type: string }).__type];
    };
    assert.deepEqual(await ask("ListRepositories", "{}"), [400, "MissingAuthenticationTokenException"]);
    const typed = client();
    const send = async (change: (request: { headers: Record<string, string>; body: unknown }) => void) => {
      typed.middlewareStack.add((next) => (args) => {
        change(args.request as { headers: Record<string, string>; body: unknown });
        return next(args);
      }, { step: "build", name: "change", override: true });
      return typed.send(new GetRepositoryCommand({ repositoryName: "payments" }));
    };
    await refused(send((request) => (request.headers["x-amz-target"] = "CodeCommit_20150413.MergeEverything")), "UnknownOperationException", 400, /MergeEverything/);
    const bodies: [string, string, RegExp][] = [
      ['{"repositoryName":5}', "SerializationException", /could not be read/],
      ['["payments"]', "SerializationException", /could not be read/],
      ["{", "SerializationException", /could not be read/],
      ['{"repositoryNme":"payments"}', "ValidationException", /repositoryNme is not recognized/],
      ['{"repositoryName":null}', "RepositoryNameRequiredException", /required/],
    ];
    for (const [body, code, message] of bodies) {
      const changed = send((request) => {
        request.headers["content-length"] = String(Buffer.byteLength(body));
        request.body = body;
      });
      await refused(changed, code, 400, message);
    }
  });
});

describe("CodeCommit's hosts", () => {
  it("are known in every partition, with their region", () => {
    const hosts: [string, string][] = [
      ["git-codecommit.us-east-1.amazonaws.com", "us-east-1"],
      ["git-codecommit-fips.ca-central-1.amazonaws.com", "ca-central-1"],
      ["git-codecommit.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
      ["git-codecommit.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"],
      ["vpce-0123456789abcdef0-abcdefgh.git-codecommit.us-east-1.vpce.amazonaws.com", "us-east-1"],
      ["vpce-0123456789abcdef0-abcdefgh-us-east-1a.git-codecommit-fips.us-east-1.vpce.amazonaws.com", "us-east-1"],
    ];
    for (const [host, region] of hosts) assert.equal(regionOfHost(host), region, host);
    for (const region of ["us-east-1", "cn-north-1"]) assert.equal(regionOfHost(gitHost(region)), region);
    assert.equal(repositoryArn("123456789012", { name: "x", region: "us-gov-east-1" }), "arn:aws-us-gov:codecommit:us-gov-east-1:123456789012:x");
  });

  it("are no others", () => {
    const hosts = [
      "",
      "127.0.0.1",
      "git-codecommit.amazonaws.com",
      "git-codecommit.us-east-1.amazonaws.com.evil.example",
      "evil-git-codecommit.us-east-1.amazonaws.com",
      "git-codecommit.us-east-1.amazonaws.com.cn",
      "git-codecommit.cn-north-1.amazonaws.com",
      "git-codecommit.us-east-1.vpce.amazonaws.com",
      "codecommit.us-east-1.amazonaws.com",
      "git-codecommit.us-east-1.amazonaws.com\n",
    ];
    for (const host of hosts) assert.equal(regionOfHost(host), undefined, host);
  });
});
