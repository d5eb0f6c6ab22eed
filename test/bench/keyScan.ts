import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeGit } from "../../src/git/gitProgram.js";
import { makeGitSearch } from "../../src/scan/gitGrep.js";
import { makeRipgrepSearch } from "../../src/scan/ripgrep.js";
import { findSearchProgram } from "../../src/scan/searchProgram.js";
import { cleanEnvironment } from "../sandbox/gitCommand.js";

/** The search for a key in a folder of many files, beside `git grep -F` of the same files. Paired: the two take turns. */
const FILES = 100_000;
const FILES_A_FOLDER = 100;
/** Every so many files hold the key. */
const EVERY = 10_000;
const ROUNDS = 7;
const ID = "AKIAIOSFODNN7EXAMPLE";

/** How long the editor's own thread was held up at most, in milliseconds. */
async function watchThread<Answer>(work: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly took: number; readonly longestHold: number }> {
  const started = performance.now();
  let [last, longestHold] = [started, 0];
  const look = () => {
    const now = performance.now();
    longestHold = Math.max(longestHold, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  try {
    const answer = await work();
    look();
    return { answer, took: performance.now() - started, longestHold };
  } finally {
    clearInterval(timer);
  }
}

function makeTree(folder: string): void {
  for (let index = 0; index < FILES; index++) {
    const place = path.join(folder, `src/${Math.floor(index / FILES_A_FOLDER)}`);
    if (index % FILES_A_FOLDER === 0) mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `${index}.ts`), `// ${index}\nexport const value = "${index % EVERY === 0 ? ID : "none"}";\n`);
  }
}

async function measure(): Promise<unknown> {
  const appRoot = path.join(process.env["REPO_ROOT"] ?? ".", ".vscode-test", "server", "node_modules", "code-server", "lib", "vscode");
  const program = await findSearchProgram(appRoot, process.platform, process.arch);
  const folder = mkdtempSync(path.join(tmpdir(), "msc-bench-scan-"));
  try {
    makeTree(folder);
    const env = { ...cleanEnvironment(folder), GIT_CONFIG_NOSYSTEM: "1" };
    const git = makeGit("git", env);
    for (const args of [["init", "--quiet"], ["add", "."]]) {
      const { code } = await git(args, { cwd: folder, timeLimitMs: 120_000 });
      if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}`);
    }
    const search = program === undefined ? makeGitSearch(git) : makeRipgrepSearch(program);
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const started = performance.now();
      const { stdout } = spawnSync("git", ["grep", "-n", "-F", "-I", "-e", ID], { cwd: folder, env, encoding: "utf8" });
      const grep = performance.now() - started;
      const { answer, took, longestHold } = await watchThread(() => search(folder, { accessKeyIds: [ID], excludes: ["**/.DS_Store"], signal: new AbortController().signal }));
      const found = stdout.split("\n").length - 1;
      if (answer.lines.length !== FILES / EVERY || found !== FILES / EVERY) throw new Error(`${answer.lines.length} and ${found} lines were found.`);
      // The first one finds nothing in the system's memory.
      if (round > 0) rounds.push({ grep, scan: took, longestHold });
    }
    return { engine: program === undefined ? "git" : "ripgrep", rounds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
