import { GetUserCommand, ListUserTagsCommand, paginateListMFADevices, paginateListUserTags, SimulatePrincipalPolicyCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { ServiceError } from "../../../src/sandbox/errors";
import * as field from "../../../src/sandbox/fields";
import { readInput } from "../../../src/sandbox/input";
import { services } from "../../../src/sandbox/operations/table";
import { elements, errorXml, responseXml } from "../../../src/sandbox/xml";
import { refused, startInProcess, type InProcess } from "./inProcess";

/** The refusal of a form. */
function complaint(fields: field.Fields, form: Record<string, string>): string {
  try {
    readInput(fields, new Map(Object.entries(form)));
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    assert.equal(error.code, "ValidationError");
    return error.message;
  }
  return assert.fail("The form should have been refused.");
}

describe("The sandbox's reading of requests", () => {
  it("words each broken constraint as AWS does, several in one refusal", () => {
    const fields = { UserName: field.existingUserName, AccessKeyId: field.required(field.accessKeyId), Status: field.required(field.status) };
    assert.equal(
      complaint(fields, { UserName: "a b", Status: "On" }),
      String.raw`3 validation errors detected: Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+; ` +
        "Value null at 'accessKeyId' failed to satisfy constraint: Member must not be null; " +
        "Value 'On' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]",
    );
  });

  it("measures texts and numbers at both ends", () => {
    const fields = { UserName: field.userName, MaxItems: field.maxItems };
    assert.match(complaint(fields, { UserName: "x".repeat(65) }), /at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64$/);
    assert.match(complaint(fields, { UserName: "" }), /Member must have length greater than or equal to 1/);
    assert.match(complaint(fields, { MaxItems: "0" }), /Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1$/);
    assert.match(complaint(fields, { MaxItems: "1001" }), /Member must have value less than or equal to 1000$/);
    assert.match(complaint(fields, { MaxItems: "many" }), /Member must be an integer$/);
    assert.equal(readInput(fields, new Map([["UserName", "x".repeat(64)], ["MaxItems", "1000"]])).integer("MaxItems"), 1000);
  });

  it("keeps passwords out of its refusals", () => {
    const words = complaint({ NewPassword: field.required(field.password) }, { NewPassword: "hidden\u4e16" });
    assert.match(words, /^1 validation error detected: Value at 'newPassword' failed/);
    assert.ok(!words.includes("hidden"), words);
  });

  it("reads lists of structures, and says which member is wrong", () => {
    const form = { "Tags.member.1.Key": "team", "Tags.member.1.Value": "", "Tags.member.2.Key": "a", "Tags.member.2.Value": "b" };
    const input = readInput({ Tags: field.tags }, new Map(Object.entries(form)));
    assert.deepEqual(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]), [["team", ""], ["a", "b"]]);
    assert.match(complaint({ Tags: field.tags }, { "Tags.member.1.Key": "a*b", "Tags.member.1.Value": "" }), /Value 'a\*b' at 'tags\.1\.member\.key'/);
    assert.match(complaint({ Tags: field.tags }, { "Tags.member.1.Key": "a" }), /Value null at 'tags\.1\.member\.value'/);
  });

  it("refuses a parameter that the operation does not have", () => {
    assert.match(complaint({ UserName: field.userName }, { UserNames: "alice" }), /UserNames/);
  });

  it("has all 42 operations of the page, and STS's three", () => {
    assert.deepEqual(services.map(({ name, operations }) => [name, Object.keys(operations).length]), [["iam", 42], ["sts", 3]]);
  });

  it("writes XML that no value can break out of", () => {
    assert.equal(elements({ A: `<&>"\u0001`, B: [], C: undefined, D: new Map([["k", 1]]) }), '<A>&lt;&amp;&gt;&quot;\uFFFD</A>\n<B/>\n<D><entry><key>k</key>\n<value>1</value></entry></D>');
    assert.match(responseXml("urn:x", "DeleteIt", "id-1", undefined), /^<DeleteItResponse xmlns="urn:x">\n<ResponseMetadata><RequestId>id-1/);
    assert.match(errorXml("urn:x", "id-1", { type: "Sender", code: "C", message: "a<b" }), /<Message>a&lt;b<\/Message><\/Error>\n<RequestId>id-1/);
  });
});

