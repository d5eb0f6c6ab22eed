import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { inspect } from "node:util";
import { addMfaDevice } from "../../src/commands/mfaDevices/add";
import { isCancelledError, isUserError } from "../../src/errors";
import { Authenticator } from "../unit/mfa/authenticator";
import { signInWith } from "./mfaDevicesHelp";
import { APP, assign, codesOf, devices, journal, lastPage, status } from "./mfaSetUpHelp";
import { confirm, dismiss, input, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const SERIAL = "arn:aws:iam::123456789012:mfa/alice";
const ARN = "arn:aws:iam::123456789012:user/alice";

describe("Adding an authenticator app", () => {
  describe("to a user who has no device", () => {
    const account = useTestAccount("mfa-none");
    const page = () => lastPage(account());
    beforeEach(() => account().run(addMfaDevice, [APP]));

    it("creates a device of the user's name, and shows it to the page only", async () => {
      const phone = Authenticator.scan(page().qr);
      const device = (await account().sandbox.control.mfa()).find(({ serial }) => serial === SERIAL);
      assert.deepEqual([device?.serial, device?.seed, phone.label, phone.issuer], [SERIAL, phone.seed, "alice@123456789012", "Amazon Web Services"]);
      assert.equal(page().key?.reveal().replaceAll(" ", ""), phone.seed);
      assert.deepEqual([journal(account()), await devices(account())], [["alice"], ["alice: nobody"]]);
      const seen = [...account().ui.texts, ...account().ui.copied, inspect(account().events, { depth: 9 }), ...readdirSync(account().in("unfinished")).map((name) => account().read("unfinished", name))].join("\n");
      assert.ok(!seen.includes(phone.seed.slice(0, 12)));
    });

    it("assigns it with two codes of the phone, remembers it, and forgets the key", async () => {
      const [first, second] = await assign(page());
      assert.deepEqual([page().phase, page().key, await devices(account()), journal(account())], ["assigned", undefined, ["alice: alice"], []]);
      assert.equal(account().memory.lastMfaDevice(ARN), SERIAL);
      const now = Date.now();
      assert.deepEqual([first, second, "000000"].map((code) => account().usedCodes.secondsUntilNext(SERIAL, code, now) !== undefined), [true, true, false]);
      assert.deepEqual(account().refreshed.at(-1), ["mfaDevices", "unassignedMfaDevices"]);
      assert.deepEqual(await account().calls(/MFADevice$/), ["CreateVirtualMFADevice ok", "EnableMFADevice ok"]);
      assert.equal(await page().end(), "ended");
      assert.deepEqual([await devices(account()), account().ui.notices], [["alice: alice"], []]);
    });

    it("then signs in with the next code, not with one of the two", async () => {
      const phone = Authenticator.scan(page().qr);
      const [, second] = await assign(page());
      await account().sandbox.control.clock(30);
      const next = phone.codeAt(Date.now() + 30_000);
      account().ui.expect(input(/Sign in with MFA/, next, [{ text: second, why: /used already/ }]));
      await page().signIn();
      account().ui.finish();
      assert.equal((await account().openAccount()).session.mfa?.serialNumber, SERIAL);
      assert.deepEqual([status(page()).at(-1), page().offers], ["done: Signed in with MFA", { record: true, signIn: false }]);
    });

    it("and writes it into the profile", async () => {
      await assign(page());
      account().ui.expect(confirm(/Use alice for profile work/, "Write lines"));
      await page().record();
      account().ui.finish();
      assert.match(account().read(".aws", "config"), /^mfa_serial = arn:aws:iam::123456789012:mfa\/alice$/m);
      assert.deepEqual([status(page()).at(-1), page().offers], ["done: Recorded as mfa_serial of profile work", { record: false, signIn: true }]);
    });

    it("and does neither when the user thinks better of it, or the view shows another profile", async () => {
      await assign(page());
      account().ui.expect(dismiss(/Use alice for profile/));
      await assert.rejects(page().record(), isCancelledError);
      account().ui.finish();
      const other = await account().openSession(undefined, { env: { AWS_ACCESS_KEY_ID: "AKIAOTHER", AWS_SECRET_ACCESS_KEY: "x" } });
      Object.defineProperty(await account().openAccount(), "session", { value: other });
      await assert.rejects(page().signIn(), (error) => isUserError(error) && error.message.includes("another profile") && error.hint?.includes("Switch back to work") === true);
      assert.deepEqual(page().offers, { record: true, signIn: true });
    });

    it("copies the key as every secret", async () => {
      await page().copyKey();
      assert.deepEqual([account().copiedSecrets.map((secret) => secret.reveal()), account().ui.copied], [[Authenticator.scan(page().qr).seed], []]);
    });
  });

  describe("with a clock that is five minutes off", () => {
    const account = useTestAccount("mfa-none");

    for (const minutes of [5, -5]) {
      it(`judges by AWS's clock when this computer's is off: ${minutes}`, async () => {
        await account().sandbox.control.clock(minutes * 60);
        await account().run(addMfaDevice, [APP]);
        const page = lastPage(account());
        await assign(page, minutes * 60_000);
        assert.deepEqual(await devices(account()), ["alice: alice"]);
      });

      it(`says so when the phone's is: ${minutes}`, async () => {
        await account().run(addMfaDevice, [APP]);
        const page = lastPage(account());
        page.enter(codesOf(page, minutes * 60_000));
        const expected = minutes > 0 ? /^Your phone's clock is 5 min ahead\./ : /^This code is (5|6) min old, or your phone's clock is that much behind\./;
        assert.match(page.pair.notes[1].text, expected);
        assert.deepEqual([page.canAssign, await account().calls(/EnableMFADevice/)], [false, []]);
      });
    }
  });

  describe("to a user who has devices", () => {
    const account = useTestAccount("default");

    it("asks for a code first, since AWS wants a session with MFA; the name is the next free one", async () => {
      const [device] = (await account().sandbox.control.mfa()).filter(({ user }) => user === "alice");
      await account().run(addMfaDevice, [APP, input(/Sign in with MFA/, device?.code ?? "")]);
      const page = lastPage(account());
      assert.equal(Authenticator.scan(page.qr).label, "alice@acme-dev (alice-2)");
      await assign(page);
      assert.deepEqual(await devices(account()), ["alice: alice", "alice-2: alice"]);
    });

    it("creates nothing when that is dismissed", async () => {
      assert.ok(isCancelledError(await account().runToFailure(addMfaDevice, [APP, dismiss(/Sign in with MFA/)])));
      assert.deepEqual([await account().calls(/Create/), journal(account())], [[], []]);
    });

    it("says before anything else that AWS takes no more than eight", async () => {
      const { session } = await account().openAccount();
      await signInWith(account(), session);
      for (let number = 2; number <= 7; number++) {
        await account().run(addMfaDevice, [APP]);
        await assign(lastPage(account()));
      }
      assert.ok(isCancelledError(await account().runToFailure(addMfaDevice, [dismiss(/You have 8 MFA devices, and AWS allows 8/)])));
      await account().run(addMfaDevice, [confirm(/You have 8/, "Try all the same"), APP]);
      const page = lastPage(account());
      await assign(page);
      assert.deepEqual(status(page), ["problem: You have as many MFA devices as AWS allows. Remove one in the view, then type two new codes here."]);
      assert.equal(await page.end(), "ended");
      assert.equal((await devices(account())).length, 7);
    });

    it("opens the console for a passkey, and says why", async () => {
      await account().run(addMfaDevice, [pick(/What kind/, "Passkey or security key")]);
      assert.match(account().ui.rows[2]?.detail ?? "", /no public API/);
      assert.deepEqual(account().ui.urls, ["https://console.aws.amazon.com/iam/home#/security_credentials"]);
    });
  });

  describe("to a user whose only device is a passkey", () => {
    const account = useTestAccount("mfa-passkey-only");
    const ONLY_PASSKEYS = /Your only MFA devices are passkeys or security keys/;

    it("leads to the console, where it works", async () => {
      assert.ok(isCancelledError(await account().runToFailure(addMfaDevice, [APP, confirm(ONLY_PASSKEYS, "Open the AWS console")])));
      assert.deepEqual([account().ui.urls.length, await account().calls(/Create/)], [1, []]);
    });

    it("or tries all the same", async () => {
      await account().run(addMfaDevice, [APP, confirm(ONLY_PASSKEYS, "Try all the same")]);
      assert.equal(lastPage(account()).deviceName, "alice");
    });
  });
});
