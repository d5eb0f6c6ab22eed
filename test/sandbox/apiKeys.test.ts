import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServiceCredential } from "../../src/commands/serviceCredentials/create";
import { deleteServiceCredential } from "../../src/commands/serviceCredentials/delete";
import { resetServiceCredential } from "../../src/commands/serviceCredentials/reset";
import { isCancelledError, isUserError } from "../../src/errors";
import { confirm, dismiss, input, pick, saveTo, type Step } from "./scriptedUi";
import { linesOf, listOf, newestPage, node, onlyOf } from "./serviceCredentialHelp";
import { useTestAccount } from "./useTestAccount";

const BEDROCK = "bedrock.amazonaws.com";
const LOGS = "logs.amazonaws.com";
const KEYSPACES = "cassandra.amazonaws.com";
const SERVICE = /Create API key or service credential.*For which service/;
const AGE = /API key for .*In how many days does it end/;
const OTHER = "strange.amazonaws.com";
const DAY = 24 * 60 * 60 * 1000;

describe("API keys and other service credentials", () => {
  const account = useTestAccount("default");
  const create = (...steps: readonly Step[]) => account().run(createServiceCredential, steps);
  const daysOf = ({ createdAt, expiresAt }: { createdAt: Date | undefined; expiresAt: Date | undefined }) => (expiresAt === undefined || createdAt === undefined ? undefined : Math.round((expiresAt.getTime() - createdAt.getTime()) / DAY));

  it("begins with the services that are known, and says what serves better", async () => {
    await account().runToFailure(createServiceCredential, [dismiss(SERVICE)]);
    assert.deepEqual(account().ui.rows.map(({ label }) => label), ["Amazon Bedrock", "CloudWatch Logs", "Amazon Keyspaces", "Another service…"]);
    assert.match(account().ui.rows[0]?.detail ?? "", /temporary credentials, those serve better/);
    assert.deepEqual(await account().calls(/Create/), []);
  });

  it("creates an API key that ends in 30 days if only Enter is pressed", async () => {
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, (labels) => labels[0]));
    const key = await onlyOf(account(), BEDROCK);
    assert.deepEqual([daysOf(key), key.isApiKey], [30, true]);
    const page = newestPage(account());
    assert.deepEqual([page.id, page.name, page.words.title, page.words.secret, page.words.use], [key.id, key.signInName, "API key for Amazon Bedrock created", "API key", undefined]);
    assert.match(page.words.onlyTime, /Expiry: expires on /);
    await page.use();
    assert.deepEqual([page.lines, page.isSafe], [[], false]);
  });

  for (const [label, days] of [["1 day", 1], ["7 days", 7], ["90 days", 90], ["365 days", 365]] as const) {
    it(`creates one that ends after ${label}`, async () => {
      await create(pick(SERVICE, "CloudWatch Logs"), pick(AGE, label));
      assert.equal(daysOf(await onlyOf(account(), LOGS)), days);
    });
  }

  it("takes any number of days that AWS takes, and says what is wrong with others", async () => {
    const refused = ["", "0", "-1", "1.5", "36601", "a week", "1e3"].map((text) => ({ text, why: /not a whole number from 1 to 36,?600/ }));
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, "Another number of days…"), input(/A whole number from 1 to/, " 36600 ", refused));
    assert.equal(daysOf(await onlyOf(account(), BEDROCK)), 36_600);
  });

  it("creates one that never ends only after a warning", async () => {
    const steps = [pick(SERVICE, "Amazon Bedrock"), pick(AGE, "Never")];
    assert.ok(isCancelledError(await account().runToFailure(createServiceCredential, [...steps, dismiss(/never ends/)])));
    assert.deepEqual(await listOf(account(), BEDROCK), []);
    await create(...steps, confirm(/Create an API key that never ends\?.*Whoever gets hold of it/s, "Create without an end"));
    assert.equal((await onlyOf(account(), BEDROCK)).expiresAt, undefined);
    assert.match(newestPage(account()).words.onlyTime, /Expiry: never expires$/);
  });

  it("asks for no end where there is none: Amazon Keyspaces has user names and passwords", async () => {
    await create(pick(SERVICE, "Amazon Keyspaces"));
    const page = newestPage(account());
    assert.deepEqual([(await onlyOf(account(), KEYSPACES)).id, page.words.title, page.words.secret, page.words.use], [page.id, "Credentials for Amazon Keyspaces created", "Password", undefined]);
    account().ui.expect(saveTo(account().in("keyspaces.csv")));
    await page.download();
    account().ui.finish();
    assert.ok(account().ui.texts.includes("alice_keyspaces_credentials.csv"));
    assert.equal(account().read("keyspaces.csv"), `User Name,Password\r\n${page.name},${page.secret.reveal()}\r\n`);
  });

  it("downloads an API key with its name", async () => {
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, "1 day"));
    const page = newestPage(account());
    account().ui.expect(saveTo(account().in("key.csv")));
    await page.download();
    account().ui.finish();
    assert.ok(account().ui.texts.includes("alice_bedrock_api_key.csv"));
    assert.equal(readFileSync(account().in("key.csv"), "utf8"), `API key name,API key\r\n${page.name},${page.secret.reveal()}\r\n`);
    assert.match(linesOf(page).join(), /^done: Downloaded to /);
  });

  describe("for a service that is not known here", () => {
    const steps = [pick(SERVICE, "Another service…"), input(/The service’s name as AWS writes it/, ` ${OTHER} `, [{ text: "bedrock", why: /ends in \.amazonaws\.com/ }, { text: "x.amazonaws.com.evil.example", why: /ends in/ }, { text: "Bed Rock.amazonaws.com", why: /small letters/ }])];

    it("says that AWS has none when it has none", async () => {
      const error = await account().runToFailure(createServiceCredential, [...steps, pick(AGE, "7 days")]);
      assert.ok(isUserError(error));
      assert.deepEqual([error.message, error.code], ["AWS has no such credentials for strange.amazonaws.com.", "NotSupportedService"]);
      assert.match(error.hint ?? "", /Check the name/);
    });

    it("offers to create it without an end when AWS does not take one", async () => {
      await account().sandbox.control.faults({ action: "CreateServiceSpecificCredential", kind: "error", code: "ValidationError", message: "CredentialAgeDays is not supported for this service" });
      // The service is not one of the sandbox's: the second try shows that it was made.
      const error = await account().runToFailure(createServiceCredential, [...steps, pick(AGE, "7 days"), confirm(/AWS does not take an end for credentials of strange\..*CredentialAgeDays is not supported/s, "Create without an end")]);
      assert.ok(isUserError(error) && error.code === "NotSupportedService");
      assert.deepEqual(await account().calls(/Create/), ["CreateServiceSpecificCredential fault:error", "CreateServiceSpecificCredential NotSupportedService"]);
    });

    it("does not take the same refusal for a known service as a matter of its end", async () => {
      await account().sandbox.control.faults({ action: "CreateServiceSpecificCredential", kind: "error", code: "ValidationError", message: "no" });
      const error = await account().runToFailure(createServiceCredential, [pick(SERVICE, "Amazon Bedrock"), pick(AGE, "7 days")]);
      assert.ok(isUserError(error) && error.code === "ValidationError");
    });
  });

  it("counts the limit for each service on its own", async () => {
    const { client } = await account().openAccount();
    for (const days of [1, 2]) await client.createServiceSpecificCredential("alice", BEDROCK, days);
    await create(pick(SERVICE, "CloudWatch Logs"), pick(AGE, "1 day"));
    const [older, newer] = await listOf(account(), BEDROCK);
    assert.ok(older !== undefined && newer !== undefined);
    await create(pick(SERVICE, "Amazon Bedrock"), pick(/You have 2 credentials for Amazon Bedrock/, older.signInName), pick(AGE, "1 day"), confirm(new RegExp(`Delete ${older.signInName}`), "Delete"));
    assert.deepEqual((await listOf(account(), BEDROCK)).map(({ id }) => id), [newer.id, newestPage(account()).id]);
    assert.ok(account().ui.texts.some((text) => text === "bedrock.amazonaws.com · 2 of 2"));
  });

  it("advises to give up one that has expired", async () => {
    const { client } = await account().openAccount();
    await client.createServiceSpecificCredential("alice", BEDROCK, 300);
    await client.createServiceSpecificCredential("alice", BEDROCK, 1);
    await account().sandbox.control.clock(2 * 24 * 3600);
    await account().runToFailure(createServiceCredential, [pick(SERVICE, "Amazon Bedrock"), dismiss(/You have 2 credentials/)]);
    assert.deepEqual([account().ui.rows[0]?.detail, account().ui.rows[0]?.description?.includes("expired")], ["Give this one up: it has expired.", true]);
  });

  it("resets an API key, whose end stays the same", async () => {
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, "7 days"));
    const before = await onlyOf(account(), BEDROCK);
    const old = newestPage(account()).secret.reveal();
    await account().run(resetServiceCredential, [confirm(/Reset the API key .*The old key ends at once.*Its expiry stays the same: expires in 7 days/s, "Reset API key")], node(before));
    assert.notEqual(newestPage(account()).secret.reveal(), old);
    assert.deepEqual([await onlyOf(account(), BEDROCK), newestPage(account()).words.title], [before, "API key for Amazon Bedrock reset"]);
  });

  it("shows one that has expired, and deletes it without offering to switch it off", async () => {
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, "1 day"));
    await (await account().openAccount()).client.updateServiceSpecificCredential("alice", newestPage(account()).id, "Inactive");
    const key = await onlyOf(account(), BEDROCK);
    await account().sandbox.control.clock(2 * 24 * 3600);
    assert.equal((await onlyOf(account(), BEDROCK)).status, "Expired");
    await account().run(deleteServiceCredential, [confirm(/Delete/, "Delete")], node(key));
    assert.deepEqual([await listOf(account(), BEDROCK), account().ui.buttons], [[], ["Delete"]]);
  });

  it("is found again when the answer to its creation is lost", async () => {
    await account().sandbox.control.faults({ action: "CreateServiceSpecificCredential", kind: "drop", after: true });
    await create(pick(SERVICE, "Amazon Bedrock"), pick(AGE, "7 days"), confirm(/AWS created the API key BedrockAPIKey-\S+, but it was lost on the way/, "Reset API key"));
    assert.equal(newestPage(account()).id, (await onlyOf(account(), BEDROCK)).id);
  });
});
