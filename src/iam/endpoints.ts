import type { Profile } from "../profiles/readProfiles.js";

/**
 * Where a service's calls go if not to AWS's own endpoint. The order is the documented one: the service's variable, the
 * general variable, the profile's `services` section, the profile's `endpoint_url`; and all of them can be switched off.
 * Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
 */
export function resolveEndpoint(service: string, profile: Profile | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return undefined;
  return (
    nonEmpty(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]) ??
    nonEmpty(env["AWS_ENDPOINT_URL"]) ??
    profile?.endpoints.services.get(service) ??
    profile?.endpoints.general
  );
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
