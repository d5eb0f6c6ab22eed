import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LARGEST_FILE, LONGEST_LINE } from "../../../src/scan/foundLine";
import { listAwsFiles, listGitConfigFiles, listShellFiles, searchEnvironment, searchFiles } from "../../../src/scan/machineFiles";
import { findSearchProgram } from "../../../src/scan/searchProgram";
import { useTemporaryFolder } from "../files/temporaryFolder";

const ID = "AKIAIOSFODNN7EXAMPLE";
const HOME = path.resolve("/home/alice");
const home = (...names: readonly string[]) => path.join(HOME, ...names);
const machine = { homeDirectory: HOME, environment: {}, platform: "linux" as const };

describe("The places of a computer where a key may be", () => {
  it("are the AWS files in use, those of the environment and the usual ones, each once", () => {
    const usual = [home(".aws", "credentials"), home(".aws", "config")];
    const inUse = { credentials: path.resolve("/sandbox/credentials"), config: path.resolve("/sandbox/config") };
    assert.deepEqual(listAwsFiles({ credentials: home(".aws", "credentials"), config: home(".aws", "config") }, machine), usual);
    const environment = { AWS_CONFIG_FILE: "~/elsewhere", AWS_SHARED_CREDENTIALS_FILE: "" };
    assert.deepEqual(listAwsFiles(inUse, { ...machine, environment }), [inUse.credentials, inUse.config, home(".aws", "credentials"), home("elsewhere"), home(".aws", "config")]);
  });

  it("are the start-up files of shells, where the environment has them", () => {
    const files = listShellFiles(machine);
    for (const name of [".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", ".zshenv", ".config/fish/config.fish", ".config/powershell/Microsoft.PowerShell_profile.ps1"]) assert.ok(files.includes(home(...name.split("/"))), name);
    assert.equal(new Set(files).size, files.length);
    const moved = listShellFiles({ ...machine, environment: { ZDOTDIR: path.resolve("/z"), XDG_CONFIG_HOME: path.resolve("/x") } });
    for (const file of ["/z/.zshrc", "/x/fish/config.fish"]) assert.ok(moved.includes(path.resolve(file)), file);
    assert.ok(listShellFiles({ ...machine, platform: "win32" }).includes(home("Documents", "WindowsPowerShell", "profile.ps1")));
  });

  it("are the user's Git configuration where there is no Git to ask", async () => {
    assert.deepEqual(await listGitConfigFiles(undefined, ["/x"], machine), [home(".gitconfig"), home(".config", "git", "config")]);
  });

  it("are variables, by name", () => {
    assert.deepEqual(searchEnvironment({ Z: ID, AWS_ACCESS_KEY_ID: `x${ID}`, PATH: "/bin", EMPTY: undefined }, ID), ["AWS_ACCESS_KEY_ID", "Z"]);
  });
});

describe("Files that are looked into one by one", () => {
  const at = useTemporaryFolder();

  it("hold the key on lines of any kind, in UTF-16 too", async () => {
    writeFileSync(at("unix"), `a\n${ID}\n`);
    writeFileSync(at("dos"), `${ID} 1\r\nb\r\n${ID} 2`);
    writeFileSync(at("powershell"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`# x\r\n$env:AWS_ACCESS_KEY_ID = "${ID}"\r\n`, "utf16le")]));
    writeFileSync(at("long"), `${"x".repeat(LONGEST_LINE)}${ID}`);
    const { lines, unread } = await searchFiles([at("unix"), at("dos"), at("powershell"), at("long"), at("missing"), at("unix", "below")], ID);
    assert.deepEqual(lines.map(({ file, line, text }) => [path.basename(file), line, text]), [["unix", 2, ID], ["dos", 1, `${ID} 1`], ["dos", 3, `${ID} 2`], ["powershell", 2, `$env:AWS_ACCESS_KEY_ID = "${ID}"`], ["long", 1, ""]]);
    assert.deepEqual(unread, []);
  });

  it("are named if they cannot be read", async () => {
    mkdirSync(at("folder"));
    writeFileSync(at("huge"), Buffer.alloc(LARGEST_FILE + 1));
    assert.deepEqual(await searchFiles([at("folder"), at("huge")], ID), { lines: [], unread: [at("folder"), at("huge")], isCut: false });
  });
});

describe("The editor's search program", () => {
  const at = useTemporaryFolder();
  const put = (...names: readonly string[]): string => {
    const file = at(...names);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "", { mode: 0o755 });
    return file;
  };

  it("is found where editors have it and had it", async () => {
    assert.equal(await findSearchProgram(at(), "linux", "x64"), undefined);
    const unpacked = put("node_modules.asar.unpacked", "@vscode", "ripgrep", "bin", "rg");
    assert.equal(await findSearchProgram(at(), "linux", "x64"), unpacked);
    const universal = put("node_modules", "@vscode", "ripgrep-universal", "bin", "linux-x64", "rg");
    assert.equal(await findSearchProgram(at(), "linux", "x64"), universal);
    assert.equal(await findSearchProgram(at(), "linux", "arm64"), unpacked);
    const windows = put("node_modules", "@vscode", "ripgrep", "bin", "rg.exe");
    assert.equal(await findSearchProgram(at(), "win32", "x64"), windows);
  });
});
