import { spawn } from "node:child_process";

/** Some openers stay until the browser is closed: by then they would have failed. */
const patience = 3000;

/**
 * Opens an address in the user's browser, if there is one.
 * @param {string} url
 * @returns {Promise<boolean>} whether that was possible
 */
export function openInBrowser(url) {
  const [command, ...args] = opener(url);
  return new Promise((resolve) => {
    // Apart from this process, because a browser opened by this must not end with it.
    const child = spawn(command, args, { stdio: "ignore", detached: process.platform !== "win32" });
    child.unref();
    setTimeout(() => resolve(true), patience).unref();
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

/**
 * @param {string} url
 * @returns {[string, ...string[]]}
 */
function opener(url) {
  if (process.platform === "darwin") return ["open", url];
  // Not `start`, which would need a shell, and the address quoting for it.
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}
