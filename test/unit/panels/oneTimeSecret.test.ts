import assert from "node:assert/strict";
import { inspect } from "node:util";
import { OneTimeSecret, type KeepingActions, type ReportProgress, type SecretWords } from "../../../src/panels/oneTimeSecret";
import { Secret } from "../../../src/secret";

const PLANTED = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYPLANTEDKEY";

/** A page on actions of which the test decides how they end. */
class Page {
  readonly reminders: boolean[] = [];
  drawn = 0;
  act: (report: ReportProgress) => void | Promise<void> = () => undefined;
  fails: Error | undefined;
  readonly key: OneTimeSecret;

  constructor() {
    const actions: KeepingActions = {
      copyName: () => Promise.resolve(),
      copySecret: (secret) => (this.fails === undefined ? Promise.resolve(`copied ${secret.reveal().length}`) : Promise.reject(this.fails)),
      use: async (report) => this.act(report),
      download: async (report) => this.act(report),
      deleteIt: () => (this.fails === undefined ? Promise.resolve() : Promise.reject(this.fails)),
      remind: (isWanted) => {
        this.reminders.push(isWanted);
        return this.fails === undefined ? Promise.resolve() : Promise.reject(this.fails);
      },
    };
    this.key = new OneTimeSecret({ id: "AKIANEW", name: "AKIANEW", secret: new Secret(PLANTED), owner: { userName: "alice", accountId: "1", profileName: "work" }, words: {} as SecretWords, part: "accessKeys" }, () => actions);
    this.key.listen(() => (this.drawn += 1));
  }

  get lines(): string[] {
    return this.key.lines.map(({ tone, text, canUndo }) => `${tone}: ${text}${canUndo ? " [undo]" : ""}`);
  }
}

