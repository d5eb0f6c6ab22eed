import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { COMMAND_TABLE } from "../../src/commands/table";
import { COMMANDS, CONTAINER_ID, CONTEXT_KEYS, SETTINGS, SETTINGS_SECTION, VIEW_ID } from "../../src/contributions";
import { makeFailedTree, makeTree } from "../../src/tree/nodes";
import { flatten, MOMENT, ROTATION, SESSION, SNAPSHOTS } from "./tree/snapshots";

const ROOT = process.env["REPO_ROOT"] ?? process.cwd();
const read = (name: string) => readFileSync(path.join(ROOT, name), "utf8");

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly main: string;
  readonly l10n: string;
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] }; readonly virtualWorkspaces: unknown };
  readonly contributes: {
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string; readonly icon?: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope: string }>> };
  };
}

const text = read("package.json");
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const words = JSON.parse(read("package.nls.json")) as Record<string, string>;
const menuEntries = Object.entries(contributes.menus).flatMap(([menu, entries]) => entries.map((entry) => ({ menu, ...entry })));
const views = [SESSION, { ...SESSION, rotations: [ROTATION] }];
const nodes = [...views.flatMap((view) => Object.values(SNAPSHOTS).flatMap((snapshot) => flatten(makeTree(snapshot, view, MOMENT)))), ...makeFailedTree(new Error("x"))];
const kinds = new Set(nodes.map(({ kind }) => kind));

/** The test that a `when` clause makes of a row's kind; none if it says nothing of it. */
function viewItemTest(when: string): ((kind: string) => boolean) | undefined {
  const equal = /viewItem == (\S+)/.exec(when)?.[1];
  if (equal !== undefined) return (kind) => kind === equal;
  const pattern = /viewItem =~ \/(.+?)\/(?:$| )/.exec(when)?.[1];
  return pattern === undefined ? undefined : (kind) => new RegExp(pattern).test(kind);
}

