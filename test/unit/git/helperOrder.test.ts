import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseConfigList, readConfig } from "../../../src/git/gitConfig";
import { makeGit, type Git } from "../../../src/git/gitProgram";
import { describeOrder, orderHelpers } from "../../../src/git/helperOrder";
import { helperCommand } from "../../../src/git/launcher";
import { readHelperCommand } from "../../../src/git/readHelperCommand";
import { cleanEnvironment, need } from "../../sandbox/gitCommand";
import { useTemporaryFolder } from "../files/temporaryFolder";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const PATTERNS = [
  undefined,
  `https://${HOST}`,
  `HTTPS://${HOST.toUpperCase()}`,
  `https://${HOST}:443`,
  `https://${HOST}:0443/`,
  `https://${HOST}:8443`,
  `http://${HOST}`,
  `https://alice@${HOST}`,
  `https://bob@${HOST}`,
  "https://*.us-east-1.amazonaws.com",
  "https://git-codecommit.*.amazonaws.com",
  "https://*.amazonaws.com",
  "https://git-*.us-east-1.amazonaws.com",
  "https://*",
  "https://",
  HOST,
  HOST.toUpperCase(),
  "amazonaws.com",
  `alice@${HOST}`,
  `https://${HOST}/v1`,
  `https://${HOST}/v1/`,
  `https://${HOST}/v1/repos/pay`,
  `https://${HOST}/v1/repos/payments`,
  `https://${HOST}/v1/repos/payments/`,
  `https://${HOST}/v1/repos/payments/x`,
  `https://${HOST}/x/../v1`,
  `https://${HOST}/v1/./repos`,
  `https://${HOST}/../v1`,
  `https://${HOST}/v1/rep%6fs`,
  `https://${HOST}/V1`,
  `${HOST}/v1/repos/payments`,
  `${HOST}/v1`,
  "/v1/repos/payments",
];

/** The same numbers each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

describe("The order of Git's credential helpers", function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let git: Git;

  before(async function () {
    await need(this, ["git", "--version"]);
  });
  const file = (name: string) => path.join(folder(), name);
  beforeEach(() => {
    git = makeGit("git", { ...cleanEnvironment(folder()), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: file("config"), LOG: file("log") });
  });

  /** Whom Git really asks: each helper writes its number and the path that it is given, and answers nothing. */
  async function askGit(user: string | undefined): Promise<readonly string[]> {
    rmSync(file("log"), { force: true });
    await git(["credential", "fill"], { cwd: folder(), input: `protocol=https\nhost=${HOST}\npath=v1/repos/payments\n${user === undefined ? "" : `username=${user}\n`}\n` });
    return existsSync(file("log")) ? readFileSync(file("log"), "utf8").trim().split("\n") : [];
  }
  const helper = (number: number) => `"!f() { test \\"$1\\" = get && echo ${number} $(grep ^path=) >>\\"$LOG\\"; }; f"`;

  async function compare(config: string, user: string | undefined): Promise<void> {
    writeFileSync(file("config"), config);
    const { helpers, useHttpPath } = orderHelpers(await readConfig(git, folder()), { protocol: "https", host: HOST, path: "v1/repos/payments", user });
    const expected = helpers.map((configured) => `${/echo (\d+)/.exec(configured.helper)?.[1] ?? "?"}${useHttpPath ? " path=v1/repos/payments" : ""}`);
    assert.deepEqual(expected, await askGit(user), `${config}\n${user ?? ""}`);
  }

  for (const user of [undefined, "alice"]) {
    it(`is Git's own for each kind of section, ${user === undefined ? "without a user" : "for a user"}`, async () => {
      for (const [index, pattern] of PATTERNS.entries()) await compare(`[credential${pattern === undefined ? "" : ` "${pattern}"`}]\n\thelper = ${helper(index)}\n\tuseHttpPath = true\n`, user);
    });
  }

  it("is Git's own for generated configurations", async () => {
    const next = numbers(20_251_124);
    for (let round = 0; round < 60; round++) {
      const sections = Array.from({ length: 2 + next(6) }, (_, index) => {
        const pattern = PATTERNS[next(PATTERNS.length)];
        const value = next(4) === 0 ? "" : helper(index);
        return `[credential${pattern === undefined ? "" : ` "${pattern}"`}]\n${next(4) === 0 ? "\thelper =\n" : ""}\thelper = ${value}\n${next(3) === 0 ? `\tuseHttpPath = ${next(2) === 0 ? "yes" : "0"}\n` : ""}`;
      });
      await compare(sections.join(""), next(3) === 0 ? "alice" : undefined);
    }
  });

  it("names the file of each, included ones and the environment too", async () => {
    writeFileSync(file("config"), "[credential]\n\thelper = one\n[include]\n\tpath = more\n");
    writeFileSync(file("more"), "[credential]\n\thelper = two\n\tsomething\n");
    const entries = await readConfig(makeGit("git", { ...cleanEnvironment(folder()), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: file("config"), GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "credential.helper", GIT_CONFIG_VALUE_0: "three" }), folder());
    const { helpers } = orderHelpers(entries, { protocol: "https", host: HOST, path: "v1/repos/payments" });
    assert.deepEqual(helpers, [{ helper: "one", file: file("config") }, { helper: "two", file: file("more") }, { helper: "three", file: undefined }]);
  });

  it("is read from what Git prints, whatever that is", () => {
    assert.deepEqual(parseConfigList("", "/"), []);
    assert.deepEqual(parseConfigList("file:/a\0core.bare\0command line:\0a.b\nx\ny=z\0", "/"), [
      { key: "core.bare", value: undefined, file: path.resolve("/a") },
      { key: "a.b", value: "x\ny=z", file: undefined },
    ]);
  });
});

