import { OneTimePage } from "./oneTimePage";
import type { Workbench } from "./workbench";

/** How the questions before the call are answered. */
export interface KeyWishes {
  readonly description?: string;
  readonly destination?: "Save to a profile" | "Download .csv" | "Decide when I see it";
}

/** Answers the three questions of "Create Access Key…", which is open already. */
export async function answerQuestions(workbench: Workbench, { description = "", destination = "Decide when I see it" }: KeyWishes = {}): Promise<void> {
  await workbench.pick("Something else");
  await describeKey(workbench, description);
  await workbench.quickInputShows("(3 of 3)");
  await workbench.pick(destination);
}

/** Answers the second question. */
export async function describeKey(workbench: Workbench, description: string): Promise<void> {
  await workbench.quickInputShows("(2 of 3)");
  await workbench.type(description);
  await workbench.accept();
}

/** Creates a key by the palette, to be decided about on its page. */
export async function createKey(workbench: Workbench, wishes: KeyWishes = {}): Promise<OneTimePage> {
  await workbench.runCommand("Create Access Key…");
  await answerQuestions(workbench, wishes);
  return OneTimePage.find(workbench);
}

/** Confirms the deletion of a key on which something may depend. */
export async function confirmByTyping(workbench: Workbench, accessKeyId: string): Promise<void> {
  await workbench.quickInputShows("Type its last four characters to delete it");
  await workbench.type(accessKeyId.slice(-4));
  await workbench.accept();
}
