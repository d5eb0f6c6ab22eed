import { LARGEST_REQUEST, readRequest, writeAnswer } from "./credentialProtocol.js";
import { readCodeCommitHost, type CodeCommitHost } from "./codeCommitHost.js";
import { UserError } from "../errors.js";
import { Secret } from "../secret.js";
import { signRequest, type SignedCredential, type SigningKeys } from "./signRequest.js";

/** Keys to sign for a host with, and the clock to sign by. */
export interface KeysForGit {
  readonly keys: SigningKeys;
  /** AWS's clock minus this computer's, in milliseconds, as far as it is known. */
  readonly clockOffsetMs?: number | undefined;
}

/**
 * For how long Git, and the helpers that it passes an answer on to, may take it for good. AWS takes it for 15 minutes;
 * the third that is left covers a clock that is a few minutes off, and the further requests of a clone that began with it.
 */
const GOOD_FOR_SECONDS = 600;

/**
 * The answer to a `get` of Git's; `undefined`: it is not for CodeCommit, and no keys were asked for.
 * @throws UserError if it cannot be answered, and what `findKeys` throws
 */
export async function answerGit(text: string, findKeys: (host: CodeCommitHost) => Promise<KeysForGit>, now = Date.now()): Promise<Secret | undefined> {
  if (text.length > LARGEST_REQUEST) {
    throw new UserError("The request is larger than any of Git’s.", { hint: "Let Git start this program, as its credential.helper." });
  }
  const { values, lists } = readRequest(text);
  const host = readCodeCommitHost(values.get("protocol"), values.get("host"));
  if (host === undefined) return undefined;
  const path = values.get("path");
  if (path === undefined || path === "") {
    throw new UserError("Git does not say which repository it wants, and AWS wants each signed for.", {
      hint: `Run: git config --global credential.https://${host.hostname}.useHttpPath true`,
    });
  }
  const { keys, clockOffsetMs = 0 } = await findKeys(host);
  if (!isForBasicAuthentication(keys)) {
    throw new UserError("The access key or the session token has characters that AWS gives out in none.", { hint: "Copy them again, without line breaks and quotes." });
  }
  const end = Math.min(now + GOOD_FOR_SECONDS * 1000, keys.endsAt?.getTime() ?? Infinity);
  if (end <= now) throw new UserError("Its temporary keys have ended.", { hint: "Sign in again, then try again." });
  const signed = signRequest(keys, host, path, new Date(now + clockOffsetMs));
  return new Secret(writeAnswer([...describe(signed, lists.get("capability") ?? []), ["password_expiry_utc", String(Math.floor(end / 1000))]]));
}

/**
 * Git 2.46 and newer can be told that a credential is good for this once, so that no other helper stores it. It is not
 * told user name and password beside it, since those it would pass on to be stored. `capability[]` comes first.
 * Source: git-credential(1), `capability[]`, `credential`, `ephemeral`.
 */
function describe({ username, password }: SignedCredential, capabilities: readonly string[]): [string, string][] {
  if (!capabilities.includes("authtype")) {
    return [["username", username.reveal()], ["password", password.reveal()]];
  }
  const credential = Buffer.from(`${username.reveal()}:${password.reveal()}`).toString("base64");
  return [["capability[]", "authtype"], ["authtype", "Basic"], ["credential", credential], ["ephemeral", "1"]];
}

/** A colon would end the user name. */
function isForBasicAuthentication({ accessKeyId, sessionToken }: SigningKeys): boolean {
  return /^[!-9;-~]+$/.test(accessKeyId) && /^[!-9;-~]+$/.test(sessionToken?.reveal() ?? "-");
}
