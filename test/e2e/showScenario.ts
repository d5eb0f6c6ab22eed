import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../sandbox/sandboxProcess";
import { writeAwsFiles } from "../workbench/isolation.mjs";
import { eventually } from "./eventually";
import { prepareReport } from "./loading";
import type { Workbench } from "./workbench";

/**
 * Puts another account in the place of the window's, as if somebody had replaced the AWS files: quicker than another window.
 * It is loading then. Whoever asks for it stops it.
 */
export async function showScenario(workbench: Workbench, scenario: string): Promise<Sandbox> {
  // Until there is a tree, there is nothing to refresh.
  await eventually(async () => assert.notDeepEqual(await workbench.rows(), []));
  const sandbox = await startSandbox({ scenario });
  await prepareReport(sandbox);
  writeAwsFiles(workbench.home, sandbox.ready);
  await workbench.viewAction("Refresh");
  await eventually(async () => assert.ok((await sandbox.control.calls()).some(({ operation }) => operation === "GetCallerIdentity")));
  return sandbox;
}
