import type { ServiceCredential, User } from "../account.js";
import { everything } from "../authorization.js";
import { plusDays } from "../clock.js";
import { noSuchEntity, notSupportedService, quotaExceeded, validationError } from "../errors.js";
import * as field from "../fields.js";
import { page } from "../paging.js";
import { newAliasSuffix, newId, newServicePassword } from "../random.js";
import type { XmlObject } from "../xml.js";
import { settableStatus } from "./accessKeys.js";
import { everyOwned, on, pageRules, shownName, targetUser, type Call, type Operation } from "./operation.js";

/** "two sets of service-specific credentials for each supported service per user" (API reference). */
const perServiceAndUser = 2;

/**
 * The services of the API reference, and how each names its credentials: CodeCommit and Keyspaces by user name, the others
 * are API keys with an alias and an optional age.
 */
const services: Readonly<Record<string, { readonly apiKeyName: string | undefined }>> = {
  "codecommit.amazonaws.com": { apiKeyName: undefined },
  "cassandra.amazonaws.com": { apiKeyName: undefined },
  "bedrock.amazonaws.com": { apiKeyName: "BedrockAPIKey" },
  "logs.amazonaws.com": { apiKeyName: "CloudWatchLogsAPIKey" },
};

/**
 * What AWS knows of a service here.
 * @throws `NotSupportedService`
 */
function serviceOf(name: string): { readonly apiKeyName: string | undefined } {
  const service = services[name];
  if (!service) throw notSupportedService(`No such service ${name} is supported for Service Specific Credentials`);
  return service;
}

/** Whether a credential is an API key, with alias and secret instead of user name and password. */
export function isApiKey({ service }: ServiceCredential): boolean {
  return services[service]?.apiKeyName !== undefined;
}

function create(call: Call): XmlObject {
  const user = targetUser(call);
  const serviceName = call.input.text("ServiceName");
  const { apiKeyName } = serviceOf(serviceName);
  const days = call.input.integer("CredentialAgeDays");
  if (days !== undefined && apiKeyName === undefined) {
    throw validationError(`CredentialAgeDays is only valid for Bedrock and CloudWatch Logs API keys, not for ${serviceName}`);
  }
  const same = user.serviceCredentials.filter(({ service }) => service === serviceName);
  if (same.length >= perServiceAndUser) throw quotaExceeded("ServiceSpecificCredentialsPerUser", perServiceAndUser);
  const credential: ServiceCredential = {
    id: newId.serviceCredential(),
    service: serviceName,
    name: apiKeyName === undefined ? gitName(call.account.id, user.name, same) : `${apiKeyName}-${newAliasSuffix()}-at-${call.account.id}`,
    createdAt: call.now,
    expiresAt: days === undefined ? undefined : plusDays(call.now, days),
    secret: newServicePassword(),
    status: "Active",
  };
  user.serviceCredentials.push(credential);
  return { ServiceSpecificCredential: shownWithSecret(call, user, credential) };
}

/** `alice-at-123456789012`, and for a second one `alice+1-at-123456789012` (AWS CLI reference, its example). */
function gitName(accountId: string, userName: string, present: readonly ServiceCredential[]): string {
  const names = new Set(present.map(({ name }) => name));
  const first = `${userName}-at-${accountId}`;
  return names.has(first) ? `${userName}+1-at-${accountId}` : first;
}

/** What lists show: never the secret. */
function shown({ now }: Call, user: User, credential: ServiceCredential): XmlObject {
  const { createdAt, expiresAt, id, name, service, status } = credential;
  return {
    UserName: shownName(user),
    Status: expiresAt !== undefined && expiresAt <= now ? "Expired" : status,
    ServiceUserName: isApiKey(credential) ? undefined : name,
    ServiceCredentialAlias: isApiKey(credential) ? name : undefined,
    CreateDate: createdAt,
    ExpirationDate: expiresAt,
    ServiceSpecificCredentialId: id,
    ServiceName: service,
  };
}

function shownWithSecret(call: Call, user: User, credential: ServiceCredential): XmlObject {
  const secret = isApiKey(credential) ? { ServiceCredentialSecret: credential.secret } : { ServicePassword: credential.secret };
  return { ...shown(call, user, credential), ...secret };
}

function list(call: Call): XmlObject {
  const service = call.input.optionalText("ServiceName");
  if (service !== undefined) serviceOf(service);
  const all = call.input.flag("AllUsers");
  if (all && call.input.optionalText("UserName") !== undefined) throw validationError("AllUsers cannot be specified together with UserName");
  const user = all ? undefined : targetUser(call);
  const owned = everyOwned(call.account, ({ serviceCredentials }) => serviceCredentials).filter(
    (entry) => (user === undefined || entry.user === user) && (service === undefined || entry.item.service === service),
  );
  return page(pageRules(call), call.input, "ServiceSpecificCredentials", owned, (entry) => shown(call, entry.user, entry.item));
}

function find(call: Call): { user: User; credential: ServiceCredential } {
  const user = targetUser(call);
  const id = call.input.text("ServiceSpecificCredentialId");
  const credential = user.serviceCredentials.find((candidate) => candidate.id === id);
  if (!credential) throw noSuchEntity(`Service specific credential with id ${id} cannot be found.`);
  return { user, credential };
}

function reset(call: Call): XmlObject {
  const { user, credential } = find(call);
  credential.secret = newServicePassword();
  return { ServiceSpecificCredential: shownWithSecret(call, user, credential) };
}

function update(call: Call): undefined {
  find(call).credential.status = settableStatus(call);
}

function remove(call: Call): undefined {
  const { user, credential } = find(call);
  user.serviceCredentials = user.serviceCredentials.filter((other) => other !== credential);
}

const optionalUser = { UserName: field.userName };
const id = { ServiceSpecificCredentialId: field.required(field.serviceCredentialId) };

/** Git credentials, Keyspaces credentials and API keys. */
export const serviceCredentialOperations = {
  CreateServiceSpecificCredential: {
    input: { UserName: field.required(field.userName), ServiceName: field.required(field.serviceName), CredentialAgeDays: field.integer(1, 36_600) },
    resource: on.user,
    run: create,
  },
  ListServiceSpecificCredentials: {
    input: { ...optionalUser, ServiceName: field.serviceName, AllUsers: field.flag, ...field.paging },
    resource: (call) => (call.input.flag("AllUsers") ? everything : on.user(call)),
    run: list,
  },
  ResetServiceSpecificCredential: { input: { ...optionalUser, ...id }, resource: on.user, run: reset },
  UpdateServiceSpecificCredential: { input: { ...optionalUser, ...id, Status: field.required(field.status) }, resource: on.user, run: update },
  DeleteServiceSpecificCredential: { input: { ...optionalUser, ...id }, resource: on.user, run: remove },
} satisfies Record<string, Operation>;
