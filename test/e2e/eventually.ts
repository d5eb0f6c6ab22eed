const patience = 15_000;
const pause = 50;

/**
 * Tries until it succeeds, or fails with the last failure: for what Playwright does not wait for by itself.
 * It may be tried many times, so it must only look, not act.
 */
export async function eventually<T>(look: () => T | Promise<T>, time = patience): Promise<T> {
  const deadline = Date.now() + time;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
