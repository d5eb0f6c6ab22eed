import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import type { Profile } from "../profiles/readProfiles.js";

/**
 * Where a service's calls go if not to AWS's own endpoint. The order is the documented one: the service's variable, the
 * general variable, the profile's `services` section, the profile's `endpoint_url`; and all of them can be switched off.
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
 * @throws UserError for what is no address; the SDK would fail on each call with "Invalid URL"
 */
export function resolveEndpoint(service: string, profile: Profile | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return undefined;
  return checkEndpoint(
    nonEmpty(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]) ??
    nonEmpty(env["AWS_ENDPOINT_URL"]) ??
    profile?.endpoints.services.get(service) ??
    profile?.endpoints.general,
  );
}

/** Whether a profile, or the environment before it, switches something on: `use_fips_endpoint`. */
export function isSwitchedOn(setting: string, profile: Profile | undefined, env: NodeJS.ProcessEnv): boolean {
  return (env[`AWS_${setting.toUpperCase()}`] ?? profile?.settings.get(setting)) === "true";
}

function checkEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || (URL.canParse(endpoint) && /^https?:/.test(endpoint))) return endpoint;
  throw new UserError(l10n.t("The endpoint_url of this profile is no address: {0}", endpoint), { hint: l10n.t("It starts with https:// and names a host."), code: "InvalidEndpoint" });
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
