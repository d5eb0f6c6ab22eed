import { randomUUID } from "node:crypto";
import type { FirstCommit, Repository } from "../account.js";
import { plusDays } from "../clock.js";

interface Story {
  readonly name: string;
  readonly region?: string;
  readonly description?: string;
  readonly createdDaysAgo: number;
  readonly changedDaysAgo: number;
  readonly commits: readonly FirstCommit[];
}

const readme = (name: string, text: string): FirstCommit => ({ message: "First commit", files: { "README.md": `# ${name}\n\n${text}\n` } });

/** Four repositories in the region of the ready line, of which one is empty, and one with a name of its own elsewhere. */
const stories: readonly Story[] = [
  {
    name: "payments",
    description: "Card payments: the service and what it runs on",
    createdDaysAgo: 380,
    changedDaysAgo: 1,
    commits: [
      readme("payments", "Takes card payments."),
      { message: "Retry a payment that timed out", files: { "src/retry.ts": "export const attempts = 3;\n" } },
    ],
  },
  {
    name: "storefront",
    description: "The shop's web pages <www.acme.example> & their build",
    createdDaysAgo: 300,
    changedDaysAgo: 12,
    commits: [readme("storefront", "What customers see.")],
  },
  { name: "infra.live", createdDaysAgo: 200, changedDaysAgo: 90, commits: [readme("infra.live", "Accounts, networks, clusters.")] },
  { name: "new-service", description: "Nothing pushed yet", createdDaysAgo: 2, changedDaysAgo: 2, commits: [] },
  {
    name: "ledger",
    region: "eu-central-1",
    description: "Bookkeeping, which stays in Europe",
    createdDaysAgo: 250,
    changedDaysAgo: 30,
    commits: [readme("ledger", "Every cent, twice.")],
  },
];

/** The repositories of every scenario; who may do what with them is up to the scenario's policies. */
export function newRepositories(now: Date): Repository[] {
  return stories.map(({ changedDaysAgo, commits, createdDaysAgo, description, name, region = "us-east-1" }) => ({
    id: randomUUID(),
    name,
    region,
    description,
    createdAt: plusDays(now, -createdDaysAgo),
    lastModifiedAt: plusDays(now, -changedDaysAgo),
    defaultBranch: commits.length > 0 ? "main" : undefined,
    firstCommits: commits,
  }));
}
