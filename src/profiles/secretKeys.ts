/**
 * Keys whose values never leave the parser in the clear: `aws_secret_access_key`, `aws_session_token`, its old name
 * `aws_security_token`, and whatever other tools put beside them under a name that says what it is
 * (`x_password`, `client_secret`).
 */
export function isSecretKey(name: string): boolean {
  return /secret|password|session_token|security_token/i.test(name);
}
