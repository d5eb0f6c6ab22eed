import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * The import directions of the architecture (README, "Architecture"), as errors. A folder may import what its rule does
 * not forbid: `pure` rooms run without VS Code, `sandbox` stands alone, `media` pages see message types only.
 */
const vscodeAtRunTime = {
  name: "vscode",
  message: "Only extension.ts, window.ts, host/, tree/provider.ts and panels/*Panel.ts touch VS Code at run time.",
  allowTypeImports: true,
};
const noVscode = { ...vscodeAtRunTime, allowTypeImports: false };
/** @param {string} way */
const outOfTheSandbox = (way) => ({ regex: `^${way}`, message: "The sandbox imports nothing of the rest." });
const rooms = ["host", "tree", "panels", "commands"];
const aboveThePureRooms = {
  regex: `^(\\.\\./)+(${rooms.join("|")})(/|$)`,
  message: "The pure rooms (iam, mfa, profiles, files, words, git, ssh, rotation, scan) import nothing from host, tree, panels or commands.",
};
const awsSdk = {
  regex: "^@(aws-sdk|smithy)/",
  message: "Every AWS call goes through src/iam/client.ts; credentials come from src/iam/session.ts.",
};
const host = { regex: "^(\\.\\./)+host(/|$)", message: "Commands and nodes ask for what they need (commands/context.ts); host/ is handed to them." };
const sandbox = { regex: "(^|/)sandbox(/|$)", message: "Nobody imports the sandbox: it is reached over HTTP." };
const media = { regex: "(^|/)media(/|$)", message: "Pages are reached by messages, never by import." };
const sdkAtRunTime = {
  regex: "^(\\.\\./|\\./)+iam/(aws|client|cloudTrail|codeCommit|session|credentialProvider|transport)(\\.js)?$",
  message: "The SDK's bundle is loaded by host/awsModule.ts on first use; elsewhere only its types may be imported.",
  allowTypeImports: true,
};

const commandsAtRunTime = {
  regex: "^(\\.\\./|\\./)+commands/(?!bundle)",
  message: "The commands' bundle is loaded by host/commandsModule.ts on first use; elsewhere only types may be imported.",
  allowTypeImports: true,
};

/**
 * @param {{ paths?: object[], patterns: object[] }} options
 * @returns {Partial<import("eslint").Linter.RulesRecord>}
 */
const restrict = ({ paths = [], patterns }) => ({
  "@typescript-eslint/no-restricted-imports": ["error", { paths, patterns }],
});

export default defineConfig(
  { ignores: ["dist/", "out/", ".vscode-test/", "node_modules/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./media/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/only-throw-error": "error",
      "no-console": "error",
      "no-undef": "off",
      eqeqeq: "error",
    },
  },
  { files: ["src/**/*.ts"], rules: restrict({ paths: [vscodeAtRunTime], patterns: [awsSdk, sandbox, media, sdkAtRunTime] }) },
  {
    files: ["src/{iam,mfa,profiles,files,words,git,ssh,rotation,scan}/**/*.ts", "src/{errors,secret,contributions,credentialHelper}.ts"],
    rules: restrict({ paths: [noVscode], patterns: [awsSdk, sandbox, media, aboveThePureRooms] }),
  },
  {
    files: ["src/{commands,tree}/**/*.ts"],
    ignores: ["src/tree/provider.ts"],
    rules: restrict({ paths: [vscodeAtRunTime], patterns: [awsSdk, sandbox, media, sdkAtRunTime, host] }),
  },
  {
    files: ["src/iam/{client,cloudTrail,codeCommit,session,credentialProvider,transport}.ts"],
    rules: restrict({ paths: [noVscode], patterns: [sandbox, media, aboveThePureRooms] }),
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/profiles/**"],
    rules: {
      "no-restricted-syntax": ["error", { selector: "BinaryExpression[operator='instanceof'][right.name=/^(Secret|UserError|AwsError|CancelledError)$/]", message: "Each bundle has a class of its own by this name; look at the shape instead." }],
    },
  },
  { files: ["src/sandbox/**/*.ts"], rules: { "no-console": "off" } },
  { files: ["src/sandbox/*.ts"], rules: restrict({ paths: [noVscode], patterns: [awsSdk, outOfTheSandbox("\\.\\./")] }) },
  { files: ["src/sandbox/*/*.ts"], rules: restrict({ paths: [noVscode], patterns: [awsSdk, outOfTheSandbox("\\.\\./\\.\\./")] }) },
  {
    files: ["src/{extension,window}.ts", "src/host/**/*.ts", "src/tree/provider.ts", "src/panels/*Panel.ts"],
    rules: restrict({ patterns: [awsSdk, sandbox, media, sdkAtRunTime, commandsAtRunTime] }),
  },
  {
    files: ["media/**/*.ts"],
    rules: restrict({
      paths: [noVscode],
      patterns: [{ regex: "src/(?!panels/[A-Za-z]*[pP]rotocol)", message: "Pages import message types only." }, { regex: "^node:", message: "Pages run in a browser." }],
    }),
  },
  { files: ["**/*.mjs", "test/**/*.ts"], rules: { "no-console": "off" } },
  { files: ["test/**/*.ts"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
);
