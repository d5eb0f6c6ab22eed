import { Secret } from "../secret.js";
import { sectionKey, settingsOf } from "./awsFile.js";
import type { AwsFile } from "./awsFile.js";

/** Where a profile sends its calls instead of to AWS; both are empty when the profile says to ignore them. */
export interface ProfileEndpoints {
  /** For every service that {@link services} does not name. */
  readonly general?: string;
  /** By service, as the config file writes it: `iam`, `sts`, `codecommit`, `elastic_beanstalk`. */
  readonly services: ReadonlyMap<string, string>;
  /** The profile has `ignore_configured_endpoint_urls = true`. */
  readonly ignored: boolean;
}

const SUFFIX = ".endpoint_url";

/**
 * Resolves `endpoint_url`, `services` and `ignore_configured_endpoint_urls` (AWS SDKs and Tools Reference Guide,
 * "Service-specific endpoints"). `missingSection` names the `[services …]` section that the profile wants and that is not in the
 * config file, for which the SDK fails on every call.
 */
export function readEndpoints(
  settings: ReadonlyMap<string, string>,
  config: AwsFile,
): { readonly endpoints: ProfileEndpoints; readonly missingSection?: string } {
  const general = settings.get("endpoint_url");
  const wanted = settings.get("services");
  const ignored = settings.get("ignore_configured_endpoint_urls")?.toLowerCase() === "true";
  const services = new Map<string, string>();
  if (wanted !== undefined && !ignored) {
    for (const [key, { value }] of settingsOf(config, "services", wanted)) {
      if (key.endsWith(SUFFIX) && !(value instanceof Secret)) {
        services.set(key.slice(0, -SUFFIX.length), value);
      }
    }
  }
  const endpoints = { ...(general === undefined || ignored ? {} : { general }), services, ignored };
  return wanted === undefined || config.sectionsByKey.has(sectionKey("services", wanted)) ? { endpoints } : { endpoints, missingSection: wanted };
}