describe("A key whose secret is seen once", () => {
  let page: Page;
  beforeEach(() => (page = new Page()));
  const lineId = () => page.key.lines[0]?.id ?? "";

  it("is not safe at first", () => assert.deepEqual([page.key.isSafe, page.key.lines], [false, []]));

  it("is safe once it is copied, which is told in one line however often it is done", async () => {
    await page.key.copySecret();
    await page.key.copySecret();
    assert.deepEqual([page.key.isSafe, page.lines, page.reminders], [true, ["done: copied 40"], [false, false]]);
    assert.equal(page.drawn, 2);
  });

  it("is not safe when copying fails", async () => {
    page.fails = new Error("no clipboard");
    await assert.rejects(page.key.copySecret(), /no clipboard/);
    assert.deepEqual([page.key.isSafe, page.lines], [false, []]);
  });

  it("is not safe by a copied id", async () => {
    await page.key.copyName();
    assert.equal(page.key.isSafe, false);
  });

  for (const action of ["use", "download"] as const) {
    it(`is safe after “${action}”, and in danger again when that is taken back`, async () => {
      let undone = 0;
      const undo = () => {
        undone += 1;
        return Promise.resolve();
      };
      page.act = (report) => report.kept("kept", undo);
      await page.key[action]();
      assert.deepEqual([page.key.isSafe, page.lines], [true, ["done: kept [undo]"]]);
      await page.key.undo(lineId());
      assert.deepEqual([page.key.isSafe, page.lines, undone, page.reminders], [false, [], 1, [false, true]]);
    });

    it(`is in danger after a problem with “${action}”`, async () => {
      page.act = (report) => {
        report.problem("no room");
      };
      await page.key[action]();
      assert.deepEqual([page.key.isSafe, page.lines, page.reminders], [false, ["problem: no room"], []]);
    });
  }

  it("stays safe when one of two copies is taken back", async () => {
    page.act = (report) => report.kept("kept", () => Promise.resolve());
    await page.key.use();
    await page.key.copySecret();
    await page.key.undo(lineId());
    assert.deepEqual([page.key.isSafe, page.reminders.at(-1)], [true, false]);
  });

  it("goes on telling of one action in its own line, and can still be taken back", async () => {
    page.act = (report) => {
      report.kept("saved · checking…", () => Promise.resolve());
      report.kept("saved · verified");
    };
    await page.key.use();
    await page.key.download();
    assert.deepEqual(page.lines, ["done: saved · verified [undo]", "done: saved · verified [undo]"]);
  });

  it("is not safe again by what a taken back action goes on to tell", async () => {
    let goOn: () => void = () => undefined;
    page.act = async (report) => {
      report.kept("saved · checking…", () => Promise.resolve());
      await new Promise<void>((resolve) => (goOn = resolve));
      report.kept("saved · verified");
      report.problem("and more");
    };
    const saving = page.key.use();
    await page.key.undo(lineId());
    goOn();
    await saving;
    assert.deepEqual([page.key.isSafe, page.lines, page.reminders.at(-1)], [false, [], true]);
  });

  it("stays safe when taking back fails, since the copy is still there", async () => {
    page.act = (report) => report.kept("kept", () => Promise.reject(new Error("changed since")));
    await page.key.use();
    await assert.rejects(page.key.undo(lineId()), /changed since/);
    assert.deepEqual([page.key.isSafe, page.lines], [true, ["done: kept [undo]"]]);
  });

  it("does nothing when a line that cannot be taken back is", async () => {
    await page.key.copySecret();
    await page.key.undo(lineId());
    await page.key.undo("none");
    assert.equal(page.key.isSafe, true);
  });

  it("does nothing with a first button that it does not have", async () => {
    const actions = { remind: () => Promise.resolve() } as Partial<KeepingActions> as KeepingActions;
    const bare = new OneTimeSecret({ id: "ACCA1", name: "alias", secret: new Secret(PLANTED), owner: page.key.owner, words: {} as SecretWords, part: "serviceSpecificCredentials" }, () => actions);
    await bare.use();
    assert.deepEqual([bare.isSafe, bare.lines, bare.id, bare.name], [false, [], "ACCA1", "alias"]);
  });

  it("is reminded of from the start, unless somebody took it before", async () => {
    await page.key.remind();
    await page.key.copySecret();
    await page.key.remind();
    assert.deepEqual(page.reminders, [true, false, false]);
  });

  it("is kept where the user wanted it before it was there", async () => {
    await page.key.keep((report) => {
      report.kept("kept");
      return Promise.resolve();
    });
    assert.equal(page.key.isSafe, true);
  });

  it("has notes that belong to no action and make nothing safe", () => {
    page.key.note("its description is denied", "problem");
    assert.deepEqual([page.key.isSafe, page.lines], [false, ["problem: its description is denied"]]);
  });

  it("drops the secret when it is forgotten, and reminds nobody", async () => {
    await page.key.forget();
    assert.throws(() => page.key.secret, /forgotten/);
    assert.deepEqual(page.reminders, [false]);
    assert.ok(!inspect(page.key, { depth: 9, showHidden: true }).includes(PLANTED));
  });

  it("leaves the reminder to the page that takes its place, whatever its own actions go on to tell", async () => {
    let goOn: () => void = () => undefined;
    page.act = async (report) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      report.kept("downloaded");
    };
    const downloading = page.key.download();
    page.key.drop();
    goOn();
    await downloading;
    await page.key.remind();
    await page.key.forget();
    assert.deepEqual([page.reminders, page.lines, page.key.isSafe], [[], [], false]);
    assert.throws(() => page.key.secret, /forgotten/);
    assert.ok(!inspect(page.key, { depth: 9, showHidden: true }).includes(PLANTED));
  });

  it("leaves it alone too when a way back was under way", async () => {
    let goOn: () => void = () => undefined;
    page.act = (report) => report.kept("kept", () => new Promise<void>((resolve) => (goOn = resolve)));
    await page.key.use();
    const undoing = page.key.undo(lineId());
    page.key.drop();
    goOn();
    await undoing;
    assert.deepEqual(page.reminders, [false]);
  });

  it("drops the secret with the key when that is deleted, and keeps both when that fails", async () => {
    page.fails = new Error("denied");
    await assert.rejects(page.key.deleteIt(), /denied/);
    assert.equal(page.key.secret.reveal(), PLANTED);
    page.fails = undefined;
    await page.key.deleteIt();
    assert.throws(() => page.key.secret, /forgotten/);
  });

  it("is not stopped by a reminder that cannot be kept", async () => {
    page.act = (report) => report.kept("kept", () => Promise.resolve());
    page.fails = new Error("disk full");
    await page.key.use();
    await page.key.undo(lineId());
    await page.key.forget();
    assert.equal(page.key.isSafe, false);
  });

  it("shows its secret in no print of itself", () => {
    assert.ok(!`${inspect(page.key, { depth: 9, showHidden: true })}${JSON.stringify(page.key)}`.includes(PLANTED));
  });
});
