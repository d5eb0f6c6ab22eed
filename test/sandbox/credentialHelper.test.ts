import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { KeysForGit } from "../../src/git/answerGit";
import { openSessionChannel } from "../../src/git/sessionChannel";
import { signRequest } from "../../src/git/signRequest";
import { Secret } from "../../src/secret";
import { codeCommitHosts, foreignHosts } from "../unit/git/hosts";
import { dist, HOST, REQUEST, run, useHelperHome, type Ended } from "./credentialHelperProcess";

const SECRET = "wJalrXUtnFEMI/PlantedSecret/bPxRfiCYEXAMPLEKEY";
const TOKEN = "FwoGZXIvYXdzPlantedToken==";
const pair = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`;
const NOTHING: Ended = { code: 0, stdout: "", stderr: "" };

/** The process that Git starts, with keys that stand in the files: no network and no SDK. */
describe("The credential helper", function () {
  this.timeout(30_000);
  const home = useHelperHome();
  beforeEach(() => home().write({ credentials: `[work]\n${pair}[temporary]\n${pair}aws_session_token = ${TOKEN}\n` }));

  /** The one line that it says instead of an answer, without its beginning. */
  async function refusal(args: readonly string[], input?: string, env?: NodeJS.ProcessEnv): Promise<string> {
    const { code, stdout, stderr } = await home().helper(args, input, env);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.ok(!stderr.includes("Planted"), stderr);
    const [, line] = /^git-credential-codecommit(?: \(profile [^\n]+?\))?: ([^\n]+)\n$/.exec(stderr) ?? [];
    return line ?? assert.fail(stderr);
  }

  it("signs with an access key, now, for the very repository", async () => {
    const { code, stdout, stderr } = await home().helper(["--profile=work", "get"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const [, password = "", expiry] = /^username=AKIAIOSFODNN7EXAMPLE\npassword=(\d{8}T\d{6}Z[0-9a-f]{64})\npassword_expiry_utc=(\d+)\n$/.exec(stdout) ?? assert.fail(stdout);
    const signedAt = new Date(password.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*/, "$1-$2-$3T$4:$5:$6Z"));
    const expected = signRequest({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: new Secret(SECRET) }, { hostname: HOST, region: "us-west-2" }, "v1/repos/x", signedAt);
    assert.equal(password, expected.password.reveal());
    assert.ok(Math.abs(signedAt.getTime() - Date.now()) < 15_000);
    assert.ok(Math.abs(Number(expiry) - Date.now() / 1000 - 600) < 15);
  });

  it("signs with the keys of a session, and writes line feeds only after carriage returns", async () => {
    const { stdout } = await home().helper(["--profile=temporary", "get"], REQUEST.replaceAll("\n", "\r\n"));
    assert.match(stdout, new RegExp(`^username=AKIAIOSFODNN7EXAMPLE%${TOKEN}\npassword=`));
    assert.ok(!stdout.includes("\r"));
  });

  it("answers for this once where Git knows that", async () => {
    const { stdout } = await home().helper(["--profile=temporary", "get"], `capability[]=authtype\ncapability[]=state\n${REQUEST}`);
    const [, credential = ""] = /^capability\[\]=authtype\nauthtype=Basic\ncredential=(.*)\nephemeral=1\npassword_expiry_utc=\d+\n$/.exec(stdout) ?? assert.fail(stdout);
    assert.match(Buffer.from(credential, "base64").toString(), new RegExp(`^AKIAIOSFODNN7EXAMPLE%${TOKEN}:\\d{8}T\\d{6}Z[0-9a-f]{64}$`));
  });

  it("does not wait for the end of its input after the blank line", async () => {
    assert.match((await home().helper(["--profile=work", "get"], `${REQUEST}\n${"x".repeat(300_000)}`)).stdout, /^username=AKIA/);
  });

  it("does nothing for store, erase and operations to come", async () => {
    for (const operation of ["store", "erase", "capability", "approve", ""]) assert.deepEqual(await home().helper(["--profile=gone", operation]), NOTHING);
    assert.deepEqual(await home().helper([]), NOTHING);
  });

  it("says nothing to other hosts, and reads no file", async () => {
    // Reading a folder fails.
    mkdirSync(home().in("folder"));
    const args = [`--config=${home().in("folder")}`, `--credentials=${home().in("folder")}`, "--profile=work", "get"];
    const ask = (host: string, protocol = "https") => home().helper(args, `protocol=${protocol}\nhost=${host}\npath=v1/repos/x\n`);
    assert.match((await ask(HOST)).stderr, /This file cannot be read/);
    // All of them are put to the function that decides, in the unit tests.
    const hosts = foreignHosts.filter((host, index) => index % 5 === 0 || /@|^\[|\.$/.test(host));
    await Promise.all(hosts.map(async (host) => assert.deepEqual(await ask(host), NOTHING, host)));
    assert.deepEqual(await ask(HOST, "http"), NOTHING);
    for (const input of ["", "\n", "\0\0\0", "protocol=https\n", `host=${HOST}\n`]) assert.deepEqual(await home().helper(args, input), NOTHING);
  });

  it("says nothing when its input is closed", async () => {
    assert.deepEqual(await run(process.execPath, [path.join(dist, "git-credential-codecommit.js"), "--profile=work", "get"], undefined, home().env), NOTHING);
  });

  it("answers every form of host", async () => {
    await Promise.all(
      codeCommitHosts.slice(0, 12).map(async ([host]) => assert.match((await home().helper(["--profile=work", "get"], REQUEST.replace(HOST, `${host}:443`))).stdout, /^username=AKIA/, host)),
    );
  });

  describe("says in one line, without a secret,", () => {
    it("what to set when Git keeps the path to itself", async () => {
      assert.equal(
        await refusal(["--profile=work", "get"], `protocol=https\nhost=${HOST}\n`),
        `Git does not say which repository it wants, and AWS wants each signed for. Run: git config --global credential.https://${HOST}.useHttpPath true`,
      );
    });

    it("that it has no profile", async () => {
      assert.equal(await refusal(["get"]), "It was started without a profile. Let VS Code set up this repository again, or add --profile=NAME to its credential.helper.");
    });

    it("that the profile is gone, and which", async () => {
      const sentence = `There is no profile old in ${home().paths.config} or ${home().paths.credentials}. Set it up there, or choose another profile for this repository.`;
      assert.equal(await refusal(["--profile=old", "get"]), sentence);
      assert.match((await home().helper(["--profile=old", "get"])).stderr, /^git-credential-codecommit \(profile old\): /);
    });

    it("where the files are broken", async () => {
      home().write({ credentials: `[work\n${pair}` });
      assert.match(await refusal(["--profile=work", "get"]), /^There is no profile work in .* ~\/credentials, line 1: The “\[” is not closed with a “\]”\.$/);
    });

    it("that a file cannot be read", async () => {
      mkdirSync(home().in("folder"));
      assert.match(await refusal(["--profile=work", `--credentials=${home().in("folder")}`, "get"]), /^This file cannot be read: .*folder There is a folder in the file’s place/);
    });

    it("that a key is none of AWS’s", async () => {
      home().write({ credentials: `[work]\naws_access_key_id = AKIA Planted\naws_secret_access_key = ${SECRET}\n` });
      assert.equal(await refusal(["--profile=work", "get"]), "The access key or the session token has characters that AWS gives out in none. Copy them again, without line breaks and quotes.");
    });

    it("that the session of aws configure mfa-login has ended", async () => {
      home().write({ credentials: `[work]\n${pair}aws_session_token = ${TOKEN}\n#expiration = # Credentials expire at: 2020-05-19 18:06:10 UTC\n` });
      assert.equal(await refusal(["--profile=work", "get"]), "Its temporary keys have ended. Sign in again, then try again.");
    });

    it("that the input is not Git’s", async () => {
      assert.equal(await refusal(["--profile=work", "get"], "x=1\n".repeat(100_000)), "The request is larger than any of Git’s. Let Git start this program, as its credential.helper.");
    });

    it("even for a profile with a name that would begin another line, or color it", async () => {
      assert.match(await refusal(["--profile=a\nfatal: b\u001b[31m", "get"]), /^There is no profile a fatal: b \[31m in /);
    });

    it("how to sign in when a session with MFA is wanted and no window has one", async () => {
      const sentence = "It needs a session with MFA, and no window of VS Code has one. In VS Code, run “Security Credentials: Sign In with MFA…”, keep the window open, then try again.";
      assert.equal(await refusal(["--profile=work", "--mfa", "get"]), sentence);
      assert.equal(await refusal(["--profile=work", "--mfa", `--sessions=${home().in("nowhere")}`, "get"]), sentence);
    });
  });

  describe("asks the windows of VS Code for a session with MFA", () => {
    const sessions = () => home().in("sessions");
    const session: KeysForGit = { keys: { accessKeyId: "ASIASESSION", secretAccessKey: new Secret(SECRET), sessionToken: new Secret(TOKEN), endsAt: new Date(Date.now() + 120_000) }, clockOffsetMs: 3_600_000 };

    it("and signs with it in the place of the profile’s own key, by AWS’s clock, as long as it lasts", async () => {
      const asked: unknown[] = [];
      const channel = await openSessionChannel(sessions(), (question) => {
        asked.push(question);
        return Promise.resolve(question.profileName === "work" ? session : undefined);
      });
      try {
        const { stdout } = await home().helper(["--profile=work", `--sessions=${sessions()}`, "get"]);
        const [, time, expiry] = /^username=ASIASESSION%FwoGZXIvYXdzPlantedToken==\npassword=(\d{8}T\d{4})\d\dZ[0-9a-f]{64}\npassword_expiry_utc=(\d+)\n$/.exec(stdout) ?? assert.fail(stdout);
        const inAnHour = (seconds: number) => new Date(Date.now() + 3_600_000 + seconds * 1000).toISOString().replace(/[-:]/g, "").slice(0, 13);
        assert.ok([inAnHour(0), inAnHour(-60)].includes(time ?? ""), time);
        assert.equal(Number(expiry), Math.floor((session.keys.endsAt?.getTime() ?? 0) / 1000));
        assert.deepEqual(asked, [{ profileName: "work", accessKeyId: "AKIAIOSFODNN7EXAMPLE" }]);
        home().write({ credentials: `[other]\n${pair}[temporary]\n${pair}aws_session_token = ${TOKEN}\n` });
        assert.match((await home().helper(["--profile=other", `--sessions=${sessions()}`, "get"])).stdout, /^username=AKIAIOSFODNN7EXAMPLE\n/);
        assert.equal(await refusal(["--profile=other", "--mfa", `--sessions=${sessions()}`, "get"]).then((line) => line.slice(0, 29)), "It needs a session with MFA, ");
        const before = asked.length;
        assert.match((await home().helper(["--profile=temporary", `--sessions=${sessions()}`, "get"])).stdout, /^username=AKIAIOSFODNN7EXAMPLE%/);
        assert.equal(asked.length, before, "the keys of a session cannot open another");
      } finally {
        await channel.dispose();
      }
    });
  });
});