describe("What the order comes to", () => {
  const launcher = "/home/it's me/git-credential-codecommit";
  const ours = (profileName = "work") => ({ helper: helperCommand(launcher, profileName), file: "/repo/.git/config" });
  const other = { helper: "osxkeychain", file: "/home/me/.gitconfig" };
  const describeHelpers = (...helpers: readonly { helper: string; file: string }[]) => describeOrder({ helpers, useHttpPath: true }, launcher, (name) => name.startsWith("/repo/.git"));

  it("the profile, for the repository or the host", () => {
    assert.deepEqual(describeHelpers(ours()), { kind: "profile", profileName: "work", scope: "repository" });
    assert.deepEqual(describeHelpers({ ...ours(), file: "/home/me/.gitconfig" }), { kind: "profile", profileName: "work", scope: "host" });
  });

  it("others before it, behind it, or alone", () => {
    assert.deepEqual(describeHelpers(other, ours()), { kind: "contested", profileName: "work", scope: "repository", others: [{ ...other, isBefore: true }] });
    assert.deepEqual(describeHelpers(ours(), other), { kind: "contested", profileName: "work", scope: "repository", others: [{ ...other, isBefore: false }] });
    assert.deepEqual(describeHelpers(other), { kind: "others", others: [{ ...other, isBefore: false }] });
    assert.deepEqual(describeHelpers(), { kind: "nothing" });
  });

  it("another editor's script is not this one's", () => {
    assert.equal(describeHelpers({ helper: helperCommand("/elsewhere/git-credential-codecommit", "work"), file: "/x" }).kind, "others");
  });

  it("reads every command back that is written", () => {
    for (const profileName of ["work", "a b", "it's", `"q" \\ # ; $x`, "ä", "--mfa"]) {
      for (const needsMfa of [false, true]) {
        assert.deepEqual(readHelperCommand(launcher, helperCommand(launcher, profileName, { needsMfa, config: "/a b/config" })), { profileName, needsMfa });
      }
    }
    assert.equal(readHelperCommand(launcher, "!/bin/true --profile=work"), undefined);
  });
});
