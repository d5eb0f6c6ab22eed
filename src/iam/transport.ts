import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { isClockSkewCorrectedError, StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentityProvider, RetryErrorInfo } from "@smithy/types";
import { explainError, readErrorCode } from "./errors.js";

/** One try of one call. Everything that may be logged of it, and nothing else: no parameter, no answer. */
export interface CallEvent {
  readonly operation: string;
  readonly attempt: number;
  readonly milliseconds: number;
  readonly requestId: string | undefined;
  /** `undefined`: it succeeded. */
  readonly errorCode: string | undefined;
}

/** Where calls go, who signs them and how long they may take. */
export interface Connection {
  readonly profileName: string;
  readonly region: string;
  /** Overrides from the profile or the environment; `undefined`: AWS's own endpoint for the region's partition. */
  readonly iamEndpoint: string | undefined;
  readonly stsEndpoint: string | undefined;
  readonly codeCommitEndpoint: string | undefined;
  readonly cloudTrailEndpoint: string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  readonly credentials: AwsCredentialIdentityProvider;
  /** The limit on a whole call, retries included, in milliseconds. */
  readonly timeLimitMs: number;
  readonly onCall: (event: CallEvent) => void;
}

/** Limits one call may set for itself. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** IAM throttles a whole account at some tens of calls a second: four tries with backoff outlast a burst. */
const MAX_ATTEMPTS = 4;

/**
 * `onRefusal`: for calls that must not happen twice. A try that was throttled, or refused for a wrong clock, did nothing;
 * any other failure may have happened after AWS had carried the call out, and a second `CreateAccessKey` would leave a
 * key whose secret is lost.
 */
type RetryWhen = "onAnyPassingFault" | "onRefusal";

class Retries extends StandardRetryStrategy {
  readonly #when: RetryWhen;

  constructor(when: RetryWhen) {
    super(MAX_ATTEMPTS);
    this.#when = when;
  }

  override async refreshRetryTokenForRetry(token: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[0], info: RetryErrorInfo): ReturnType<StandardRetryStrategy["refreshRetryTokenForRetry"]> {
    if (!this.#mayHelp(info)) throw new Error("Not to be repeated");
    return super.refreshRetryTokenForRetry(token, info);
  }

  #mayHelp({ error, errorType }: RetryErrorInfo): boolean {
    // The SDK takes it for throttling, as it is with DynamoDB; IAM means a quota, which waiting does not change.
    if (error?.name === "LimitExceededException" || error?.name === "LimitExceeded") return false;
    if (this.#when === "onAnyPassingFault" || errorType === "THROTTLING") return true;
    // Below 500 it is a refusal, here for the time in the signature, which the SDK has put right by now.
    return error !== undefined && isClockSkewCorrectedError(error) === true && (error.$metadata?.httpStatusCode ?? 500) < 500;
  }
}

/** What {@link Transport.send} needs of an SDK client; each command knows its own answer's type. */
export interface SdkClients {
  readonly iam: IAMClient;
  /** As `iam`, for calls that must not be repeated. */
  readonly iamOnce: IAMClient;
  readonly sts: STSClient;
  /** As `sts`, for calls that must not be repeated. */
  readonly stsOnce: STSClient;
}

/** What every answer of the SDK has. */
export interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined; readonly httpStatusCode?: number | undefined };
}

/** An answer that AWS did not give: AWS gives each a request id. */
class NotFromAws extends Error {
  constructor(readonly $metadata: Answered["$metadata"]) {
    super("No request id");
  }
}

