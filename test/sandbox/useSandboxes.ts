import { startSandbox, type Sandbox } from "./sandboxProcess";

/** Does the same with each item, on as many sandboxes side by side as there are; the answers in the items' order. */
export async function inLanes<Item, Answer>(sandboxes: readonly Sandbox[], items: readonly Item[], work: (sandbox: Sandbox, item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.map((item, index) => ({ item, index }));
  await Promise.all(
    sandboxes.map(async (sandbox) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) answers[next.index] = await work(sandbox, next.item);
    }),
  );
  return answers;
}

/** Several sandboxes for the surrounding `describe`. */
export function useSandboxes(count: number): () => readonly Sandbox[] {
  let sandboxes: readonly Sandbox[] = [];
  before(async () => (sandboxes = await Promise.all(Array.from({ length: count }, () => startSandbox()))));
  after(() => Promise.all(sandboxes.map((sandbox) => sandbox.stop())));
  return () => sandboxes;
}
