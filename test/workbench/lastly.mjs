const key = Symbol.for("my-security-credentials.lastly");
const everywhere = /** @type {{ [key]?: (() => Promise<void>)[] | undefined }} */ (globalThis);

/** Kept where every bundle of this file finds it. */
const works = (everywhere[key] ??= []);

/**
 * Has something done when the last test file of this process has run: ending what the files shared.
 * @param {() => Promise<void>} work
 */
export function lastly(work) {
  works.push(work);
}

/** Does what was asked for. */
export async function doLast() {
  for (const work of works.splice(0)) await work();
}
