import { build } from "esbuild";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

/**
 * Builds the bundles named in the README's architecture section into `dist/`, and with `--tests` each test file into
 * `out/`. `--only NAME` builds one bundle; `--dev` leaves the code readable.
 */
const { values: flags } = parseArgs({
  options: { only: { type: "string" }, tests: { type: "boolean" }, dev: { type: "boolean" } },
});

/** @type {import("esbuild").BuildOptions} */
const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minify: flags.dev !== true,
  legalComments: "none",
  // ES modules first: the CommonJS builds of the SDK cannot be shaken, and would triple the size.
  mainFields: ["module", "main"],
  logLevel: "warning",
  metafile: true,
};

/**
 * Keeps apart what is loaded later: an import of another bundle's entry stays an import, of that bundle.
 * @type {import("esbuild").Plugin}
 */
const bundlesStayApart = {
  name: "bundles-stay-apart",
  setup: (bundle) => {
    bundle.onResolve({ filter: /\/iam\/aws\.js$/ }, () => ({ path: "./aws.js", external: true }));
    bundle.onResolve({ filter: /\/commands\/bundle\.js$/ }, () => ({ path: "./commands.js", external: true }));
    bundle.onResolve({ filter: /^\.\/window\.js$/ }, ({ kind }) => (kind === "dynamic-import" ? { path: "./window.js", external: true } : undefined));
  },
};

/**
 * Of ssh2 the sandbox needs the server, without SFTP, and no keys under a passphrase: what is left out is a tenth of the
 * extension's package.
 * @type {import("esbuild").Plugin}
 */
const sshServerOnly = {
  name: "ssh-server-only",
  setup: (bundle) => {
    bundle.onResolve({ filter: /\/(client|agent|keygen|http-agents|SFTP)\.js$|^bcrypt-pbkdf$/ }, ({ importer, path: wanted }) =>
      /[\\/]node_modules[\\/]ssh2[\\/]/.test(importer) ? { path: wanted, namespace: "left-out" } : undefined,
    );
    bundle.onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = { SFTP: class {} };" }));
  },
};

/** @type {Record<string, import("esbuild").BuildOptions>} */
const bundles = {
  extension: {
    ...node,
    entryPoints: { extension: "src/extension.ts" },
    external: ["vscode"],
    plugins: [bundlesStayApart],
    outdir: "dist",
  },
  window: {
    ...node,
    entryPoints: { window: "src/window.ts" },
    external: ["vscode"],
    plugins: [bundlesStayApart],
    outdir: "dist",
  },
  commands: { ...node, entryPoints: { commands: "src/commands/bundle.ts" }, outdir: "dist" },
  aws: { ...node, entryPoints: { aws: "src/iam/aws.ts" }, outdir: "dist" },
  "git-credential-codecommit": {
    ...node,
    entryPoints: { "git-credential-codecommit": "src/credentialHelper.ts" },
    plugins: [bundlesStayApart],
    alias: { "@vscode/l10n": "./src/git/english.ts" },
    outdir: "dist",
  },
  sandbox: {
    ...node,
    entryPoints: { sandbox: "src/sandbox/main.ts" },
    // ssh2 looks for two native helpers that it does without: they are left to be not found.
    external: ["*.node", "cpu-features"],
    plugins: [sshServerOnly],
    outdir: "dist",
  },
  media: {
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    minify: flags.dev !== true,
    logLevel: "warning",
    metafile: true,
    entryPoints: readdirSync("media").filter((name) => /\.(ts|css)$/.test(name) && !name.endsWith(".d.ts")).map((name) => `media/${name}`),
    outdir: "dist/media",
  },
};

/** Everything else has to start, or to load, without waiting for it. */
const withSdk = new Set(["aws"]);

/** Every test file becomes a bundle of its own, with packages left to Node: no second TypeScript loader to keep alive. */
/** @type {import("esbuild").BuildOptions} */
const tests = {
  ...node,
  minify: false,
  sourcemap: "inline",
  packages: "external",
  external: ["vscode"],
  entryPoints: listFiles("test").filter((name) => /\.test\.ts$|^test\/host\/index\.ts$|^test\/bench\/\w+\.ts$|^test\/sandbox\/\w+Program\.ts$/.test(name)),
  outbase: "test",
  outdir: "out",
};

/** @param {string} folder */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.posix.join(folder, name.replaceAll("\\", "/")));
}

const wanted = flags.only === undefined ? Object.keys(bundles) : [flags.only];
for (const name of wanted) {
  const options = bundles[name];
  if (options === undefined) throw new Error(`There is no bundle "${name}"; there are: ${Object.keys(bundles).join(", ")}.`);
  const { metafile } = await build(options);
  const sdk = Object.keys(metafile?.inputs ?? {}).find((input) => /node_modules\/@(aws-sdk|smithy)\//.test(input));
  if (name === "extension" && metafile?.inputs["src/window.ts"] !== undefined) throw new Error("dist/extension.js must not hold what is behind it, but src/window.ts got in.");
  if (sdk !== undefined && !withSdk.has(name)) throw new Error(`dist/${name}.js must not hold the AWS SDK, but ${sdk} got in.`);
}
if (flags.tests) {
  rmSync("out", { recursive: true, force: true });
  await build(tests);
}