describe("The sandbox's answers over HTTP", () => {
  let sandbox: InProcess;
  afterEach(() => sandbox.stop());

  it("come in pages as small as the scenario says, and the SDK's paginator collects them all", async () => {
    sandbox = await startInProcess("crowded");
    const client = sandbox.iam();
    const sizes: number[] = [];
    const keys = new Set<string | undefined>();
    for await (const page of paginateListUserTags({ client, pageSize: 100 }, { UserName: "alice" })) {
      sizes.push(page.Tags?.length ?? 0);
      for (const { Key } of page.Tags ?? []) keys.add(Key);
    }
    assert.deepEqual(sizes, Array<number>(25).fill(2));
    assert.equal(keys.size, 50);
    let devices = 0;
    for await (const page of paginateListMFADevices({ client }, {})) devices += page.MFADevices?.length ?? 0;
    assert.equal(devices, 8);
  });

  it("respect MaxItems, and refuse a marker of another list", async () => {
    sandbox = await startInProcess("default");
    const client = sandbox.iam();
    const list = (Marker?: string) => client.send(new ListUserTagsCommand({ UserName: "alice", MaxItems: 1, Marker }));
    const first = await list();
    assert.equal(first.IsTruncated, true);
    const second = await list(first.Marker);
    assert.equal(second.IsTruncated, false);
    assert.notEqual(second.Tags?.[0]?.Key, first.Tags?.[0]?.Key);
    for (const marker of ["x", Buffer.from('{"list":"MFADevices","index":1}').toString("base64url")]) {
      await refused(list(marker), "ValidationError", 400, "Invalid Marker.");
    }
  });

  it("say InvalidAction for an operation that is not there, and carry a request id", async () => {
    sandbox = await startInProcess("default");
    // The SDK signs any Query form: GetUser's, renamed on its way out.
    const client = sandbox.iam();
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = request.body.replace("GetUser", "GetPope");
        request.headers["content-length"] = String(request.body.length);
        return next(args);
      },
      { step: "build", priority: "low" },
    );
    await refused(client.send(new GetUserCommand({})), "InvalidAction", 400, "Could not find operation GetPope for version 2010-05-08");
    const { $metadata } = await sandbox.iam().send(new GetUserCommand({}));
    assert.match($metadata.requestId ?? "", /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it("never let anybody set the status Expired", async () => {
    sandbox = await startInProcess("default");
    const update = new UpdateAccessKeyCommand({ UserName: "alice", AccessKeyId: sandbox.keys.accessKeyId, Status: "Expired" });
    await refused(sandbox.iam().send(update), "ValidationError", 400, /'status'/);
  });

  it("simulate with the policies they enforce, and name a missing MFA context", async () => {
    sandbox = await startInProcess("mfa-required");
    const source = "arn:aws:iam::123456789012:user/alice";
    const [alice] = sandbox.world.account.users;
    // The simulator itself is outside the documented policy, so ask as root.
    sandbox.world.account.root.accessKeys = alice?.accessKeys ?? [];
    if (alice) alice.accessKeys = [];
    const simulate = async (mfa?: string) => {
      const ContextEntries = mfa === undefined ? [] : [{ ContextKeyName: "aws:MultiFactorAuthPresent", ContextKeyType: "boolean" as const, ContextKeyValues: [mfa] }];
      const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn: source, ActionNames: ["iam:ListAccessKeys", "iam:GetUser"], ResourceArns: [source], ContextEntries });
      const { EvaluationResults = [] } = await sandbox.iam().send(command);
      return EvaluationResults.map(({ EvalDecision, MissingContextValues }) => [EvalDecision, ...(MissingContextValues ?? [])]);
    };
    assert.deepEqual(await simulate(), [["explicitDeny", "aws:MultiFactorAuthPresent"], ["allowed"]]);
    assert.deepEqual(await simulate("true"), [["allowed"], ["allowed"]]);
    assert.deepEqual(await simulate("false"), [["explicitDeny"], ["allowed"]]);
  });
});
