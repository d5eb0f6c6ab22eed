/** How a profile gets its credentials; `none` when it holds none (a region only, say). */
export type ProfileKind = "static" | "session" | "sso" | "assumedRole" | "process" | "login" | "webIdentity" | "none";

/**
 * The kind, from the names of a profile's keys. The order is that of the SDK's `resolveProfileData`
 * (`@aws-sdk/credential-provider-ini`): a role wins over the keys beside it, keys win over everything else.
 */
export function profileKind(keys: ReadonlySet<string>): ProfileKind {
  if (keys.has("role_arn") && keys.has("source_profile") !== keys.has("credential_source")) {
    return "assumedRole";
  }
  if (keys.has("aws_access_key_id") && keys.has("aws_secret_access_key")) {
    return keys.has("aws_session_token") ? "session" : "static";
  }
  if (keys.has("role_arn") && keys.has("web_identity_token_file")) {
    return "webIdentity";
  }
  if (keys.has("credential_process")) {
    return "process";
  }
  if (["sso_session", "sso_start_url", "sso_account_id", "sso_region", "sso_role_name"].some((key) => keys.has(key))) {
    return "sso";
  }
  return keys.has("login_session") ? "login" : "none";
}
