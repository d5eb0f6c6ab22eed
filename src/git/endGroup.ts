import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

/**
 * Ends a program with all that it has started and that is still in its group: Git's helpers, which would keep its output open.
 * @param child started as the leader of a group of its own (`detached`); Windows knows no groups, but who started whom, and
 * has no gentle way for programs without a window
 */
export function endGroup({ pid }: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    const taskkill = path.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
    spawn(taskkill, ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true }).once("error", () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // None of it is left.
  }
}
