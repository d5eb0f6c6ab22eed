import type { Page } from "playwright-core";

/** Runs in the page, whose types the tests do not have. */
const DUMP = `(async () => {
  const seen = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  const ask = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const text = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === "string" ? value : JSON.stringify(value);
  for (const { name } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const entries = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([ask(entries.getAllKeys()), ask(entries.getAll())]);
      keys.forEach((key, index) => seen.push(name + "/" + store + "/" + key + " = " + text(values[index])));
    }
    database.close();
  }
  return seen;
})()`;

/** Everything that VS Code keeps in the browser: local and session storage, cookies and each entry of its databases. */
export function browserStorage(page: Page): Promise<string[]> {
  return page.evaluate(DUMP);
}
