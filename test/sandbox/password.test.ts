import assert from "node:assert/strict";
import { inspect } from "node:util";
import { changePassword } from "../../src/commands/password/change";
import { isCancelledError, isUserError } from "../../src/errors";
import { Secret } from "../../src/secret";
import { again, confirm, dismiss, generated, input, password, type Step } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const CURRENT = /\(1 of 3\).*The current password/;
const NEW = /\(2 of 3\).*The new password/;
const AGAIN = /\(3 of 3\).*once more/;
const WANTED = "Correct-horse-42-battery";
const OTHER = "Another-horse-43-battery";
const WRONG = "not-The-current-1";
const ARN = "arn:aws:iam::123456789012:user/alice";
const refusal = (code: string, message: string) => ({ action: "ChangePassword", kind: "error", code, message }) as const;

function useAccount(scenario: string) {
  const account = useTestAccount(scenario);
  const current = () => account().sandbox.ready.password;
  return {
    account,
    current,
    /** What a user types who gets it right the first time. */
    typing: (wanted = WANTED): readonly Step[] => [password(CURRENT, current()), password(NEW, wanted), password(AGAIN, wanted)],
    change: (steps: readonly Step[]) => account().run(changePassword, steps),
    fail: (steps: readonly Step[]) => account().runToFailure(changePassword, steps),
    /** Types what the authenticator app shows. */
    code: async (): Promise<Step> => input(/The six digits/, (await account().sandbox.control.mfa()).find(({ user }) => user === "alice")?.nextUsable.code ?? ""),
    changes: () => account().calls(/ChangePassword/),
    /** Whether this is the password now. */
    counts: async (text: string): Promise<boolean> => {
      const { client } = await account().openAccount();
      const answer = client.changePassword(new Secret(text), new Secret("Probe-of-the-password-99"));
      return answer.then(() => true, (error: unknown) => (isUserError(error) && error.code === "WrongPassword" ? false : Promise.reject(error as Error)));
    },
  };
}

/** What an error shows to anybody who prints it as deeply as can be. */
const everythingOf = (error: unknown) => (error instanceof Error ? [inspect(error, { depth: 30, showHidden: true }), error.stack, JSON.stringify(error), isUserError(error) ? error.hint : ""].join("\n") : "");

