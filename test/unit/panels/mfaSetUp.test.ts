import assert from "node:assert/strict";
import { inspect } from "node:util";
import { CancelledError } from "../../../src/errors";
import { AwsError } from "../../../src/iam/errors";
import { MfaSetUp, type Deletion, type SetUpActions } from "../../../src/panels/mfaSetUp";
import type { Codes } from "../../../src/panels/mfaSetUpProtocol";
import { Secret } from "../../../src/secret";
import { Authenticator, codeOfSeed } from "../mfa/authenticator";

const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const SERIAL = "arn:aws:iam::123456789012:mfa/alice";
/** Twelve seconds into a step. */
const START = Date.UTC(2026, 10, 23, 10, 0, 12);

const refusal = (code: string, more: { outcomeUnknown?: boolean } = {}) => new AwsError(`AWS says ${code}`, { code, ...more });
const lost = refusal("ECONNRESET", { outcomeUnknown: true });

/** A set-up on actions of which the test decides how they end, with a phone that scanned it. */
class Page {
  now = START;
  readonly done: string[] = [];
  readonly told: string[] = [];
  drawn = 0;
  /** What each assignment in turn ends with; nothing more: success. */
  readonly refusals: Error[] = [];
  assigned: boolean | Error = false;
  deletion: Deletion = { kind: "deleted" };
  answer: "goOn" | "leave" | Error = "leave";
  signInFails: Error | undefined;
  /** Runs in the middle of an assignment. */
  meanwhile: () => void | Promise<void> = () => undefined;
  readonly setUp: MfaSetUp;
  readonly phone: Authenticator;

  constructor(profileName: string | undefined = "work") {
    const actions: SetUpActions = {
      now: () => this.now,
      assign: async (codes) => {
        this.done.push(`assign ${codes.join(" ")}`);
        await this.meanwhile();
        const refused = this.refusals.shift();
        if (refused !== undefined) throw refused;
      },
      isAssigned: () => {
        this.done.push("list");
        return this.assigned instanceof Error ? Promise.reject(this.assigned) : Promise.resolve(this.assigned);
      },
      onAssigned: (codes) => Promise.resolve(void this.done.push(`assigned ${codes.join(" ")}`)),
      onGone: () => void this.done.push("gone"),
      delete: () => {
        this.done.push("delete");
        return Promise.resolve(this.deletion);
      },
      askAfterDenial: () => {
        this.done.push("ask");
        return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
      },
      tell: (sentence) => void this.told.push(sentence),
      copyKey: (seed) => Promise.resolve(`copied ${seed.reveal().length}`),
      startAgain: () => Promise.resolve(void this.done.push("again")),
      record: () => Promise.resolve("recorded"),
      signIn: () => (this.signInFails === undefined ? Promise.resolve("signed in") : Promise.reject(this.signInFails)),
    };
    const owner = { userName: "alice", accountId: "123456789012", accountAlias: "acme-dev", profileName };
    this.setUp = new MfaSetUp({ serialNumber: SERIAL, name: "alice", seed: new Secret(SEED) }, owner, actions);
    this.phone = Authenticator.scan(this.setUp.qr);
    this.setUp.listen(() => (this.drawn += 1));
  }

  /** What the phone shows, `steps` from now. */
  code(steps = 0): string {
    return this.phone.codeAt(this.now, steps);
  }

  enter(first: string, second = ""): void {
    this.setUp.enter([first, second]);
  }

  /** Both codes as a user types them: one, and the next one when it comes. */
  enterBoth(): Codes {
    const first = this.code();
    this.enter(first);
    this.now += 30_000;
    const codes: Codes = [first, this.code()];
    this.enter(...codes);
    return codes;
  }

  get notes(): string[] {
    return this.setUp.pair.notes.map(({ tone, text }) => `${tone}: ${text}`);
  }

  get status(): string[] {
    return this.setUp.status.map(({ tone, text }) => `${tone}: ${text}`);
  }
}

