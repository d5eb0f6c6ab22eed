import type { AddressInfo } from "node:net";
import { BadArguments, readArguments } from "./arguments.js";
import { newRun } from "./run.js";
import type { Scenario } from "./scenarios/scenario.js";
import { scenarios } from "./scenarios/scenarios.js";
import { createSandboxServer } from "./server.js";
import { World } from "./world.js";

const loopback = "127.0.0.1";

function main(): void {
  try {
    const request = readArguments(process.argv.slice(2), scenarios);
    if (request.kind === "list") list();
    else serve(request.scenario, request.port, request.exitWithParent);
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error;
    fail(error.message);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

function list(): void {
  for (const { name, description } of scenarios) process.stdout.write(`${name.padEnd(24)}${description}\n`);
}

function serve(scenario: Scenario, port: number, exitWithParent: boolean): void {
  const world = new World(scenario, newRun({ temporary: scenario.temporaryCaller ?? false }));
  const server = createSandboxServer(world);
  server.on("error", (error: NodeJS.ErrnoException) => {
    fail(error.code === "EADDRINUSE" ? `Port ${port} is in use.` : `The sandbox cannot listen: ${error.message}`);
  });
  server.listen(port, loopback, () => {
    // An address of a listening TCP server is never null or a pipe's name.
    const { port: chosen } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify(readyLine(world, chosen))}\n`);
  });
  // Answers that hang or wait must not keep the process alive: it ends at once.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
  if (exitWithParent) endWithStdin();
}

/** The contract with whoever started the sandbox: one line of JSON, with the only secrets it ever prints. */
function readyLine({ account, run, scenario }: World, port: number) {
  const { accessKeyId, longLived, password, secretAccessKey, sessionToken } = run.credentials;
  return {
    endpoint: `http://${loopback}:${port}`,
    region: "us-east-1",
    accountId: account.id,
    userName: scenario.callerName,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(scenario.longLivedCallerToo && { longLivedAccessKeyId: longLived.accessKeyId, longLivedSecretAccessKey: longLived.secretAccessKey }),
    password,
    scenario: scenario.name,
  };
}

/** The parent's end of the stdin pipe closes when the parent dies, however it dies. */
function endWithStdin(): void {
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("close", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}

main();