/** Sends SDK commands: time limit, cancellation, retries, call events and errors in the user's words. */
export class Transport {
  readonly clients: SdkClients;
  readonly #connection: Connection;
  readonly #codeCommit = new Map<string, CodeCommitClient>();
  readonly #cloudTrail = new Map<string, CloudTrailClient>();
  readonly #handlers: Readonly<Record<RetryWhen, NodeHttpHandler>>;
  #clockSkewMs: number | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    const connectionTimeout = Math.min(5_000, connection.timeLimitMs);
    this.#handlers = {
      // One handler for all, so that a call finds the connection that the one before it left open. A try may take half of
      // the limit: one that hangs leaves time for another.
      onAnyPassingFault: new NodeHttpHandler({ connectionTimeout, requestTimeout: connection.timeLimitMs / 2, throwOnRequestTimeout: true }),
      // What is not repeated has the whole limit: to give up early on a creation is to lose its secret.
      onRefusal: new NodeHttpHandler({ connectionTimeout }),
    };
    const { iamEndpoint, stsEndpoint } = connection;
    this.clients = {
      iam: new IAMClient(this.#configure(iamEndpoint, "onAnyPassingFault")),
      iamOnce: new IAMClient(this.#configure(iamEndpoint, "onRefusal")),
      sts: new STSClient(this.#configure(stsEndpoint, "onAnyPassingFault")),
      stsOnce: new STSClient(this.#configure(stsEndpoint, "onRefusal")),
    };
    for (const client of Object.values(this.clients) as IAMClient[]) this.#observe(client);
  }

  /** The SDK's client for CodeCommit in a region; made when it is first asked for. */
  codeCommit(region: string): CodeCommitClient {
    return this.#inRegion(this.#codeCommit, region, () => new CodeCommitClient({ ...this.#configure(this.#connection.codeCommitEndpoint, "onAnyPassingFault"), region }));
  }

  /** The SDK's client for CloudTrail in a region; made when it is first asked for. */
  cloudTrail(region: string): CloudTrailClient {
    return this.#inRegion(this.#cloudTrail, region, () => new CloudTrailClient({ ...this.#configure(this.#connection.cloudTrailEndpoint, "onAnyPassingFault"), region }));
  }

  #inRegion<Client extends CodeCommitClient | CloudTrailClient>(clients: Map<string, Client>, region: string, make: () => Client): Client {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = make();
    this.#observe(client as unknown as IAMClient);
    clients.set(region, client);
    return client;
  }

  /** AWS's clock minus this computer's, in milliseconds, as of the last answer. */
  get clockSkewMs(): number | undefined {
    return this.#clockSkewMs;
  }

  /**
   * @param action `iam:ListAccessKeys`, for the sentence if it fails
   * @throws AwsError, CancelledError
   */
  async send<Answer extends Answered>(action: string, call: (options: { abortSignal: AbortSignal }) => Promise<Answer>, options: CallOptions = {}): Promise<Answer> {
    // Before the time counts: a program that gives the keys may ask the user. What goes wrong there is said already.
    const { sessionToken } = await this.#connection.credentials();
    const limit = AbortSignal.timeout(this.#connection.timeLimitMs);
    const abortSignal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    try {
      const answer = await call({ abortSignal });
      // A sign-in page of the network is well-formed enough for the SDK, which would read an empty list out of it.
      if (answer.$metadata.requestId === undefined) throw new NotFromAws(answer.$metadata);
      return answer;
    } catch (error) {
      throw explainError(error, {
        action,
        endpoint: this.#endpointOf(action),
        clockSkewMs: this.#clockSkewMs,
        profileName: this.#connection.profileName,
        timedOut: limit.aborted && options.signal?.aborted !== true,
        timeLimitMs: this.#connection.timeLimitMs,
        temporaryKeys: sessionToken !== undefined,
      });
    }
  }

  destroy(): void {
    for (const client of Object.values(this.clients) as IAMClient[]) client.destroy();
    for (const client of [...this.#codeCommit.values(), ...this.#cloudTrail.values()]) client.destroy();
  }

  #configure(endpoint: string | undefined, when: RetryWhen) {
    const { region, credentials, profileName, useFips, useDualstack } = this.#connection;
    return {
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      // The profile's own were read already; the SDK would take those of [default] in the usual files.
      ignoreConfiguredEndpointUrls: true,
      credentials,
      profile: profileName,
      useFipsEndpoint: useFips,
      useDualstackEndpoint: useDualstack,
      defaultsMode: "standard" as const,
      retryStrategy: new Retries(when),
      requestHandler: this.#handlers[when],
    };
  }

  #endpointOf(action: string): string {
    const [service = "iam"] = action.split(":");
    const { iamEndpoint: iam, stsEndpoint: sts, codeCommitEndpoint: codecommit, cloudTrailEndpoint: cloudtrail, region } = this.#connection;
    const override = new Map(Object.entries({ iam, sts, codecommit, cloudtrail })).get(service);
    return override ?? `${service} (${region})`;
  }

  #observe(client: IAMClient): void {
    client.middlewareStack.add(
      (next, context) => {
        let attempt = 0;
        return async (args) => {
          attempt++;
          const started = performance.now();
          const report = (requestId: string | undefined, errorCode: string | undefined) =>
            this.#connection.onCall({
              operation: (context as { commandName?: string }).commandName?.replace(/Command$/, "") ?? "Unknown",
              attempt,
              milliseconds: Math.round(performance.now() - started),
              requestId,
              errorCode,
            });
          try {
            const result = await next(args);
            this.#measureClock(result.response);
            report((result.output as { $metadata?: { requestId?: string } }).$metadata?.requestId, undefined);
            return result;
          } catch (error) {
            const { $metadata, $response } = (error ?? {}) as { $metadata?: { requestId?: string }; $response?: unknown };
            this.#measureClock($response);
            report($metadata?.requestId, readErrorCode(error));
            throw error;
          }
        };
      },
      // Inside the retry middleware, outside the deserializer: once a try, with the answer's error already read.
      { step: "finalizeRequest", name: "observeCall", priority: "low" },
    );
  }

  #measureClock(response: unknown): void {
    const date = (response as { headers?: Record<string, string> } | undefined)?.headers?.["date"];
    const time = date === undefined ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(time)) this.#clockSkewMs = time - Date.now();
  }
}