describe("The set-up of an authenticator app", () => {
  let page: Page;
  beforeEach(() => (page = new Page()));

  describe("shows what the app needs", () => {
    it("a QR code with the user and the account", () => {
      assert.deepEqual([page.phone.label, page.phone.issuer, page.phone.seed], ["alice@acme-dev", "Amazon Web Services", SEED]);
    });

    it("the key in groups of four", () => assert.match(page.setUp.key?.reveal() ?? "", /^(JBSW Y3DP EHPK 3PXP ?){4}$/));

    it("the time to the next code", () => assert.equal(page.setUp.nextCodeIn, 18_000));

    it("and its key in no print of itself", () => {
      assert.ok(!`${inspect(page.setUp, { depth: 9, showHidden: true })}${JSON.stringify(page.setUp)}`.includes("JBSW"));
    });

    it("tells that the key was copied, in one line however often", async () => {
      await page.setUp.copyKey();
      await page.setUp.copyKey();
      assert.deepEqual(page.status, ["done: copied 64"]);
    });
  });

  describe("judges each code as soon as it has six digits", () => {
    const first = (text: string) => {
      page.enter(text);
      return page.notes[0] ?? "";
    };

    it("and says nothing before", () => assert.deepEqual(["", "1", "12345", " 12 34-5 "].map(first), Array(4).fill("plain: ")));

    for (const [name, text] of [["a letter", "12a"], ["seven digits", "1234567"]] as const) {
      it(`what is no code: ${name}`, () => assert.equal(first(text), "wrong: A code has six digits, and nothing else."));
    }

    it("the one of now, with a space or a dash in the middle too", () => {
      const code = page.code();
      for (const text of [code, `${code.slice(0, 3)} ${code.slice(3)}`, `${code.slice(0, 3)}-${code.slice(3)}\n`]) assert.equal(first(text), "right: First code is right · waiting for the next one");
      assert.deepEqual(page.setUp.pair.codes, [code, ""]);
    });

    it("the previous one, after which there is nothing to wait for", () => assert.equal(first(page.code(-1)), "right: First code is right · now the one that your app shows now"));

    it("the next one, as a phone shows that is some seconds ahead", () => assert.match(first(page.code(1)), /^right/));

    it("one of a phone that is five minutes ahead", () => assert.match(first(page.code(10)), /^wrong: Your phone's clock is 5 min ahead\. /));

    it("one that is old, or of a phone that is behind", () => assert.match(first(page.code(-4)), /^wrong: This code is 2 min old, or your phone's clock is that much behind\. /));

    it("another account's, or one with a wrong digit", () => {
      assert.equal(first(codeOfSeed("GEZDGNBVGY3TQOJQ", 1)), "wrong: This code belongs to another account, or a digit is wrong.");
    });

    it("by AWS's clock, whatever that of this computer says", () => {
      page.now = START + 300_000;
      assert.match(first(page.code()), /^right/);
    });
  });

  describe("wants two codes in a row", () => {
    it("and can assign once both are right", () => {
      page.enter(page.code());
      assert.equal(page.setUp.canAssign, false);
      page.enterBoth();
      assert.deepEqual([page.setUp.canAssign, page.notes], [true, ["right: First code is right", "right: Second code is right"]]);
    });

    it("of which the first stays right as time goes by", () => {
      page.enter(page.code());
      page.now += 59_000;
      page.enter(page.setUp.pair.codes[0], page.code(-1));
      assert.equal(page.setUp.canAssign, true);
    });

    it("not the same twice", () => {
      page.enter(page.code(), page.code());
      assert.deepEqual([page.notes[1], page.setUp.canAssign], ["wrong: This is the first code again. Wait for the next one.", false]);
    });

    it("not in the wrong order", () => {
      page.enter(page.code(), page.code(-1));
      assert.deepEqual([page.notes[1], page.setUp.canAssign], ["wrong: This code is older than the first one. Type the one that comes after it.", false]);
    });

    it("and counts the second as the first when one was missed in between", () => {
      page.enter(page.code());
      page.now += 60_000;
      const late = page.code();
      page.enter(page.setUp.pair.codes[0], late);
      assert.deepEqual([page.setUp.pair.codes, page.setUp.pair.revision], [[late, ""], 1]);
      assert.match(page.status[0] ?? "", /^problem: There was another code in between/);
      page.now += 30_000;
      page.enter(late, page.code());
      assert.deepEqual([page.setUp.canAssign, page.status], [true, []]);
    });

    it("and judges the second alone as long as the first is not right", () => {
      page.enter("", page.code());
      assert.match(page.notes[1] ?? "", /^plain: Now the code that came before/);
      page.enter("", page.code(10));
      assert.match(page.notes[1] ?? "", /^wrong: Your phone's clock is 5 min ahead/);
      page.enter(page.code(-1), page.code());
      assert.equal(page.setUp.canAssign, true);
    });

    for (const where of [0, 1] as const) {
      it(`and takes both pasted at once into field ${where + 1}`, () => {
        const both = `${page.code(-1)} ${page.code()}`;
        page.enter(where === 0 ? both : "", where === 1 ? both : "");
        assert.deepEqual([page.setUp.pair.codes, page.setUp.pair.revision, page.setUp.canAssign], [[page.code(-1), page.code()], 1, true]);
      });
    }

    it("and does nothing when it is told to assign without them", async () => {
      page.enter(page.code());
      await page.setUp.assign();
      assert.deepEqual(page.done, []);
    });

    it("and not such as have waited for too long", async () => {
      page.enterBoth();
      page.now += 90_000;
      await page.setUp.assign();
      assert.deepEqual([page.done, page.status, page.setUp.pair.codes], [[], ["problem: These codes are too old by now. Type two new ones."], ["", ""]]);
    });
  });

  describe("assigns the device", () => {
    it("once, then forgets the key and says what can be done next", async () => {
      const codes = page.enterBoth();
      page.meanwhile = () => {
        assert.deepEqual([page.setUp.phase, page.status], ["assigning", ["plain: Assigning the device…"]]);
        page.enter("1");
        void page.setUp.assign();
      };
      await page.setUp.assign();
      assert.deepEqual(page.done, [`assign ${codes.join(" ")}`, `assigned ${codes.join(" ")}`]);
      assert.deepEqual([page.setUp.phase, page.setUp.key, page.setUp.qr, page.setUp.pair.codes], ["assigned", undefined, undefined, ["", ""]]);
      assert.deepEqual([page.setUp.offers, page.status.length], [{ record: true, signIn: true }, 1]);
      assert.ok(page.drawn > 0);
    });

    it("and does what is offered then, each once", async () => {
      page.enterBoth();
      await page.setUp.signIn();
      await page.setUp.assign();
      page.signInFails = new CancelledError();
      await assert.rejects(page.setUp.signIn());
      assert.equal(page.setUp.offers.signIn, true);
      page.signInFails = undefined;
      await page.setUp.signIn();
      await page.setUp.record();
      await page.setUp.record();
      assert.deepEqual([page.setUp.offers, page.status.slice(1)], [{ record: false, signIn: false }, ["done: signed in", "done: recorded"]]);
    });

    it("and offers no profile where there is none", async () => {
      page = new Page("");
      const keysOfTheEnvironment = new MfaSetUp({ serialNumber: SERIAL, name: "alice", seed: new Secret(SEED) }, { userName: "alice", accountId: "1", accountAlias: undefined, profileName: undefined }, {
        now: () => START,
        assign: () => Promise.resolve(),
        onAssigned: () => Promise.resolve(),
      } as unknown as SetUpActions);
      const phone = Authenticator.scan(keysOfTheEnvironment.qr);
      keysOfTheEnvironment.enter([phone.codeAt(START, -1), phone.codeAt(START)]);
      await keysOfTheEnvironment.assign();
      assert.deepEqual([keysOfTheEnvironment.offers, phone.label], [{ record: false, signIn: true }, "alice@1"]);
    });

    for (const [code, sentence] of [
      ["InvalidAuthenticationCode", /^problem: AWS did not accept these codes\. Type two new ones/],
      ["EntityTemporarilyUnmodifiable", /still busy with an earlier change/],
      ["ConcurrentModification", /at the same moment, so AWS did nothing/],
      ["LimitExceeded", /as many MFA devices as AWS allows/],
      ["ENOTFOUND", /^problem: AWS says ENOTFOUND Then type two new codes\.$/],
    ] as const) {
      it(`or says why not, and takes two new codes: ${code}`, async () => {
        page.refusals.push(refusal(code));
        page.enterBoth();
        await page.setUp.assign();
        assert.match(page.status[0] ?? "", sentence);
        assert.deepEqual([page.setUp.phase, page.setUp.pair.codes, page.setUp.canAssign], ["entering", ["", ""], false]);
        page.now += 30_000;
        page.enterBoth();
        assert.deepEqual(page.status, []);
        await page.setUp.assign();
        assert.equal(page.setUp.phase, "assigned");
        assert.ok(!page.done.includes("list"));
      });
    }

    it("and keeps the codes when the user cancels a sign-in that AWS asked for", async () => {
      page.refusals.push(new CancelledError());
      page.enterBoth();
      await page.setUp.assign();
      assert.deepEqual([page.setUp.phase, page.setUp.canAssign, page.status], ["entering", true, []]);
    });

    it("and passes a fault of its own on", async () => {
      page.refusals.push(new TypeError("oops"));
      page.enterBoth();
      await assert.rejects(page.setUp.assign(), /oops/);
      assert.equal(page.setUp.phase, "entering");
    });
  });

  describe("finds out what became of it when the answer was lost", () => {
    it("it was assigned", async () => {
      page.refusals.push(lost);
      page.assigned = true;
      const codes = page.enterBoth();
      await page.setUp.assign();
      assert.deepEqual([page.setUp.phase, page.done], ["assigned", [`assign ${codes.join(" ")}`, "list", `assigned ${codes.join(" ")}`]]);
    });

    it("it was not", async () => {
      page.refusals.push(lost);
      page.enterBoth();
      await page.setUp.assign();
      assert.deepEqual(page.status, ["problem: The answer from AWS was lost, and the device is not assigned. Type two new codes."]);
    });

    it("it cannot be asked; then it is asked before the next try", async () => {
      page.refusals.push(lost);
      page.assigned = refusal("ENOTFOUND");
      const first = page.enterBoth();
      await page.setUp.assign();
      assert.match(page.status[0] ?? "", /it cannot be asked now whether the device was assigned/);
      page.assigned = true;
      page.now += 30_000;
      page.enterBoth();
      await page.setUp.assign();
      assert.deepEqual([page.setUp.phase, page.done.slice(2)], ["assigned", ["list", `assigned ${first.join(" ")}`]]);
    });

    it("it was lost again and again, and is assigned at last", async () => {
      page.refusals.push(lost, lost);
      for (let attempt = 0; attempt < 3; attempt++) {
        page.enterBoth();
        await page.setUp.assign();
        page.now += 30_000;
      }
      assert.deepEqual([page.setUp.phase, page.done.map((word) => word.split(" ")[0])], ["assigned", ["assign", "list", "list", "assign", "list", "list", "assign", "assigned"]]);
    });

    it("AWS says that it is in use, by this user", async () => {
      page.refusals.push(refusal("EntityAlreadyExists"));
      page.assigned = true;
      page.enterBoth();
      await page.setUp.assign();
      assert.equal(page.setUp.phase, "assigned");
    });
  });

  describe("that somebody else has put an end to", () => {
    for (const [code, sentence] of [["NoSuchEntity", /Somebody deleted the unfinished device alice/], ["EntityAlreadyExists", /belongs to another user by now/]] as const) {
      it(`says so, and offers to start again: ${code}`, async () => {
        page.refusals.push(refusal(code));
        page.enterBoth();
        await page.setUp.assign();
        assert.match(page.status[0] ?? "", sentence);
        assert.deepEqual([page.setUp.phase, page.setUp.key, page.done.at(-1)], ["gone", undefined, "gone"]);
        await page.setUp.startAgain();
        assert.equal(await page.setUp.end(), "ended");
        assert.deepEqual([page.setUp.phase, page.done.filter((word) => word === "delete"), page.done.at(-1)], ["ended", [], "again"]);
      });
    }

    it("starts again only then", async () => {
      await page.setUp.startAgain();
      assert.deepEqual(page.done, []);
    });
  });

  describe("leaves no unfinished device when it ends", () => {
    it("deletes it, and forgets the key", async () => {
      page.enter(page.code());
      assert.deepEqual(await Promise.all([page.setUp.end(), page.setUp.end()]), ["ended", "ended"]);
      assert.equal(await page.setUp.end(), "ended");
      assert.deepEqual([page.done, page.told, page.setUp.phase, page.setUp.key, page.setUp.pair.codes], [["delete"], [], "ended", undefined, ["", ""]]);
      page.enter(page.code());
      assert.equal(page.setUp.canAssign, false);
    });

    it("keeps one that is assigned", async () => {
      page.enterBoth();
      await page.setUp.assign();
      assert.equal(await page.setUp.end(), "ended");
      assert.ok(!page.done.includes("delete"));
    });

    for (const [name, refused, expected] of [["comes through", undefined, "assigned"], ["is refused", refusal("InvalidAuthenticationCode"), "delete"]] as const) {
      it(`waits for an assignment under way, which ${name}`, async () => {
        page.enterBoth();
        if (refused !== undefined) page.refusals.push(refused);
        let goOn: () => void = () => undefined;
        page.meanwhile = () => new Promise<void>((resolve) => (goOn = resolve));
        const assigning = page.setUp.assign();
        const ending = page.setUp.end();
        goOn();
        await assigning;
        assert.equal(await ending, "ended");
        assert.equal(page.done.at(-1)?.split(" ")[0], expected);
      });
    }

    it("says quietly that it is made up for later when the network is gone", async () => {
      page.deletion = { kind: "failed", error: refusal("ENOTFOUND") };
      assert.equal(await page.setUp.end(), "ended");
      assert.deepEqual(page.told, ["The unfinished device alice could not be deleted now. That is made up for at the next start."]);
    });

    it("tells that it was assigned after all when the answer to that was lost", async () => {
      page.refusals.push(lost);
      page.assigned = refusal("ENOTFOUND");
      const codes = page.enterBoth();
      await page.setUp.assign();
      page.deletion = { kind: "assigned" };
      assert.equal(await page.setUp.end(), "ended");
      assert.deepEqual([page.done.at(-1), page.told], [`assigned ${codes.join(" ")}`, ["The device alice was assigned after all: it is yours."]]);
    });

    for (const [answer, ending] of [["leave", "ended"], ["goOn", "goOn"], [new CancelledError(), "goOn"]] as const) {
      it(`asks when AWS does not let it be deleted: ${answer instanceof Error ? "dismissed" : answer}`, async () => {
        page.deletion = { kind: "denied", error: refusal("AccessDenied") };
        page.answer = answer;
        page.enter(page.code());
        const { codes } = page.setUp.pair;
        assert.equal(await page.setUp.end(), ending);
        assert.deepEqual(page.done, ["delete", "ask"]);
        const isOver = ending === "ended";
        assert.deepEqual([page.setUp.phase, page.setUp.key === undefined, page.setUp.pair.codes], isOver ? ["ended", true, ["", ""]] : ["entering", false, codes]);
      });
    }

    it("can be finished after that", async () => {
      page.deletion = { kind: "denied", error: refusal("AccessDenied") };
      page.answer = "goOn";
      await page.setUp.end();
      page.enterBoth();
      await page.setUp.assign();
      assert.equal(page.setUp.phase, "assigned");
    });

    it("does what it can without a question when the window goes away", async () => {
      page.deletion = { kind: "denied", error: refusal("AccessDenied") };
      await page.setUp.abandon();
      await page.setUp.abandon();
      assert.deepEqual([page.done, page.told, page.setUp.key], [["delete"], [], undefined]);
    });

    it("and deletes nothing that is the user's by then", async () => {
      page.enterBoth();
      const assigning = page.setUp.assign();
      await page.setUp.abandon();
      await assigning;
      assert.ok(!page.done.includes("delete"));
    });
  });
});
