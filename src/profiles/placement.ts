import type { Profile } from "./readProfiles.js";

/** What leads to the same part of AWS as a profile does, beside its keys: settings for a profile made from it, by their names. */
export type Placement = Readonly<Record<string, string>>;

/**
 * Settings that say how AWS is reached (AWS SDKs and Tools Reference Guide, "Settings reference"). `endpoint_url` is where
 * all services are; that of a single one, as a proxy for IAM, comes with `services`.
 */
const REACHING = ["endpoint_url", "services", "ignore_configured_endpoint_urls", "use_fips_endpoint", "use_dualstack_endpoint"];

/** @param region the one in force, which the environment may have set */
export function placementOf(profile: Profile | undefined, region: string): Placement {
  const settings = REACHING.flatMap((name) => {
    const value = profile?.settings.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { region, ...Object.fromEntries(settings) };
}

/** The same for a program that is given the keys without the profile: as variables. */
export function environmentOf(profile: Profile | undefined, region: string): Readonly<Record<string, string>> {
  const variables = new Map([["AWS_REGION", region]]);
  const { general, services } = profile?.endpoints ?? { general: undefined, services: new Map<string, string>() };
  if (general !== undefined) variables.set("AWS_ENDPOINT_URL", general);
  for (const [service, url] of services) variables.set(`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url);
  for (const name of ["use_fips_endpoint", "use_dualstack_endpoint"]) {
    const value = profile?.settings.get(name);
    if (value !== undefined) variables.set(`AWS_${name.toUpperCase()}`, value);
  }
  return Object.fromEntries(variables);
}
