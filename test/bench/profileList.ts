import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readProfiles } from "../../src/profiles/readProfiles.js";

/** How long it takes to read the AWS files of somebody who has this many profiles, as each look at them does. */
const PROFILES = 500;
const RUNS = 31;

async function measure(): Promise<number[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "msc-bench-"));
  try {
    const paths = { config: path.join(folder, "config"), credentials: path.join(folder, "credentials") };
    writeFileSync(paths.config, Array.from({ length: PROFILES }, (_none, index) => configSection(index)).join("\n"));
    writeFileSync(paths.credentials, Array.from({ length: PROFILES }, (_none, index) => credentialsSection(index)).join("\n"), { mode: 0o600 });
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      const { profiles, problems } = await readProfiles(paths);
      times.push(performance.now() - started);
      if (profiles.length !== PROFILES || problems.length > 0) throw new Error(`${profiles.length} profiles and ${problems.length} problems were read.`);
    }
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every kind that is common in large organisations. */
function configSection(index: number): string {
  const kinds = [
    `region = eu-central-1\noutput = json\n# team ${index}\nmfa_serial = arn:aws:iam::123456789012:mfa/user-${index}\n`,
    `sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\nregion = eu-west-1 ; home\n`,
    `role_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = team-0\nregion = us-east-1\n`,
    `region = us-east-1\nservices = local\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\n`,
  ];
  const shared = index === 0 ? "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n\n[services local]\niam =\n  endpoint_url = http://127.0.0.1:4566\n\n" : "";
  return `${shared}[profile team-${index}]\n${kinds[index % kinds.length] ?? ""}`;
}

function credentialsSection(index: number): string {
  return `[team-${index}]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n`;
}

measure().then(
  (times) => process.stdout.write(JSON.stringify(times)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
