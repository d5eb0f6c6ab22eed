import type { Memento } from "vscode";
import { GlobalMemory } from "../../src/host/memory";

/** What the extension remembers, as long as a test lasts. */
export class TestMemory extends GlobalMemory {
  constructor() {
    super(new TestMemento());
  }
}

class TestMemento implements Memento {
  readonly #values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<Value>(key: string, fallback?: Value): Value {
    return (this.#values.get(key) ?? fallback) as Value;
  }

  /** As text, like VS Code: what is not JSON does not come back. */
  update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}
