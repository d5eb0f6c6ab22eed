import assert from "node:assert/strict";
import { CancelledError, isCancelledError, UserError } from "../../../src/errors";
import { explainError, isAwsError, readErrorCode, type AwsError, type FailedCall } from "../../../src/iam/errors";

const CALL: FailedCall = { action: "iam:ListAccessKeys", endpoint: "iam.example", clockSkewMs: 0, profileName: "work", timedOut: false, timeLimitMs: 20_000, temporaryKeys: false };
const MINUTE = 60_000;

/** An AWS answer as the SDK throws it. */
function answer(name: string, message = "AWS’s own words", status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: "id" }, $response: {} });
}
function nodeError(code: string, name = "Error"): Error {
  return Object.assign(new Error(`${code} in Node’s words`), { name, code });
}
function explain(error: unknown, call: Partial<FailedCall> = {}): AwsError {
  const explained = explainError(error, { ...CALL, ...call });
  assert.ok(isAwsError(explained), String(explained));
  assert.ok(explained.code !== undefined && explained.hint !== "");
  return explained;
}

describe("The sentence for a failed call", () => {
  const sentences: readonly [string, unknown, Partial<FailedCall>, string, boolean][] = [
    ["no such host", nodeError("ENOTFOUND"), {}, "This computer cannot reach iam.example.", false],
    ["a name server that does not answer", nodeError("EAI_AGAIN"), {}, "This computer cannot reach iam.example.", false],
    ["no route", nodeError("EHOSTUNREACH"), {}, "This computer cannot reach iam.example.", false],
    ["no network", nodeError("ENETUNREACH"), {}, "This computer cannot reach iam.example.", false],
    ["a refused connection, which the SDK calls a time-out", nodeError("ECONNREFUSED", "TimeoutError"), {}, "Nothing answers at iam.example.", false],
    ["a broken connection", nodeError("ECONNRESET", "TimeoutError"), {}, "The connection was lost before the answer came from iam.example.", true],
    ["a broken pipe", nodeError("EPIPE"), {}, "The connection was lost before the answer came from iam.example.", true],
    ["the SDK’s time limit", Object.assign(new Error("x"), { name: "TimeoutError" }), {}, "No answer within 20 seconds from iam.example.", true],
    ["the call’s time limit", Object.assign(new Error("x"), { name: "AbortError" }), { timedOut: true }, "No answer within 20 seconds from iam.example.", true],
    ["a certificate that is signed by nobody", nodeError("SELF_SIGNED_CERT_IN_CHAIN"), {}, "The connection to iam.example is not trusted: SELF_SIGNED_CERT_IN_CHAIN.", false],
    ["a certificate that ended", nodeError("CERT_HAS_EXPIRED"), {}, "The connection to iam.example is not trusted: CERT_HAS_EXPIRED.", false],
    ["a certificate for another host", nodeError("ERR_TLS_CERT_ALTNAME_INVALID"), {}, "The connection to iam.example is not trusted: ERR_TLS_CERT_ALTNAME_INVALID.", false],
    ["an issuer that is unknown", nodeError("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), {}, "The connection to iam.example is not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE.", false],
    ["https where http is spoken", nodeError("EPROTO"), {}, "The connection to iam.example cannot be made secure: EPROTO.", false],
    ["the same by another name", nodeError("ERR_SSL_WRONG_VERSION_NUMBER"), {}, "The connection to iam.example cannot be made secure: ERR_SSL_WRONG_VERSION_NUMBER.", false],
    ["no HTTP at all", nodeError("HPE_INVALID_CONSTANT"), {}, "What answered is not AWS: iam.example.", true],
    ["a web page", Object.assign(new Error("x"), { name: "Unknown", $metadata: { httpStatusCode: 503 }, $response: {} }), {}, "What answered is not AWS (HTTP status 503): iam.example.", true],
    ["XML that is none", Object.assign(new SyntaxError("Unexpected token"), { $metadata: { httpStatusCode: 200 }, $response: {} }), {}, "What answered is not AWS (HTTP status 200): iam.example.", true],
    ["half an answer", Object.assign(new Error("missing closing tag"), { $metadata: { httpStatusCode: 200, requestId: "id" }, $response: {} }), {}, "The answer from iam.example broke off on the way and cannot be read.", true],
    ["throttling", answer("Throttling"), {}, "AWS is receiving too many requests from this account just now.", false],
    ["throttling by another name", answer("TooManyRequestsException", "x", 429), {}, "AWS is receiving too many requests from this account just now.", false],
    ["a fault of AWS", answer("ServiceFailureException", "x", 500), {}, "AWS had a fault of its own while handling iam:ListAccessKeys.", true],
    ["AWS being down", answer("ServiceUnavailable", "x", 503), {}, "AWS had a fault of its own while handling iam:ListAccessKeys.", true],
    ["a quota", answer("LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: 2", 409), {}, "The limit is reached: Cannot exceed quota for AccessKeysPerUser: 2", false],
    ["a thing that is gone", answer("NoSuchEntityException", "The Access Key with id A cannot be found.", 404), {}, "It is not there any more: The Access Key with id A cannot be found.", false],
    ["an unknown key", answer("InvalidClientTokenId", "x", 403), {}, "AWS does not know the access key of profile work, or it is switched off.", false],
    ["a session without MFA", answer("InvalidClientTokenId", "x", 403), { temporaryKeys: true }, "IAM does not accept this session of profile work: it was opened without MFA, or it has ended.", false],
    ["the same from STS’s newer side", answer("UnrecognizedClientException", "x", 403), {}, "AWS does not know the access key of profile work, or it is switched off.", false],
    ["a session that ended", answer("ExpiredToken", "x", 403), { temporaryKeys: true }, "The session of profile work has ended.", false],
    ["a session that ended, by the class’s name", answer("ExpiredTokenException", "x", 403), {}, "The session of profile work has ended.", false],
    ["a wrong secret", answer("SignatureDoesNotMatch", "The request signature we calculated does not match", 403), {}, "The secret access key of profile work does not belong to its access key ID.", false],
    ["a half signature", answer("IncompleteSignature", "x", 400), {}, "The secret access key of profile work does not belong to its access key ID.", false],
    ["any other refusal, in AWS’s words", answer("EntityTemporarilyUnmodifiableException", "Try later.", 409), {}, "AWS refused iam:ListAccessKeys: Try later.", false],
    ["a refusal without words", answer("SomethingNew", "", 400), {}, "AWS refused iam:ListAccessKeys: SomethingNew", false],
    ["AWS’s InvalidAuthenticationCode, which is a 403 and no denial", answer("InvalidAuthenticationCodeException", "Wrong code.", 403), {}, "AWS did not accept the code.", false],
  ];
  for (const [name, error, call, sentence, outcomeUnknown] of sentences) {
    it(`names ${name}`, () => {
      const explained = explain(error, call);
      assert.deepEqual([explained.message, explained.outcomeUnknown, explained.denial], [sentence, outcomeUnknown, undefined]);
    });
  }

  for (const [skew, sentence] of [
    [30 * MINUTE, "The clock of this computer is 30 minutes behind AWS's, so AWS refuses its signatures."],
    [-16 * MINUTE, "The clock of this computer is 16 minutes ahead of AWS's, so AWS refuses its signatures."],
  ] as const) {
    for (const code of ["SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture", "InvalidSignatureException"]) {
      it(`says that the clock is ${skew > 0 ? "behind" : "ahead"}, by how much: ${code}`, () => {
        assert.equal(explain(answer(code, "x", 403), { clockSkewMs: skew }).message, sentence);
      });
    }
  }

  it("says that the time is wrong where nobody knows by how much", () => {
    assert.equal(explain(answer("SignatureDoesNotMatch", "Signature expired: …", 403), { clockSkewMs: undefined }).message, "AWS says that the time on this computer is wrong.");
    assert.equal(explain(answer("SignatureDoesNotMatch", "Signature not yet current: …", 403), { clockSkewMs: 5_000 }).message, "AWS says that the time on this computer is wrong.");
  });

  it("blames the secret and not the clock for a few seconds", () => {
    assert.match(explain(answer("SignatureDoesNotMatch", "x", 403), { clockSkewMs: 3 * MINUTE }).message, /^The secret access key of profile work/);
  });

  const subject = "User: arn:aws:iam::1:user/alice is not authorized to perform: iam:CreateAccessKey on resource: user alice";
  const denials: readonly [string, string, string, RegExp][] = [
    ["no policy allows it", `${subject} because no identity-based policy allows the iam:CreateAccessKey action`, "AWS refused: your user may not do this (iam:CreateAccessKey).", /Ask your administrator/],
    ["a policy forbids it", `${subject} with an explicit deny in an identity-based policy`, "AWS refused: a policy forbids your user to do this (iam:CreateAccessKey).", /MFA/],
    ["a named policy forbids it", `${subject} with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/P`, "AWS refused: a policy forbids your user to do this (iam:CreateAccessKey): arn:aws:iam::1:policy/P.", /MFA/],
    ["AWS put the user into quarantine", `${subject} with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2`, "AWS has fenced in your user because one of its keys was found in public; iam:CreateAccessKey is blocked.", /administrator now/],
    ["AWS words it in another way", "MultiFactorAuthentication failed", "AWS refused iam:ListAccessKeys: MultiFactorAuthentication failed", /Ask your administrator/],
  ];
  for (const [name, message, sentence, hint] of denials) {
    it(`is about a permission when ${name}`, () => {
      for (const code of ["AccessDenied", "AccessDeniedException"]) {
        const explained = explain(answer(code, message, 403));
        assert.deepEqual([explained.message, explained.code], [sentence, "AccessDenied"]);
        assert.match(explained.hint ?? "", hint);
        assert.ok(explained.denial !== undefined);
      }
    });
  }

  it("is none for what the user did, or what was explained already", () => {
    assert.ok(isCancelledError(explainError(Object.assign(new Error("x"), { name: "AbortError" }), CALL)));
    const cancelled = new CancelledError();
    assert.equal(explainError(cancelled, CALL), cancelled);
    const known = new UserError("Profile work gives no credentials.");
    assert.equal(explainError(known, { ...CALL, timedOut: true }), known);
  });

  it("is there for whatever is thrown", () => {
    for (const thrown of [undefined, null, "text", 42, {}, new Error("")]) assert.match(explain(thrown).message, /^AWS refused iam:ListAccessKeys: /);
  });
});

describe("An error’s code", () => {
  for (const [error, code] of [
    [answer("LimitExceededException"), "LimitExceeded"],
    [answer("AccessDenied"), "AccessDenied"],
    [Object.assign(new Error("x"), { name: "CredentialsError", Code: "ExpiredToken" }), "ExpiredToken"],
    [nodeError("ECONNRESET", "TimeoutError"), "ECONNRESET"],
    [nodeError("ENOTFOUND"), "ENOTFOUND"],
    [Object.assign(new Error("x"), { name: "TimeoutError" }), "TimeoutError"],
    [new Error("x"), "Error"],
    [undefined, "Unknown"],
  ] as const) {
    it(`is ${code}`, () => assert.equal(readErrorCode(error), code));
  }
});
