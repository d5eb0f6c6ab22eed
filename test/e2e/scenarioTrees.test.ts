import assert from "node:assert/strict";
import type { SandboxReady } from "../sandbox/sandboxProcess";
import { eventually } from "./eventually";
import { waitForTree } from "./loading";
import { showScenario } from "./showScenario";
import { useWorkbench } from "./useWorkbench";
import { KEY_AGE_SETTING, openWorkbench, type Workbench } from "./workbench";

/** The whole tree, top to bottom; a row that is not named is a row too many. */
type Expected = readonly (string | RegExp)[];

const KEY = "AKIA\\w{16}";
const SINCE = "since \\w{3} \\d+, \\d{4}";
const POLICY = "at least 14 characters, with capital letters, small letters, numbers, symbols, expires after 180 days, not one of the last 5";
const SYMBOLS = "! @ # $ % ^ & * ( ) _ + - = [ ] { } | '";
const POLICY_RULES = [
  "14 to 128 characters",
  "With a capital letter (A–Z)",
  "With a small letter (a–z)",
  "With a number (0–9)",
  `With a symbol (${SYMBOLS})`,
  "Expires after 180 days",
  "Once expired, it is changed at the next sign-in",
  "Not one of the last 5 passwords",
  "All users may change their own password",
].map((rule) => `    ${rule}`);
const DEFAULT_POLICY_RULES = [
  "8 to 128 characters",
  `Three of: capital letters (A–Z), small letters (a–z), numbers (0–9), symbols (${SYMBOLS})`,
  "Not the account's name or e-mail address",
  "Never expires",
  "Earlier passwords may be used again",
].map((rule) => `    ${rule}`);
const NO_GIT = "    None. A user name and password with which Git signs in to CodeCommit.";
const NO_SSH = "    None. With your public key uploaded, Git signs in to CodeCommit over SSH.";
const NO_SERVICES = ["API keys and other services  0", "  None. Services such as Amazon Bedrock and Keyspaces can have keys of their own."];
const NO_CERTIFICATES = ["X.509 signing certificates  0 of 2", "  None. Only some old SOAP interfaces still ask for one."];
const NO_MFA = ["MFA devices  0 of 8", "  None. A second factor keeps others out even if they learn the password."];
const NO_CODECOMMIT = ["CodeCommit", "  HTTPS Git credentials  0 of 2", NO_GIT, "  SSH public keys  0 of 5", NO_SSH];
const ALICE = "alice @ acme-dev  123456789012 · profile sandbox · no MFA in this session";
const ALICE_WITHOUT_ALIAS = "alice @ 123456789012  profile sandbox · no MFA in this session";
const OWN_PLAIN_KEY = new RegExp(`^ {2}${KEY} {2}this profile · active · 100 days old, time to replace it · used 2 hours ago, s3 eu-central-1$`);

const YUBIKEY = new RegExp(`^ {2}yubikey-5 {2}passkey or security key · ${SINCE} · FIDO L1 · FIPS 140-2 Level 1$`);

/** What the documented policy refuses to a session without MFA. */
const forbidden = (action: string) => `needs MFA, or is forbidden: iam:${action}`;
const NEEDS_MFA = [`Access keys  ${forbidden("ListAccessKeys")}`];
const NEEDS_MFA_BELOW = [
  "CodeCommit",
  `  HTTPS Git credentials  ${forbidden("ListServiceSpecificCredentials")}`,
  `  SSH public keys  ${forbidden("ListSSHPublicKeys")}`,
  `API keys and other services  ${forbidden("ListServiceSpecificCredentials")}`,
  `X.509 signing certificates  ${forbidden("ListSigningCertificates")}`,
];
const PASSWORD_NEEDS_MFA = [
  "Console password  age not known",
  "  Age  age not known",
  "  Last used  no sign-in known",
  `  Policy  ${forbidden("GetAccountPasswordPolicy")}`,
  `  When it was created  ${forbidden("GetLoginProfile")}`,
];
/** The policy can be read, but nothing of the password itself. */
const PASSWORD_NOT_SHOWN = [
  "Console password  age not known",
  "  Age  age not known",
  "  Last used  no sign-in known",
  `  Policy  ${POLICY}`,
  ...POLICY_RULES,
  "  When it was created  not shown to your user (iam:GetLoginProfile)",
];

