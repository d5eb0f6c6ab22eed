import type { CommandContext } from "../../../src/commands/context";
import type { PartName, Snapshot } from "../../../src/iam/snapshot";
import { ScriptedUi } from "../../sandbox/scriptedUi";

/** A view that shows a snapshot. */
export function show(snapshot: Snapshot, isSandbox = false): { context: CommandContext; ui: ScriptedUi; refreshed: (readonly PartName[] | undefined)[] } {
  const ui = new ScriptedUi();
  const refreshed: (readonly PartName[] | undefined)[] = [];
  const account = {
    open: () => Promise.resolve({ loader: { snapshot } }),
    refresh: (parts?: readonly PartName[]) => Promise.resolve(void refreshed.push(parts)),
  };
  const sandbox = { isRunning: () => isSandbox };
  const git = { refresh: () => Promise.resolve() };
  return { context: { ui, account, git, sandbox } as unknown as CommandContext, ui, refreshed };
}
