import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { writeAwsFiles } from "../workbench/isolation.mjs";
import { prepareReport, waitForTree } from "./loading";
import { openWorkbench, type OpenOptions, type Workbench } from "./workbench";

/**
 * One window for the surrounding `describe`, because opening one takes longer than most tests. For each test the account
 * is at its scenario's start, the AWS files are as new and the view has loaded them; after a failure, whatever was left
 * open goes with a reload.
 */
export function useWorkbench(options: OpenOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let isUsed = false;
  let hasFailed = false;

  const opened = (): Workbench => {
    if (workbench === undefined) throw new Error("The window did not open.");
    return workbench;
  };

  before(async () => {
    workbench = await openWorkbench({ hasReport: options.noProfile !== true, ...options });
  });
  beforeEach(async () => {
    if (isUsed) await startAnew(opened(), options, hasFailed);
    isUsed = true;
    hasFailed = false;
    if (options.noProfile !== true) await waitForTree(opened());
  });
  afterEach(function () {
    hasFailed = this.currentTest?.state === "failed";
  });
  after(() => workbench?.close());
  return opened;
}

async function startAnew(workbench: Workbench, { noProfile = false }: OpenOptions, reload: boolean): Promise<void> {
  await workbench.sandbox.control.reset();
  if (!noProfile) await prepareReport(workbench.sandbox);
  for (const name of readdirSync(workbench.home)) if (name.endsWith(".csv")) rmSync(path.join(workbench.home, name), { recursive: true });
  writeAwsFiles(workbench.home, noProfile ? undefined : workbench.sandbox.ready);
  if (reload) return workbench.open();
  await workbench.clearNotifications();
  // New files: the view begins from nothing.
  if (!noProfile) await workbench.viewAction("Refresh");
}
