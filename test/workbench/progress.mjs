const patience = 1000;

/**
 * Does the work, and says so when it takes more than a second.
 * @template T
 * @param {string} label what is being done, such as "Installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(label, work) {
  const started = performance.now();
  const timer = setTimeout(() => {
    console.log(`${label} …`);
  }, patience);
  try {
    const result = await work();
    if (performance.now() - started > patience) console.log(`${label}: ${seconds(started)}`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The time since a moment of `performance.now()`, for people.
 * @param {number} started
 */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
