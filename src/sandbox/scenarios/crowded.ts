import type { Account, ServiceCredential, User } from "../account.js";
import { plusDays } from "../clock.js";
import { newAliasSuffix, newId, newServicePassword } from "../random.js";
import type { Run } from "../run.js";
import { employedAlice } from "./alice.js";
import { signingCertificates, sshPublicKeys } from "./publicMaterial.js";
import { accountId, oldKey, virtualDevice, type Scenario } from "./scenario.js";

const tagLimit = 50;
const deviceLimit = 8;

function credential(now: Date, service: string, name: string, ageDays: number): ServiceCredential {
  const isApiKey = service === "bedrock.amazonaws.com";
  return {
    id: newId.serviceCredential(),
    service,
    name,
    createdAt: plusDays(now, -ageDays),
    expiresAt: isApiKey ? plusDays(now, 30 - ageDays) : undefined,
    secret: newServicePassword(),
    status: ageDays > 200 ? "Inactive" : "Active",
  };
}

/** Both credentials of every kind of service; one of the API keys has expired. */
function credentials(now: Date): ServiceCredential[] {
  return [
    credential(now, "codecommit.amazonaws.com", `alice-at-${accountId}`, 300),
    credential(now, "codecommit.amazonaws.com", `alice+1-at-${accountId}`, 100),
    credential(now, "cassandra.amazonaws.com", `alice-at-${accountId}`, 90),
    credential(now, "cassandra.amazonaws.com", `alice+1-at-${accountId}`, 80),
    credential(now, "bedrock.amazonaws.com", `BedrockAPIKey-${newAliasSuffix()}-at-${accountId}`, 40),
    credential(now, "bedrock.amazonaws.com", `BedrockAPIKey-${newAliasSuffix()}-at-${accountId}`, 20),
  ];
}

function fill(account: Account, alice: User, now: Date): void {
  alice.accessKeys.push(oldKey(now, { ageDays: 300, status: "Inactive", lastUsed: undefined }));
  alice.sshKeys = sshPublicKeys.map((body, index) => ({
    id: newId.sshKey(),
    body,
    uploadedAt: plusDays(now, -10 * (index + 1)),
    status: index === 1 ? "Inactive" : "Active",
  }));
  alice.certificates = signingCertificates.map((body, index) => ({
    id: newId.certificate(),
    body,
    uploadedAt: plusDays(now, -100 * (index + 1)),
    status: "Active",
  }));
  alice.serviceCredentials = credentials(now);
  while (alice.tags.length < tagLimit) alice.tags.push({ key: `cost-centre-${alice.tags.length}`, value: String(1000 + alice.tags.length) });
  const owned = () => account.mfaDevices.filter(({ owner }) => owner === alice).length;
  while (owned() < deviceLimit) account.mfaDevices.push(virtualDevice(`alice-${owned()}`, alice, plusDays(now, -owned())));
}

/** Every quota is full and every page is short. */
export const crowded: Scenario = {
  name: "crowded",
  description: "every quota is full, and no page holds more than two items",
  callerName: "alice",
  pageCap: 2,
  build: (run: Run, now: Date): Account => {
    const { account, alice } = employedAlice(run, now);
    fill(account, alice, now);
    return account;
  },
};