const WORKING_ALICE = [
  "Console password  changed 121 days ago · expires in 59 days",
  "  Age  changed 121 days ago",
  "  Last used  yesterday",
  `  Policy  ${POLICY}`,
  ...POLICY_RULES,
  "Access keys  1 of 2",
  new RegExp(`^ {2}${KEY} {2}this profile · active · 400 days old, time to replace it · used 2 hours ago, ec2 us-east-1 · laptop and build server$`),
  "MFA devices  2 of 8",
  new RegExp(`^ {2}alice {2}authenticator app · ${SINCE}$`),
  YUBIKEY,
  "CodeCommit",
  "  HTTPS Git credentials  1 of 2",
  new RegExp(`^ {4}alice-at-123456789012 {2}active · ${SINCE}$`),
  "  SSH public keys  1 of 5",
  /^ {4}APKA\w+ {2}active · uploaded \w{3} \d+, \d{4}$/,
  ...NO_SERVICES,
  ...NO_CERTIFICATES,
];

const TREES: Readonly<Record<string, Expected>> = {
  "default": [ALICE, ...WORKING_ALICE],
  "slow": [ALICE, ...WORKING_ALICE],
  "new-user": [
    ALICE,
    "Console password  none",
    "  None. With one you sign in to the AWS console; an administrator can give you one.",
    "Access keys  1 of 2",
    new RegExp(`^ {2}${KEY} {2}this profile · active · created today · never used$`),
    ...NO_MFA,
    ...NO_CODECOMMIT,
    ...NO_SERVICES,
    ...NO_CERTIFICATES,
  ],
  "two-keys": [
    ALICE,
    ...WORKING_ALICE.map((row) => (row === "Access keys  1 of 2" ? "Access keys  2 of 2" : row)).toSpliced(6 + POLICY_RULES.length, 0, new RegExp(`^ {2}${KEY} {2}active · 200 days old, time to replace it · never used$`)),
  ],
  "mfa-required": [ALICE_WITHOUT_ALIAS, ...PASSWORD_NEEDS_MFA, ...NEEDS_MFA, "MFA devices  1 of 8", new RegExp(`^ {2}alice {2}authenticator app · ${SINCE}$`), ...NEEDS_MFA_BELOW],
  "mfa-none": [ALICE_WITHOUT_ALIAS, ...PASSWORD_NEEDS_MFA, ...NEEDS_MFA, ...NO_MFA, ...NEEDS_MFA_BELOW],
  "orphan-mfa": [ALICE_WITHOUT_ALIAS, ...PASSWORD_NEEDS_MFA, ...NEEDS_MFA, ...NO_MFA, "  alice  set-up never finished", ...NEEDS_MFA_BELOW],
  "read-denied": [
    ALICE_WITHOUT_ALIAS,
    "Console password  age not known",
    "  Age  age not known",
    "  Last used  not shown to your user (iam:GetUser)",
    "  Policy  not shown to your user (iam:GetAccountPasswordPolicy)",
    "  When it was created  not shown to your user (iam:GetLoginProfile)",
    "Access keys  1 of 2",
    new RegExp(`^ {2}${KEY} {2}this profile · active · 100 days old, time to replace it · last use unknown$`),
    "MFA devices  not allowed to list: iam:ListMFADevices",
    "  Unfinished set-ups  not allowed to list: iam:ListVirtualMFADevices",
    "CodeCommit",
    "  HTTPS Git credentials  not allowed to list: iam:ListServiceSpecificCredentials",
    "  SSH public keys  not allowed to list: iam:ListSSHPublicKeys",
    "API keys and other services  not allowed to list: iam:ListServiceSpecificCredentials",
    "X.509 signing certificates  not allowed to list: iam:ListSigningCertificates",
  ],
  "password-expiring": [
    ALICE,
    "Console password  must be changed at the next sign-in · changed 175 days ago · expires in 5 days",
    "  Age  changed 175 days ago",
    ...WORKING_ALICE.slice(2),
  ],
  "mfa-two-devices": [
    ALICE_WITHOUT_ALIAS,
    ...PASSWORD_NEEDS_MFA,
    ...NEEDS_MFA,
    "MFA devices  3 of 8",
    new RegExp(`^ {2}alice {2}authenticator app · ${SINCE}$`),
    new RegExp(`^ {2}GAHT12345678 {2}hardware token · ${SINCE}$`),
    new RegExp(`^ {2}laptop-passkey {2}passkey or security key · ${SINCE}$`),
    ...NEEDS_MFA_BELOW,
  ],
  "mfa-passkey-only": [ALICE_WITHOUT_ALIAS, ...PASSWORD_NEEDS_MFA, ...NEEDS_MFA, "MFA devices  1 of 8", new RegExp(`^ {2}laptop-passkey {2}passkey or security key · ${SINCE}$`), ...NEEDS_MFA_BELOW],
  "mfa-session-only": [
    ALICE_WITHOUT_ALIAS,
    "Console password  needs MFA",
    "Access keys  needs MFA",
    "MFA devices  needs MFA",
    "  Unfinished set-ups  needs MFA",
    "CodeCommit",
    "  HTTPS Git credentials  needs MFA",
    "  SSH public keys  needs MFA",
    "API keys and other services  needs MFA",
    "X.509 signing certificates  needs MFA",
  ],
  "orphan-mfa-deletable": [
    ALICE_WITHOUT_ALIAS,
    ...PASSWORD_NOT_SHOWN,
    "Access keys  1 of 2",
    new RegExp(`^ {2}${KEY} {2}this profile · active · 100 days old, time to replace it · last use unknown$`),
    ...NO_MFA,
    "  alice  set-up never finished",
    "  alice-2  set-up never finished",
    "  Other unfinished set-ups  1 in this account, not named after you",
    ...NO_CODECOMMIT,
    ...NO_SERVICES,
    ...NO_CERTIFICATES,
  ],
  "quarantined": [ALICE, ...WORKING_ALICE],
  "default-password-policy": [
    ALICE,
    "Console password  changed 30 days ago",
    "  Age  changed 30 days ago",
    "  Last used  never",
    "  Policy  IAM's default: at least 8 characters of 3 kinds, never expires",
    ...DEFAULT_POLICY_RULES,
    "Access keys  1 of 2",
    OWN_PLAIN_KEY,
    ...NO_MFA,
    ...NO_CODECOMMIT,
    ...NO_SERVICES,
    ...NO_CERTIFICATES,
  ],
  "role": [
    "alice in role Developer @ 123456789012  profile sandbox · temporary keys",
    "You work in the role Developer with temporary keys. A role has no password, keys or MFA devices of its own.",
    "If you have an IAM user, its credentials are shown with that user's profile.",
    "Switch to the profile of an IAM user",
    "Open the AWS console's page",
  ],
  "root": [
    "root user @ acme-dev  123456789012 · profile sandbox · no MFA in this session",
    "This is the root user, who may do anything in this account. Delete its access keys and work as an IAM user.",
    "Its password, MFA devices and keys are managed in the AWS console only.",
    "Switch to the profile of an IAM user",
    "Open the AWS console's page",
  ],
  "crowded": [
    ALICE,
    ...WORKING_ALICE.slice(0, 4 + POLICY_RULES.length),
    "Access keys  2 of 2",
    new RegExp(`^ {2}${KEY} {2}this profile · active · 400 days old, time to replace it · used 2 hours ago, ec2 us-east-1 · laptop and build server$`),
    new RegExp(`^ {2}${KEY} {2}inactive · 300 days old, time to replace it · never used$`),
    "MFA devices  8 of 8",
    new RegExp(`^ {2}alice {2}authenticator app · ${SINCE}$`),
    YUBIKEY,
    ...Array.from({ length: 6 }, () => new RegExp(`^ {2}alice-\\d {2}authenticator app · ${SINCE}$`)),
    "CodeCommit",
    "  HTTPS Git credentials  2 of 2",
    new RegExp(`^ {4}alice-at-123456789012 {2}inactive · ${SINCE}$`),
    new RegExp(`^ {4}alice\\+1-at-123456789012 {2}active · ${SINCE}$`),
    "  SSH public keys  5 of 5",
    ...Array.from({ length: 5 }, () => /^ {4}APKA\w+ {2}(in)?active · uploaded \w{3} \d+, \d{4}$/),
    "API keys and other services  4 · Amazon Keyspaces 2 of 2 · Amazon Bedrock 2 of 2 · one expires soon",
    ...Array.from({ length: 2 }, () => new RegExp(`^ {2}alice\\S* {2}Amazon Keyspaces · active · ${SINCE}$`)),
    new RegExp(`^ {2}BedrockAPIKey\\S+ {2}Amazon Bedrock · expired on \\w{3} \\d+, \\d{4} · ${SINCE}$`),
    new RegExp(`^ {2}BedrockAPIKey\\S+ {2}Amazon Bedrock · active · expires in 10 days · ${SINCE}$`),
    "X.509 signing certificates  2 of 2",
    ...Array.from({ length: 2 }, () => /^ {2}\w+ {2}active · uploaded \w{3} \d+, \d{4}$/),
  ],
};

