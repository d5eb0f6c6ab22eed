import assert from "node:assert/strict";
import { copyCloneUrl } from "../../src/commands/git/clone";
import { isAwsError } from "../../src/iam/errors";
import { isUserError } from "../../src/errors";
import { input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const refusal = (action: string) => `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: codecommit:${action} on resource: * because no identity-based policy allows the codecommit:${action} action`;

describe("The repositories of a region", () => {
  const account = useTestAccount("default");
  const list = async (region: string) => (await account().openAccount()).client.codeCommit(region).listRepositories();
  const refuse = (action: string) => account().sandbox.control.faults({ action, kind: "error", code: "AccessDeniedException", message: refusal(action) });

  it("come with description and time, the last changed first, each region on its own", async () => {
    const found = await list("us-east-1");
    assert.deepEqual(found.map(({ name }) => name), ["payments", "new-service", "storefront", "infra.live"]);
    assert.equal(found[2]?.description, "The shop's web pages <www.acme.example> & their build");
    assert.ok(found.every(({ lastModifiedAt }) => lastModifiedAt instanceof Date));
    assert.deepEqual((await list("eu-central-1")).map(({ name }) => name), ["ledger"]);
    assert.deepEqual(await list("eu-west-3"), []);
  });

  it("are named even where their descriptions are not to be seen", async () => {
    await refuse("BatchGetRepositories");
    assert.deepEqual((await list("eu-central-1")).map(({ name, description }) => [name, description]), [["ledger", undefined]]);
  });

  it("are refused with the missing permission", async () => {
    await refuse("ListRepositories");
    const error = await list("us-east-1").catch((caught: unknown) => caught);
    assert.ok(isAwsError(error));
    assert.deepEqual([error.denial?.action, error.denial?.explicit], ["codecommit:ListRepositories", false]);
  });
});

describe("Copying a clone URL", () => {
  const account = useTestAccount("default");
  const forms = [
    ["HTTPS", `https://${HOST}/v1/repos/payments`],
    ["git-remote-codecommit", "codecommit::us-east-1://work@payments"],
    ["SSH", `ssh://${HOST}/v1/repos/payments`],
  ] as const;
  for (const [form, url] of forms) {
    it(`copies the form that was picked: ${form}`, async () => {
      await account().run(copyCloneUrl, [pick(/Copy clone URL · us-east-1/, "payments"), pick(/In which form/, form)]);
      assert.deepEqual(account().ui.copied, [url]);
    });
  }

  it("names the user's SSH key, if there is only one", async () => {
    const { loader } = await account().openAccount();
    await loader.load(["sshPublicKeys"]);
    await account().run(copyCloneUrl, [pick(/Copy clone URL/, "storefront"), pick(/In which form/, "SSH")]);
    assert.match(account().ui.copied[0] ?? "", new RegExp(`^ssh://APKA\\w+@${HOST}/v1/repos/storefront$`));
  });

  it("goes to another region", async () => {
    const elsewhere = input(/region of the repositories/, "eu-central-1", [{ text: "Frankfurt", why: /looks like eu-central-1/ }, { text: "evil.example", why: /looks like/ }]);
    await account().run(copyCloneUrl, [pick(/us-east-1/, "Another region…"), elsewhere, pick(/eu-central-1/, "ledger"), pick(/In which form/, "HTTPS")]);
    assert.deepEqual(account().ui.copied, ["https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/ledger"]);
  });

  it("takes a typed name where listing is not allowed", async () => {
    await account().sandbox.control.faults({ action: "ListRepositories", kind: "error", code: "AccessDeniedException", message: refusal("ListRepositories") });
    const typed = input(/The repository's name/, "payments", [{ text: "a/b", why: /letters, digits/ }, { text: "x.git", why: /does not end/ }, { text: "", why: /1 to 100/ }]);
    await account().run(copyCloneUrl, [typed, pick(/In which form/, "HTTPS")]);
    assert.match(account().ui.notices[0] ?? "", /codecommit:ListRepositories.*Type the repository's name instead/);
    assert.deepEqual(account().ui.copied, [`https://${HOST}/v1/repos/payments`]);
  });

  it("says what is wrong when CodeCommit cannot be reached", async () => {
    await account().sandbox.control.faults({ action: "ListRepositories", kind: "serviceFailure", times: 10 });
    const error = await account().runToFailure(copyCloneUrl, []);
    assert.ok(isUserError(error));
    assert.match(error.message, /AWS had a fault of its own while handling codecommit:ListRepositories/);
  });
});
