import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mock } from "node:test";
import { KeyReminders } from "../../../src/host/keyReminders";
import { GlobalMemory } from "../../../src/host/memory";
import type { OldKeys } from "../../../src/words/oldKeys";
import { useTemporaryFolder } from "../files/temporaryFolder";
import { daysAgo, KEY, KEY_ID, NOW, SPARE_ID } from "../tree/snapshots";

const DAY = 24 * 60 * 60_000;
const OTHER = { id: SPARE_ID, status: "Active", createdAt: daysAgo(100) } as const;
const old = (...keys: OldKeys["keys"]): OldKeys => ({ keys, maximumAgeDays: 90 });

/** What the windows of one computer share: a value reaches the others a moment after it was written. */
class Computer {
  readonly #windows: Map<string, unknown>[] = [];

  constructor(readonly claims: string) {}

  openWindow(): Window {
    const values = new Map(this.#windows[0] ?? []);
    this.#windows.push(values);
    const memory = new GlobalMemory({
      keys: () => [...values.keys()],
      get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
      update: (key: string, value: unknown) => {
        const text = JSON.stringify(value);
        values.set(key, JSON.parse(text));
        setTimeout(() => this.#windows.forEach((window) => window.set(key, JSON.parse(text))), 150);
        return Promise.resolve();
      },
    } as never);
    return new Window(memory, this.claims);
  }
}

class Window {
  readonly asked: { readonly message: string; readonly buttons: readonly string[]; readonly isNoted: boolean }[] = [];
  readonly run: unknown[] = [];
  /** The button that is pressed; none: the question is dismissed. */
  answer: string | undefined;
  readonly #reminders: KeyReminders;

  constructor(readonly memory: GlobalMemory, claims: string) {
    this.#reminders = new KeyReminders(memory, {
      ask: (message, buttons) => {
        this.asked.push({ message, buttons: buttons.map(({ title }) => title), isNoted: memory.keyReminder(KEY_ID) !== undefined });
        return Promise.resolve(buttons.find(({ title }) => title === this.answer)?.value);
      },
      run: (...command) => Promise.resolve(this.run.push(command)),
      claims,
    });
  }

  /** The view has loaded these old keys. */
  async load(...keys: OldKeys["keys"]): Promise<void> {
    const reminded = this.#reminders.remind(old(...keys));
    await pass(2_000);
    await reminded;
  }
}

/** Lets time go by, and all that was waiting for it. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 50) {
    await Promise.resolve();
    mock.timers.tick(50);
  }
}

describe("Reminders of old keys", () => {
  const folder = useTemporaryFolder();
  let computer: Computer;
  let window: Window;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
    computer = new Computer(path.join(folder(), "claims"));
    window = computer.openWindow();
  });
  afterEach(() => mock.timers.reset());
  const after = (time: number) => mock.timers.setTime(NOW.getTime() + time);

  it("come once a week, written down before they are seen", async () => {
    await window.load(KEY);
    assert.deepEqual(window.asked, [{ message: `Access key ${KEY_ID} is 400 days old: time to replace it.`, buttons: ["Rotate…", "Later", "Never for this key"], isNoted: true }]);
    await window.load(KEY);
    after(7 * DAY - 1);
    await computer.openWindow().load(KEY);
    assert.equal(window.asked.length, 1);
    const next = computer.openWindow();
    after(7 * DAY);
    await next.load(KEY);
    assert.equal(next.asked.length, 1);
  });

  it("come once however often the view changes meanwhile", async () => {
    await Promise.all([window.load(KEY), window.load(KEY), window.load(KEY)]);
    assert.equal(window.asked.length, 1);
  });

  it("come in one window only, though all load at the same moment", async () => {
    const windows = [computer.openWindow(), computer.openWindow(), computer.openWindow()];
    await Promise.all(windows.map((each) => each.load(KEY)));
    assert.deepEqual(windows.map(({ asked }) => asked.length), [1, 0, 0]);
  });

  it("come in each window rather than in none where nothing can be written", async () => {
    writeFileSync(computer.claims, "no folder");
    await window.load(KEY);
    assert.equal(window.asked.length, 1);
  });

  it("leave one file for a key", async () => {
    await window.load(KEY);
    after(8 * DAY);
    await window.load(KEY);
    assert.equal(window.asked.length, 2);
    assert.deepEqual(readdirSync(computer.claims).map((name) => name.split(" ")[0]), [KEY_ID]);
  });

  it("of several keys all come in the window that has the first", async () => {
    const other = computer.openWindow();
    await Promise.all([window.load(KEY, OTHER), other.load(KEY, OTHER)]);
    assert.deepEqual([window.asked.length, other.asked.length], [1, 0]);
    assert.notEqual(window.memory.keyReminder(SPARE_ID), undefined);
  });

  it("do not come for no key", async () => {
    await window.load();
    assert.deepEqual([window.asked, window.memory.keyReminder(KEY_ID)], [[], undefined]);
  });

  for (const answer of ["Later", undefined]) {
    it(`do nothing more, and come again in a week: ${answer ?? "dismissed"}`, async () => {
      window.answer = answer;
      await window.load(KEY);
      after(8 * DAY);
      await window.load(KEY);
      assert.deepEqual([window.run, window.asked.length], [[], 2]);
    });
  }

  it("never come again for a key for which they are not wanted, and do for another", async () => {
    window.answer = "Never for this key";
    await window.load(KEY);
    after(50 * DAY);
    await window.load(KEY);
    assert.equal(window.asked.length, 1);
    await window.load(KEY, OTHER);
    assert.deepEqual([window.asked.length, window.asked[1]?.message], [2, `Access key ${SPARE_ID} is 150 days old: time to replace it.`]);
    assert.deepEqual([window.memory.keyReminder(KEY_ID), window.run], ["never", []]);
  });

  it("lead to the rotation of the key", async () => {
    window.answer = "Rotate…";
    await window.load(KEY);
    assert.deepEqual(window.run, [["mySecurityCredentials.accessKey.rotate", { accessKeyId: KEY_ID }]]);
  });

  it("of several keys are one, and lead to the rotation of one of them", async () => {
    window.answer = "Rotate…";
    await window.load(KEY, OTHER);
    assert.deepEqual(window.asked, [{ message: `2 access keys are older than 90 days: ${KEY_ID}, ${SPARE_ID}. Time to replace them.`, buttons: ["Rotate…", "Later", "Never for these keys"], isNoted: true }]);
    assert.deepEqual(window.run, [["mySecurityCredentials.accessKey.rotate", undefined]]);
  });

  it("of several keys are stopped for them all", async () => {
    window.answer = "Never for these keys";
    await window.load(KEY, OTHER);
    assert.deepEqual([KEY_ID, SPARE_ID].map((id) => window.memory.keyReminder(id)), ["never", "never"]);
  });

  it("do not come because the clock was put back", async () => {
    await window.load(KEY);
    after(-2 * DAY);
    await window.load(KEY);
    assert.equal(window.asked.length, 1);
  });
});
