import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { helperCommand, quoteForShell, renderCmdLauncher, renderShellLauncher } from "../../../src/git/launcher.js";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("The launcher for sh", () => {
  const runtimesOf = (runtime: string) => /^for runtime in (.*); do$/m.exec(renderShellLauncher({ runtime, folder: "/f" }))?.[1];

  it("quotes what needs it", () => {
    const text = renderShellLauncher({ runtime: "/Applications/Visual Studio Code.app/Code Helper (Plugin)", folder: "/Users/o'neil/Library/Application Support/x" });
    assert.match(text, /^#!\/bin\/sh\n/);
    assert.ok(text.includes(`for runtime in '/Applications/Visual Studio Code.app/Code Helper (Plugin)'; do`));
    assert.ok(text.includes(`exec "$runtime" '/Users/o'\\''neil/Library/Application Support/x/git-credential-codecommit.js' '--sessions=/Users/o'\\''neil/Library/Application Support/x/sessions' "$@"`));
    assert.ok(!text.includes("\r") && !text.includes("MSYS"));
  });

  it("knows where a server’s or a snap’s next version will be", () => {
    assert.equal(runtimesOf(`/home/u x/.vscode-server/cli/servers/Stable-${COMMIT}/server/node`), `'/home/u x/.vscode-server/cli/servers/Stable-${COMMIT}/server/node' '/home/u x/.vscode-server/cli/servers/Stable-'*/server/node`);
    assert.equal(runtimesOf(`/home/u/.vscode-server/bin/${COMMIT}/node`), `/home/u/.vscode-server/bin/${COMMIT}/node /home/u/.vscode-server/bin/*/node`);
    assert.equal(runtimesOf("/snap/code/198/usr/share/code/code"), "/snap/code/198/usr/share/code/code /snap/code/current/usr/share/code/code");
    assert.equal(runtimesOf("/usr/share/code/code"), "/usr/share/code/code");
  });

  it("has Windows’ paths in the form that Git for Windows’ sh reads, and keeps it from rewriting others", () => {
    const text = renderShellLauncher({ runtime: "C:\\Program Files\\Microsoft VS Code\\Code.exe", folder: "C:\\Users\\Zoë\\AppData\\Roaming\\Code" }, true);
    assert.ok(text.includes("for runtime in 'C:/Program Files/Microsoft VS Code/Code.exe'; do"));
    assert.ok(text.includes("'C:/Users/Zoë/AppData/Roaming/Code/git-credential-codecommit.js'"));
    assert.ok(text.includes("MSYS_NO_PATHCONV=1\nexport MSYS_NO_PATHCONV\n"));
    assert.ok(!text.includes("\r"));
  });
});

describe("The launcher for cmd", () => {
  const variables = { LOCALAPPDATA: "C:\\Users\\Zoë\\AppData\\Local", USERPROFILE: "C:\\Users\\Zoë", ProgramFiles: "C:\\Program Files", APPDATA: undefined };

  it("ends every operation but get without Node, and starts the helper beside it", () => {
    const text = renderCmdLauncher({ runtime: "D:\\VS Code & more\\100%\\Code.exe" }, variables);
    assert.equal(
      text,
      [
        "@echo off",
        `rem Signs Git in to AWS CodeCommit. "My Security Credentials for AWS", an extension of VS Code, writes this file anew.`,
        "setlocal DisableDelayedExpansion",
        `set "operation="`,
        ":next",
        `if "%~1"=="" goto known`,
        `set "operation=%~1"`,
        "shift /1",
        "goto next",
        ":known",
        `if not "%operation%"=="get" exit /b 0`,
        `set "NODE_OPTIONS="`,
        `set "ELECTRON_RUN_AS_NODE=1"`,
        `set "runtime=D:\\VS Code & more\\100%%\\Code.exe"`,
        `if exist "%runtime%" goto run`,
        `set "runtime=node.exe"`,
        "where /q node.exe && goto run",
        ">&2 echo git-credential-codecommit: Neither VS Code nor Node.js is where it was. Open VS Code once, or install Node.js.",
        "exit /b 1",
        ":run",
        `"%runtime%" "%~dp0git-credential-codecommit.js" "--sessions=%~dp0sessions" %*`,
        "",
      ].join("\r\n"),
    );
  });

  it("names folders by variables, so that it needs no letters that the console’s code page may lack", () => {
    const runtimeIn = (runtime: string) => /set "runtime=(.*)"\r\nif exist/.exec(renderCmdLauncher({ runtime }, variables))?.[1];
    assert.equal(runtimeIn("C:\\users\\zoë\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe"), "%LOCALAPPDATA%\\Programs\\Microsoft VS Code\\Code.exe");
    assert.equal(runtimeIn("C:\\Users\\Zoë\\scoop\\Code.exe"), "%USERPROFILE%\\scoop\\Code.exe");
    assert.equal(runtimeIn("C:\\Program Files\\Microsoft VS Code\\Code.exe"), "%ProgramFiles%\\Microsoft VS Code\\Code.exe");
    assert.equal(runtimeIn("C:\\Program Files (x86)\\Code.exe"), "C:\\Program Files (x86)\\Code.exe");
  });
});

describe("The value of credential.helper", () => {
  it("is for Git’s shell, so that a path may have spaces", () => {
    assert.equal(helperCommand("/h/a b/git-credential-codecommit", "work"), "!'/h/a b/git-credential-codecommit' --profile=work");
    assert.equal(helperCommand("/h/x", "it's", { needsMfa: true, config: "/c", credentials: "/d e" }), "!/h/x '--profile=it'\\''s' --config=/c '--credentials=/d e' --mfa");
  });

  it("has any word in a way that sh gives back: 300 words", function () {
    if (process.platform === "win32") this.skip();
    const words = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom(...Array.from("ab'\"\\$`!*?~#&|;<>()[]{} \t%=:,é-")) }), fc.string({ unit: "grapheme" })), { minLength: 300, maxLength: 300 });
    fc.assert(
      fc.property(words, (list) => {
        const plain = list.map((word) => word.replaceAll("\0", ""));
        assert.deepEqual(execFileSync("sh", ["-c", `printf '%s\\0' ${plain.map(quoteForShell).join(" ")}`], { encoding: "utf8" }).split("\0").slice(0, -1), plain);
      }),
      { numRuns: 1 },
    );
  });
});