describe("the tree of the scenario", () => {
  let workbench: Workbench | undefined;

  before(async () => {
    // High enough for every row: the list draws only what is to be seen.
    workbench = await openWorkbench({ scenario: "default", settings: { [KEY_AGE_SETTING]: 90 }, size: { width: 1280, height: 1400 } });
    await waitForTree(workbench);
  });

  after(() => workbench?.close());

  for (const [scenario, expected] of Object.entries(TREES)) {
    it(scenario, async () => {
      assert.ok(workbench !== undefined);
      const sandbox = await showScenario(workbench, scenario);
      try {
        await expectTree(workbench, sandbox.ready, expected);
      } finally {
        await sandbox.stop();
      }
    });
  }
});

describe("a row of the tree", () => {
  const window = useWorkbench({ scenario: "new-user" });

  it("where there is nothing leads to where one is made", async () => {
    await window().row("None. A second factor keeps others out").click();
    await window().pick("Passkey or security key");
    const dialog = await window().dialog();
    assert.match(await dialog.text(), /https:\/\/console\.aws\.amazon\.com\/iam\/home#.*security_credentials/);
    await dialog.press("Cancel");
  });

  it("that is refused copies a request that an administrator can act on", async () => {
    const denial = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ListMFADevices on resource: user alice because no identity-based policy allows the iam:ListMFADevices action";
    await window().sandbox.control.faults({ action: "ListMFADevices", kind: "error", code: "AccessDenied", message: denial });
    await window().viewAction("Refresh");
    await window().inlineAction(window().row("not allowed to list: iam:ListMFADevices"), "Copy Request for the Administrator");
    await window().notification("The request is on the clipboard. Send it to your administrator.");
    const request = await window().clipboard();
    assert.match(request, /^Please allow arn:aws:iam::123456789012:user\/alice /);
    const { Statement } = JSON.parse(request.slice(request.indexOf("{"))) as { Statement: unknown };
    assert.deepEqual(Statement, [{ Sid: "ManageOwnCredentials", Effect: "Allow", Action: ["iam:ListMFADevices"], Resource: "arn:aws:iam::123456789012:user/alice" }]);
  });

  it("that is refused can be tried again", async () => {
    await window().sandbox.control.faults({ action: "ListMFADevices", kind: "error", code: "AccessDenied", message: "no" });
    await window().viewAction("Refresh");
    const row = window().rowLabelled("MFA devices");
    await row.filter({ hasText: "not allowed" }).waitFor();
    await window().inlineAction(row, "Try Again");
    await row.filter({ hasText: "0 of 8" }).waitFor();
  });
});

async function expectTree(workbench: Workbench, { accessKeyId }: SandboxReady, expected: Expected): Promise<void> {
  await eventually(async () => {
    const shown = await workbench.rowsText();
    assert.equal(shown[0], expected[0]);
    // Not the tree of the scenario before, which may look the same.
    const keys = shown.filter((row) => row.includes("this profile"));
    assert.ok(keys.every((row) => row.includes(accessKeyId)), shown.join("\n"));
    await workbench.expandAll();
    const rows = await workbench.rowsText();
    const differences = rows.map((row, index) => ({ row, wanted: expected[index] })).filter(({ row, wanted }) => !(wanted instanceof RegExp ? wanted.test(row) : row === wanted));
    assert.deepEqual(differences, [], rows.join("\n"));
    assert.equal(rows.length, expected.length, rows.join("\n"));
  });
}
