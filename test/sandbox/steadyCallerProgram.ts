import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-providers";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { SteadyOrder, SteadyReport } from "./steadyCaller";

/**
 * Somebody's program beside the editor: reads the profile for each call, as programs do that are started for one, and tries
 * no call twice. It uses the AWS SDK alone, nothing of this extension. Goes on until it is told to stop.
 */
async function run({ paths, profileName, region, endpoint, pauseMs }: SteadyOrder): Promise<SteadyReport> {
  const requestHandler = new NodeHttpHandler();
  const reasons: Record<string, number> = {};
  let [calls, failed, stopping] = [0, 0, false];
  const call = async () => {
    const credentials = fromIni({ profile: profileName, filepath: paths.credentials, configFilepath: paths.config, ignoreCache: true });
    const client = new STSClient({ region, endpoint, credentials, requestHandler, maxAttempts: 1, ignoreConfiguredEndpointUrls: true });
    calls++;
    try {
      await client.send(new GetCallerIdentityCommand({}));
    } catch (error) {
      failed++;
      const name = error instanceof Error ? error.name : "unknown";
      reasons[name] = (reasons[name] ?? 0) + 1;
    }
  };
  await call();
  console.log(JSON.stringify({ ready: failed === 0 }));
  createInterface({ input: process.stdin }).once("line", () => (stopping = true));
  const underWay: Promise<void>[] = [];
  const started = performance.now();
  while (!stopping) {
    underWay.push(call());
    // By the clock, so that what a call takes of this process's time makes the calls no fewer.
    await setTimeout(Math.max(1, started + underWay.length * pauseMs - performance.now()));
  }
  await Promise.all(underWay);
  return { calls, failed, reasons };
}

run(JSON.parse(process.argv[2] ?? "{}") as SteadyOrder).then(
  (report) => {
    console.log(JSON.stringify(report));
    process.exit(0);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