describe("package.json", () => {
  it("contributes the commands of the code, and no others", () => {
    const contributed = contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual(contributed, Object.values(COMMANDS).sort());
    assert.deepEqual(Object.keys(COMMAND_TABLE).sort(), contributed);
  });

  it("names each command as noun and verb, under one category, with a title that begins with a verb", () => {
    for (const { command, title, category } of contributes.commands) {
      assert.match(command, /^mySecurityCredentials\.\w+\.\w+$/);
      assert.equal(category, "%category%");
      assert.match(words[title.slice(1, -1)] ?? "", /^[A-Z][a-z]+/);
    }
  });

  it("has each %key% in package.nls.json, and each key there is used", () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
    for (const [key, word] of Object.entries(words)) assert.ok(word.trim() !== "", key);
  });

  it("has menus of commands that exist, with an icon where there is no room for words", () => {
    for (const { menu, command, group } of menuEntries) {
      const contribution = contributes.commands.find((each) => each.command === command);
      assert.ok(contribution !== undefined, `${menu}: ${command}`);
      if (/^(inline|navigation)/.test(group ?? "")) assert.ok(contribution.icon !== undefined, `${menu}: ${command}`);
    }
  });

  it("shows each menu on a row that the tree can have", () => {
    for (const { command, when = "", menu } of menuEntries.filter((entry) => entry.menu === "view/item/context")) {
      const test = viewItemTest(when);
      assert.ok(test !== undefined, `${menu}: ${command}: ${when}`);
      assert.ok([...kinds].some(test), `${command} is on no row: ${when}; there are ${[...kinds].join(", ")}`);
    }
  });

  it("offers a way on for each row that needs one", () => {
    const commandsOf = (kind: string) => menuEntries.filter(({ menu, when }) => menu === "view/item/context" && viewItemTest(when ?? "")?.(kind)).map(({ command }) => command);
    const denied = [...kinds].filter((kind) => kind.endsWith(".denied"));
    const failed = [...kinds].filter((kind) => kind.endsWith(".failed"));
    assert.ok(denied.length >= 6 && failed.length >= 7, [...kinds].join());
    for (const kind of denied) assert.ok(commandsOf(kind).includes(COMMANDS.copyRequest), kind);
    for (const kind of failed) assert.ok(commandsOf(kind).includes(COMMANDS.retryPart), kind);
    for (const kind of ["accessKey.active", "accessKey.inactive"]) assert.ok(commandsOf(kind).includes(COMMANDS.deleteAccessKey), kind);
    assert.ok(commandsOf("accessKey.active").includes(COMMANDS.deactivateAccessKey) && !commandsOf("accessKey.active").includes(COMMANDS.activateAccessKey));
    assert.ok(commandsOf("accessKey.inactive").includes(COMMANDS.activateAccessKey) && !commandsOf("accessKey.inactive").includes(COMMANDS.deactivateAccessKey));
  });

  it("has at most three inline actions on a row, and the destructive ones last in the menu", () => {
    for (const kind of kinds) {
      const here = menuEntries.filter(({ menu, when }) => menu === "view/item/context" && viewItemTest(when ?? "")?.(kind));
      assert.ok(here.filter(({ group }) => group?.startsWith("inline")).length <= 3, kind);
      const inOrder = here.filter(({ group }) => !group?.startsWith("inline")).sort((a, b) => (a.group ?? "").localeCompare(b.group ?? ""));
      const at = inOrder.findIndex(({ command }) => command === COMMANDS.deleteAccessKey);
      assert.ok(at === -1 || at === inOrder.length - 1, kind);
    }
  });

  it("lets every action of the tree be had from the palette too", () => {
    const hidden = (contributes.menus["commandPalette"] ?? []).filter(({ when }) => when === "false").map(({ command }) => command);
    // A retry is of a row; from the palette the whole view is refreshed.
    assert.deepEqual(hidden, [COMMANDS.retryPart]);
  });

  it("uses only context keys that the code sets, and the code sets none that nobody uses", () => {
    const whens = JSON.stringify([contributes.viewsWelcome, contributes.menus, contributes.commands]);
    const used = [...whens.matchAll(/\bmySecurityCredentials\.(\w+)\b(?!\.)/g)].map(([name]) => name).filter((name) => name !== VIEW_ID && !name.startsWith(`${VIEW_ID}.`));
    const keys = used.filter((name) => !Object.values<string>(COMMANDS).some((command) => command.startsWith(`${name}.`)));
    assert.deepEqual([...new Set(keys)].sort(), Object.values<string>(CONTEXT_KEYS).sort());
  });

  it("has the view and container of the code", () => {
    assert.deepEqual(contributes.viewsContainers.activitybar.map(({ id }) => id), [CONTAINER_ID]);
    assert.deepEqual(contributes.views[CONTAINER_ID]?.map(({ id }) => id), [VIEW_ID]);
    assert.deepEqual(contributes.viewsWelcome.map(({ view }) => view), [VIEW_ID]);
    assert.ok(contributes.viewsContainers.activitybar.every(({ icon }) => existsSync(path.join(ROOT, icon))));
  });

  it("has links to commands only that exist", () => {
    const links = [...Object.values(words).join("\n").matchAll(/command:([\w.]+)/g)].map(([, id]) => id ?? "");
    assert.ok(links.length >= 2);
    for (const id of links) assert.ok(Object.values<string>(COMMANDS).includes(id), id);
  });

  it("has the settings of the code, with their defaults", () => {
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(SETTINGS).map((name) => `${SETTINGS_SECTION}.${name}`).sort());
    const source = read("src/host/settings.ts");
    for (const [name, { default: value }] of Object.entries(contributes.configuration.properties)) {
      const key = Object.entries(SETTINGS).find(([, setting]) => name === `${SETTINGS_SECTION}.${setting}`)?.[0] ?? "";
      assert.ok(source.includes(`SETTINGS.${key}, ${JSON.stringify(value)})`), name);
    }
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) assert.ok(name in contributes.configuration.properties, name);
  });

  it("looks at the window's repositories once the window is there, and runs where the files are", () => {
    assert.deepEqual(manifest.activationEvents, ["onStartupFinished"]);
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
    assert.ok(manifest.capabilities.virtualWorkspaces !== undefined);
    assert.equal(manifest.main, "./dist/extension.js");
  });

  it("and the tree name icons as the editor does", () => {
    for (const { icon, command } of contributes.commands) assert.ok(icon === undefined || /^\$\([a-z]+(-[a-z]+)*\)$/.test(icon), command);
    for (const { icon, id } of nodes) assert.match(icon, /^[a-z]+(-[a-z0-9]+)*(~spin)?$/, id);
  });
});

describe("The commands that the tree runs", () => {
  it("exist", () => {
    for (const { command, id } of nodes) assert.ok(command === undefined || Object.values<string>(COMMANDS).includes(command.id), id);
  });
});

describe("The texts to translate", () => {
  it("are all in l10n/bundle.l10n.json, and no others (npm run l10n)", function () {
    this.timeout(90_000);
    const folder = mkdtempSync(path.join(tmpdir(), "l10n-"));
    try {
      const script = path.join(ROOT, "node_modules", "@vscode", "l10n-dev", "dist", "cli.js");
      execFileSync(process.execPath, [script, "export", "-o", folder, "src"], { cwd: ROOT, stdio: "ignore" });
      const keysOf = (file: string) => Object.keys(JSON.parse(readFileSync(file, "utf8")) as object).sort();
      const [exported] = readdirSync(folder);
      const kept = keysOf(path.join(ROOT, manifest.l10n, "bundle.l10n.json"));
      const wanted = keysOf(path.join(folder, exported ?? ""));
      const difference = { missing: wanted.filter((key) => !kept.includes(key)), unused: kept.filter((key) => !wanted.includes(key)) };
      assert.deepEqual(difference, { missing: [], unused: [] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