describe("Changing the console password", () => {
  const { account, current, typing, change, fail, changes, counts, code } = useAccount("default");

  it("asks for three passwords, changes it with one call, notes when, and announces nothing", async () => {
    await change(typing());
    assert.deepEqual(await changes(), ["ChangePassword ok"]);
    assert.ok(await counts(WANTED));
    const at = account().memory.passwordChangedAt(ARN);
    assert.ok(at !== undefined && Math.abs(at.getTime() - Date.now()) < 5_000);
    assert.deepEqual([account().ui.notices, account().ui.copied, account().copiedSecrets], [[], [], []]);
    for (const part of ["user", "loginProfile", "passwordPolicy", "passwordReport"] as const) assert.ok(account().stale.has(part), part);
  });

  it("notes the time of AWS's clock, not of this computer's", async () => {
    const now = await account().sandbox.control.clock(600);
    await change(typing());
    const at = account().memory.passwordChangedAt(ARN);
    assert.ok(at !== undefined && Math.abs(at.getTime() - now.getTime()) < 5_000, String(at));
  });

  it("ticks off each rule of the account's policy while the new one is typed", async () => {
    const refused = [
      { text: "", why: /^○ 14 or more characters · ○ a capital letter \(A–Z\) · ○ a small letter \(a–z\) · ○ a number \(0–9\) · ○ a symbol \(! @ # \$ % \^ & \* \( \) _ \+ - = \[ \] \{ \} \| '\) · ○ not the current password\. AWS also checks that it is not one of your last 5\.$/ },
      { text: "Abc", why: /^○ 14 or more characters · ✓ a capital letter \(A–Z\) · ✓ a small letter \(a–z\) · ○ a number \(0–9\) · ○ a symbol .* · ✓ not the current password/ },
      { text: "Abcdefghijklmn1~", why: /✓ 14 or more characters .* ✓ a number \(0–9\) · ○ a symbol/ },
      { text: `${WANTED}€`, why: /○ none of the characters that AWS does not take/ },
      { text: WANTED + "x".repeat(128), why: /○ 128 characters at most/ },
    ];
    const wrongAgain = [
      { text: "Correct-h", why: /^○ the same as the new password, so far$/ },
      { text: "correct", why: /^✗ not the same/ },
      { text: `${WANTED}x`, why: /^✗ not the same/ },
    ];
    const noPassword = [{ text: "", why: /^Type the current password\.$/ }, { text: "€", why: /^No AWS password/ }];
    await change([password(CURRENT, current(), noPassword), password(NEW, WANTED, refused), password(AGAIN, WANTED, wrongAgain)]);
    assert.ok(account().ui.texts.includes("✓ the same as the new password"));
  });

  it("does not take the current password for a new one", async () => {
    await change([password(CURRENT, current()), password(NEW, WANTED, [{ text: current(), why: /○ not the current password/ }]), password(AGAIN, WANTED)]);
  });

  it("generates one that AWS takes, to be typed again from where the user keeps it", async () => {
    const error = await fail([password(CURRENT, current()), generated(NEW), dismiss(AGAIN)]);
    assert.ok(isCancelledError(error));
    const made = account().ui.passwords.at(-1);
    assert.equal(made?.reveal().length, 22);
    await change(typing(made.reveal()));
    assert.ok(await counts(made.reveal()));
    assert.deepEqual([account().ui.copied, account().copiedSecrets], [[], []]);
  });

  it("reminds of one that was generated, which may be on the clipboard only, and copies it again when asked", async () => {
    await change([password(CURRENT, current()), generated(NEW), again(AGAIN)]);
    assert.match(account().ui.notices.at(-1) ?? "", /make sure that your password manager has it/);
    assert.deepEqual(account().copiedSecrets, []);
    await account().ui.action?.run();
    assert.equal(account().copiedSecrets.at(-1)?.reveal(), account().ui.passwords.at(-1)?.reveal());
  });

  for (const [name, steps] of [
    ["first", () => [dismiss(CURRENT)]],
    ["second", () => [...typing().slice(0, 1), dismiss(NEW)]],
    ["third", () => [...typing().slice(0, 2), dismiss(AGAIN)]],
  ] as const) {
    it(`changes nothing when the ${name} box is dismissed`, async () => {
      assert.ok(isCancelledError(await fail(steps())));
      assert.deepEqual([await changes(), account().memory.passwordChangedAt(ARN)], [[], undefined]);
    });
  }

  it("asks for a wrong current password again, for nothing else, and begins it empty", async () => {
    await change([password(CURRENT, WRONG), password(NEW, WANTED), password(AGAIN, WANTED), password(/1 of 3.*The current password is not right/, current())]);
    assert.equal(account().ui.prefilled, undefined);
    assert.deepEqual(await changes(), ["ChangePassword AccessDenied", "ChangePassword ok"]);
    assert.ok(await counts(WANTED));
  });

  it("asks for another new one if the current password, typed right, is the one that was wanted", async () => {
    await account().sandbox.control.faults(refusal("AccessDenied", "The old password was incorrect."));
    await change([...typing(OTHER), password(/is not right/, OTHER), password(NEW, WANTED, [{ text: OTHER, why: /○ not the current/ }]), password(AGAIN, WANTED), password(/is not right/, current())]);
    assert.ok(await counts(WANTED));
  });

  it("names the number of passwords that AWS remembers, and keeps what was typed", async () => {
    await change(typing());
    const first = current();
    const refused = [{ text: first, why: /^○ not the one that AWS has refused · ✓ 14 or more/ }];
    await change([password(CURRENT, WANTED), password(NEW, first), password(AGAIN, first), password(/2 of 3.*AWS refused the new password: it is one of your last 5\./, OTHER, refused), password(AGAIN, OTHER)]);
    assert.deepEqual(await changes(), ["ChangePassword ok", "ChangePassword PasswordPolicyViolation", "ChangePassword ok"]);
  });

  it("begins the new password's box with what was refused", async () => {
    await account().sandbox.control.faults(refusal("PasswordPolicyViolation", "Password does not conform to the account password policy."));
    await fail([...typing(), dismiss(/it meets all rules that can be checked here, so it is most likely one of your last 5\./)]);
    assert.equal(account().ui.prefilled, WANTED);
  });

  it("says that the policy is broken, where nothing is remembered", async () => {
    await account().sandbox.control.passwordPolicy({ reusePrevention: null });
    await account().sandbox.control.faults(refusal("PasswordPolicyViolation", "Password does not conform to the account password policy."));
    await fail([...typing(), dismiss(/AWS refused the new password: it does not meet the account's password policy\. The new/)]);
  });

  it("says that AWS takes no such characters, without its sentence, which may quote them", async () => {
    await account().sandbox.control.faults(refusal("ValidationError", `1 validation error detected: Value '${WANTED}' at 'newPassword' failed to satisfy constraint`));
    const error = await fail([...typing(), dismiss(/it is too long, or holds characters that AWS does not take/)]);
    assert.ok(isCancelledError(error));
    assert.ok(!account().ui.texts.some((text) => text.includes(WANTED)));
  });

  describe("when AWS words a refusal as a want of permission", () => {
    const missing = `User: ${ARN} is not authorized to perform: iam:ChangePassword on resource: user alice`;

    it("names the permission and the policy, and keeps what was typed", async () => {
      await account().sandbox.control.passwordPolicy({ violationsAre: "AccessDenied" });
      const { client } = await account().openAccount();
      // The rules get stricter between the question and the call.
      const steps = [password(CURRENT, current()), password(NEW, WANTED), password(AGAIN, WANTED), confirm(/AWS refused to change your password/, "Change the new password"), password(NEW, `${WANTED}-${"x".repeat(30)}`), password(AGAIN, `${WANTED}-${"x".repeat(30)}`)];
      account().ui.beforeWork = () => account().sandbox.control.passwordPolicy({ minimumLength: 50 });
      await change(steps);
      assert.match(account().ui.detail, /1\. your user may not change its password \(iam:ChangePassword\).*\n2\. the new password breaks the account's policy/);
      assert.match(account().ui.detail, /\n3\. a policy allows it only after a sign-in with MFA\n/);
      assert.deepEqual(account().ui.buttons, ["Change the new password", "Sign in with MFA", "Copy request"]);
      assert.deepEqual(await changes(), ["ChangePassword AccessDenied", "ChangePassword ok"]);
      assert.equal((await client.getPasswordPolicy())?.minimumLength, 50);
    });

    it("tries the same password again without asking for it twice: somebody may have given the permission", async () => {
      await account().sandbox.control.faults(refusal("AccessDenied", missing));
      await change([...typing(), confirm(/AWS refused/, "Change the new password"), password(NEW, WANTED)]);
      assert.equal(account().ui.prefilled, WANTED);
      assert.ok(await counts(WANTED));
    });

    it("has the request for the administrator at hand", async () => {
      await account().sandbox.control.faults(refusal("AccessDenied", missing));
      assert.ok(isCancelledError(await fail([...typing(), confirm(/AWS refused/, "Copy request")])));
      assert.match(account().ui.copied.join(), /iam:ChangePassword/);
    });

    it("tries again after a sign-in with MFA, which a policy may ask for; then MFA is no cause any more", async () => {
      await account().sandbox.control.faults({ ...refusal("AccessDenied", missing), times: 2 });
      const error = await fail([...typing(), confirm(/AWS refused/, "Sign in with MFA"), await code(), dismiss(/AWS refused/)]);
      assert.ok(isCancelledError(error));
      assert.deepEqual(account().ui.buttons, ["Change the new password", "Copy request"]);
      assert.doesNotMatch(account().ui.detail, /MFA/);
    });

    it("says that a policy forbids it, where one does even with MFA", async () => {
      const forbidden = `${missing} with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/NoPasswords`;
      await account().sandbox.control.faults({ ...refusal("AccessDenied", forbidden), times: 2 });
      assert.ok(isCancelledError(await fail([...typing(), await code(), dismiss(/AWS refused to change your password/)])));
      assert.match(account().ui.detail, /1\. a policy forbids .*\n2\. the new password breaks .*\nThe password was not changed/);
    });
  });

  for (const [code, sentence] of [
    ["InvalidUserType", /^Only IAM users can change their password here/],
    ["NoSuchEntity", /^Your user has no console password that could be changed\.$/],
  ] as const) {
    it(`ends where no other try can help: ${code}`, async () => {
      await account().sandbox.control.faults(refusal(code, "AWS's own words"));
      const error = await fail(typing());
      assert.ok(isUserError(error) && sentence.test(error.message) && error.hint !== undefined, String(error));
      assert.equal(account().memory.passwordChangedAt(ARN), undefined);
    });
  }

  for (const [code, sentence] of [
    ["EntityTemporarilyUnmodifiable", /an earlier change to your user is not finished\. \| Wait some minutes, then try again\. The password was not changed; what you typed is kept/],
    ["LimitExceeded", /a limit of the account is reached\. \| Wait some minutes/],
    ["SomethingNew", /AWS refused to change your password: SomethingNew/],
  ] as const) {
    it(`keeps everything for another try: ${code}`, async () => {
      await account().sandbox.control.faults(refusal(code, "AWS's own words"));
      await change([...typing(), confirm(sentence, "Try again")]);
      assert.ok(await counts(WANTED));
    });
  }

  it("keeps everything for another try when the network is gone", async () => {
    const { client } = await account().openAccount();
    const send = client.changePassword.bind(client);
    // As when a cable is pulled: the next call finds nobody.
    client.changePassword = async (...passwords) => {
      client.changePassword = send;
      const { client: nowhere } = await account().openSession("work", { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" } });
      return nowhere.changePassword(...passwords);
    };
    await change([...typing(), confirm(/Nothing answers at http:\/\/127\.0\.0\.1:9\. \| Check the network.*was not changed/, "Try again")]);
    assert.ok(await counts(WANTED));
  });

  describe("when the answer is lost", () => {
    const LOST = /^Nobody knows whether your password was changed\. \| .*Keep both passwords until you know.*try the same change again.*sign in to the console with the new password/s;

    it("says so, and stops where the user stops", async () => {
      await account().sandbox.control.faults({ action: "ChangePassword", kind: "drop", after: true });
      assert.ok(isCancelledError(await fail([...typing(), dismiss(LOST)])));
      assert.equal(account().memory.passwordChangedAt(ARN), undefined);
      assert.ok(account().stale.has("loginProfile"));
      assert.deepEqual(await changes(), ["ChangePassword fault:drop after ok"], "never repeated by itself");
    });

    it("finds out by the same call that the change was not made, and makes it", async () => {
      await account().sandbox.control.faults({ action: "ChangePassword", kind: "drop" });
      await change([...typing(), confirm(LOST, "Try again")]);
      assert.ok(account().memory.passwordChangedAt(ARN) !== undefined);
      assert.ok(await counts(WANTED));
    });

    for (const kind of ["drop", "garbage", "html", "serviceFailure"] as const) {
      it(`finds out by the same call that the change was made: ${kind}`, async () => {
        await account().sandbox.control.faults({ action: "ChangePassword", kind, after: true });
        const error = await fail([...typing(), confirm(LOST, "Try again")]);
        assert.ok(isUserError(error) && error.message.endsWith("the first try has most likely changed your password."), String(error));
        assert.match(error.hint ?? "", /Sign in to the console with the new password/);
        assert.ok(await counts(WANTED));
      });
    }

    it("does not say that nothing was changed after another fault", async () => {
      await account().sandbox.control.faults({ action: "ChangePassword", kind: "drop" });
      await account().sandbox.control.faults(refusal("EntityTemporarilyUnmodifiable", "wait"));
      await change([...typing(), confirm(LOST, "Try again"), confirm(/Whether the try before this one has changed the password is still not known/, "Try again")]);
      assert.doesNotMatch(account().ui.detail, /was not changed/);
    });
  });

  describe("says before anything is typed", () => {
    it("that there is no password", async () => {
      await account().sandbox.control.password({ remove: true });
      const error = await fail([]);
      assert.ok(isUserError(error) && error.message === "Your user has no console password that could be changed." && error.hint === "An administrator can give you one.");
      assert.ok(account().stale.has("loginProfile"));
      assert.deepEqual(await changes(), []);
    });

    it("that there is one after all, though the view says none", async () => {
      await account().sandbox.control.password({ remove: true });
      const { loader } = await account().openAccount();
      await loader.load(["caller", "loginProfile"]);
      assert.equal(loader.snapshot.loginProfile.state, "absent");
      await account().sandbox.control.reset();
      await change(typing());
    });

    it("that the account leaves it to administrators, though AWS has the last word", async () => {
      await account().sandbox.control.passwordPolicy({ allowUsersToChange: false });
      await change([password(/1 of 3.*The account's policy does not let all users change their passwords; AWS agrees only if a policy of your own allows it\. The current/, current()), ...typing().slice(1)]);
      assert.ok(await counts(WANTED));
    });
  });

  it("takes the policy as it is now, not as the view knows it", async () => {
    const { loader } = await account().openAccount();
    await loader.load();
    await account().sandbox.control.passwordPolicy({ minimumLength: 30 });
    await change([password(CURRENT, current()), password(NEW, `${WANTED}-which-is-longer`, [{ text: WANTED, why: /○ 30 or more characters/ }]), password(AGAIN, `${WANTED}-which-is-longer`)]);
  });

  it("takes the policy that the view knows, if it cannot be loaded again", async () => {
    const { loader } = await account().openAccount();
    await loader.load();
    await account().sandbox.control.faults({ action: "GetAccountPasswordPolicy", kind: "error", code: "Weird", message: "no" });
    await change([password(CURRENT, current()), password(NEW, WANTED, [{ text: "short", why: /○ 14 or more characters/ }]), password(AGAIN, WANTED)]);
  });

  it("shows nothing of a password, in no text, event, log or error", async () => {
    await account().sandbox.control.faults(refusal("AccessDenied", "The old password was incorrect."));
    await account().sandbox.control.faults(refusal("PasswordPolicyViolation", `${WANTED} does not conform`));
    await account().sandbox.control.faults(refusal("EntityTemporarilyUnmodifiable", `${WANTED} is busy`));
    await account().sandbox.control.faults({ action: "ChangePassword", kind: "drop", after: true });
    await account().sandbox.control.faults(refusal("NoSuchEntity", `${WANTED} is gone`));
    const error = await fail([...typing(), password(/is not right/, current()), password(NEW, OTHER), password(AGAIN, OTHER), confirm(/not finished/, "Try again"), confirm(/Nobody knows/, "Try again")]);
    assert.ok(isUserError(error));
    const { ui, events, stale } = account();
    const places = {
      texts: [...ui.texts, ...ui.notices, ...ui.urls, ...ui.copied, ui.detail].join("\n"),
      events: JSON.stringify(events),
      stale: [...stale].join(),
      secrets: inspect(ui.passwords, { depth: 9, showHidden: true }),
      error: everythingOf(error),
      calls: JSON.stringify(await account().sandbox.control.calls()),
      memory: inspect(account().memory, { depth: 9, showHidden: true }),
    };
    for (const secret of [current(), WANTED, OTHER]) for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(secret), `a password is in: ${place}`);
  });
});

describe("Changing the console password of an account without a policy of its own", () => {
  const { account, current, change, changes } = useAccount("default-password-policy");

  it("ticks off IAM's default, and leaves the account's name to AWS", async () => {
    const refused = [
      { text: "abcdefgh", why: /^✓ 8 or more characters · ○ three of: capital letter .* · ✓ not the current password\. AWS also refuses the account's name and e-mail address\.$/ },
      { text: "Abcde1!", why: /^○ 8 or more characters · ✓ three of/ },
    ];
    await change([password(CURRENT, current()), password(NEW, "Abcdefg1", refused), password(AGAIN, "Abcdefg1")]);
    assert.deepEqual(await changes(), ["ChangePassword ok"]);
  });

  it("knows the account's name where the view does", async () => {
    const { loader } = await account().openAccount();
    await loader.load(["caller", "accountAlias"]);
    await change([password(CURRENT, current()), password(NEW, "Abcdefg1", [{ text: "acme-dev", why: /○ not the account's name/ }]), password(AGAIN, "Abcdefg1")]);
  });

  it("says what AWS may mean when it refuses", async () => {
    await account().sandbox.control.faults(refusal("PasswordPolicyViolation", "Password does not conform to the account password policy."));
    await change([password(CURRENT, current()), password(NEW, "Abcdefg1"), password(AGAIN, "Abcdefg1"), password(/It may be the account's name or e-mail address\./, "Abcdefg2"), password(AGAIN, "Abcdefg2")]);
  });
});

describe("Changing the console password with rules that the user may not see", () => {
  const { account, current, change, fail, changes } = useAccount("read-denied");

  it("leaves the judgement to AWS, and says so", async () => {
    const known = /^✓ 1 or more characters · ✓ not the current password\. The account's rules are not known here: AWS checks them\.$/;
    await fail([password(CURRENT, current()), password(NEW, "x", [{ text: "", why: /^○ 1 or more characters/ }]), password(AGAIN, "x"), dismiss(/AWS refused to change your password/)]);
    assert.ok(account().ui.texts.some((text) => known.test(text)));
    assert.deepEqual(await changes(), ["ChangePassword AccessDenied"]);
    assert.match(account().ui.detail, /1\. your user may not change/);
  });

  it("generates one that meets IAM's default", async () => {
    await fail([password(CURRENT, current()), generated(NEW), dismiss(AGAIN)]);
    assert.match(account().ui.passwords.at(-1)?.reveal() ?? "", /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[!@#%*_+=-]).{20}$/);
  });

  it("passes on what AWS says of it", async () => {
    await account().sandbox.control.policy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:ChangePassword", Resource: "*" }] });
    await change([password(CURRENT, current()), password(NEW, "x"), password(AGAIN, "x"), password(/AWS refused the new password: it does not meet the account's password policy\. The new/, WANTED), password(AGAIN, WANTED)]);
    assert.deepEqual(await changes(), ["ChangePassword PasswordPolicyViolation", "ChangePassword ok"]);
  });
});

for (const [scenario, sentence] of [
  ["role", "You are signed in with a role, which has no credentials of its own to manage."],
  ["root", "The root user's credentials are managed in the AWS console only."],
] as const) {
  describe(`Changing the console password as ${scenario}`, () => {
    const { account, fail, changes } = useAccount(scenario);

    it("is refused before anything is asked", async () => {
      const error = await fail([]);
      assert.ok(isUserError(error) && error.message === sentence);
      assert.deepEqual([await changes(), account().ui.texts], [[], []]);
    });
  });
}

describe("Changing the console password where a policy demands MFA", () => {
  const { account, current, typing, change, fail, changes, code } = useAccount("mfa-required");

  it("asks for the code once, before anything is typed, and then knows the rules", async () => {
    await change([await code(), password(/AWS agrees only if a policy of your own/, current()), password(NEW, WANTED, [{ text: "x", why: /○ 14 or more/ }]), password(AGAIN, WANTED)]);
    assert.deepEqual(await changes(), ["ChangePassword ok"]);
  });

  it("goes on with what was typed when the session ends meanwhile", async () => {
    const [device] = (await account().sandbox.control.mfa()).filter(({ user }) => user === "alice");
    const [, now = "", next = ""] = device?.codes ?? [];
    account().ui.beforeWork = async () => {
      // Signing in is work too; only the change finds the session gone.
      if (account().ui.passwords.length < 3) return;
      account().ui.beforeWork = () => Promise.resolve();
      (await account().openAccount()).session.useMfa(undefined);
    };
    await change([input(/The six digits/, now), ...typing(), input(/The six digits/, next)]);
    assert.deepEqual(await changes(), ["ChangePassword AccessDenied", "ChangePassword ok"]);
  });

  it("changes nothing for a user who does not want to sign in", async () => {
    assert.ok(isCancelledError(await fail([dismiss(/The six digits/)])));
    assert.deepEqual(await changes(), []);
  });
});

describe("Changing the console password where a policy demands MFA, and the user has none", () => {
  const { account, fail, changes } = useAccount("mfa-none");

  it("says so before anything is typed", async () => {
    const error = await fail([]);
    assert.ok(isUserError(error) && error.code === "NoMfaDevice", String(error));
    assert.deepEqual([await changes(), account().ui.passwords], [[], []]);
  });
});

describe("Changing the console password of a user whom AWS has fenced in", () => {
  const { account, typing, fail } = useAccount("quarantined");

  it("says so, and not that the password might be at fault", async () => {
    const error = await fail(typing());
    assert.ok(isUserError(error) && error.message.startsWith("AWS has fenced in your user"));
    assert.equal(account().memory.passwordChangedAt(ARN), undefined);
  });
});
