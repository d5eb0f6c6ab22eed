/** Stands for a secret, as wherever else one is printed. */
const MASK = "***";

/**
 * A secret's name as files write it, with what parts it from its value: `aws_secret_access_key = `, `"SecretAccessKey": `,
 * `X-Amz-Security-Token:`, `DB_PASSWORD=`. All that follows is taken for the secret.
 */
const CLEAR_NAME = /(?:secret(?:[-_ ]?access)?(?:[-_ ]?key)?|token|passw(?:or)?d|passphrase|(?:private|api)[-_ ]?key|authorization)["']?\s*(?:=>|[:=])?\s*/;
/** Words of plain sentences too: a secret's name only with a sign before the value, or as an option: `DB_PASS=`, `_auth = `, `--pass `. */
const UNCLEAR_NAME = /(?:pass|pwd|credential|_auth)[-\w]*(?:["'\])]*\s*(?:=>|[:=>])|(?<=-[-\w]*)\s)\s*/;
const SECRET_NAME = new RegExp(`${CLEAR_NAME.source}|${UNCLEAR_NAME.source}`, "i");

/** `scheme://user:password@`: up to the last @, as not everybody escapes what a password may hold. */
const URL_PASSWORD = /(:\/\/[^\s/:@]*:)([^\s"'<>]+)(?=@)/g;

/** Characters of base64, as secrets and tokens are made of; in URLs with `%2F` and its like. */
const RUN = /[A-Za-z0-9+/=%_-]{16,}/g;
/** Shorter than a secret access key by what a line's break or a typing error may take from it. */
const SECRET_LENGTH = 32;
/** A part of a secret, such as of one that quotes part in two. A path may look like it too: masked, it is no loss. */
const IS_MIXED = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/;

/**
 * A line as it may be shown: what may be a secret in it is ***. The ids of access keys that it was found by stay.
 * @param text one line
 */
export function maskSecrets(text: string, accessKeyIds: readonly string[]): string {
  let isAfterName = false;
  const mask = (part: string): string => {
    if (accessKeyIds.includes(part)) return part;
    const name = isAfterName ? undefined : SECRET_NAME.exec(part);
    if (name === null) return maskRuns(part);
    const begin = name === undefined ? 0 : name.index + name[0].length;
    isAfterName = true;
    return maskRuns(part.slice(0, begin)) + (part.slice(begin).trim() === "" ? "" : MASK);
  };
  const withoutPasswords = text.replace(URL_PASSWORD, (_whole, before: string, password: string) => before + maskBetween(password, accessKeyIds));
  return splitAt(withoutPasswords, accessKeyIds).map(mask).join("");
}

function maskBetween(text: string, ids: readonly string[]): string {
  const mask = (part: string) => (part === "" || ids.includes(part) ? part : MASK);
  return splitAt(text, ids).map(mask).join("");
}

function maskRuns(text: string): string {
  return text.replace(RUN, (run) => (run.length >= SECRET_LENGTH || IS_MIXED.test(run) ? MASK : run));
}

/** The text in parts, each of which is one of the ids or holds none. */
function splitAt(text: string, ids: readonly string[]): readonly string[] {
  const [id, ...others] = ids;
  if (id === undefined) return [text];
  return text.split(id).flatMap((part, index) => [...(index === 0 ? [] : [id]), ...splitAt(part, others)]);
}
