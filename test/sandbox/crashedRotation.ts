import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { isUserError } from "../../src/errors";
import { openSession } from "../../src/iam/session";
import type { ProofPace } from "../../src/rotation/proveKey";
import { TestAccount } from "./openTestAccount";
import { RotationProcess, type RotationOrder } from "./rotationProcess";
import { isTrial, PROFILE, pathsIn, RotationWindow } from "./rotationWindow";
import type { Sandbox } from "./sandboxProcess";

/** How the next window goes about what it finds. */
export type WayOn = "goOn" | "rollBack";

/** What is asked of a crash. */
export interface CrashWish {
  readonly steps: RotationOrder["steps"];
  readonly wayOn: WayOn;
  readonly pace: ProofPace;
  readonly failAt?: string;
  readonly latencyMs?: number;
  readonly propagationSeconds?: number;
  /** How fast AWS is while the program is at work, if the next window finds another one. */
  readonly propagationBefore?: number;
  /** The number of the moment, or so many milliseconds after its beginning; `undefined`: not at all. */
  readonly at: { readonly moment: number } | { readonly milliseconds: number } | undefined;
}

/** What the crash came to. Each array holds a sentence for what was not as it should be. */
export interface CrashOutcome extends CrashFindings {
  /** Where the program was. */
  readonly moments: readonly string[];
  /** All that was found, with where and how. */
  readonly complaints: readonly string[];
}

interface CrashFindings {
  /** Right after the crash AWS did not accept what a profile holds. */
  readonly notWorking: readonly string[];
  /** A secret that the way on needed was nowhere. */
  readonly lost: readonly string[];
  /** Files that held a secret at the end, and are none of the chosen ones. */
  readonly elsewhere: readonly string[];
  /** It did not end with one active key, the profiles' own, and nothing left over. */
  readonly unfinished: readonly string[];
}

const NEIGHBOUR = "build";
const DESCRIPTION = "laptop and build server";

/** Two profiles hold the key, each in a file of its own: they are to be changed over both or not at all. */
function addNeighbour(account: TestAccount): void {
  const { accessKeyId, secretAccessKey, region, endpoint } = account.sandbox.ready;
  const section = `\n[profile ${NEIGHBOUR}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = ${region}\nendpoint_url = ${endpoint}\n`;
  writeFileSync(account.paths.config, account.read(".aws", "config") + section);
}

/** Lets a rotation crash as wished, and follows the way on from there in a window of its own. */
export async function crash(sandbox: Sandbox, wish: CrashWish): Promise<CrashOutcome> {
  await sandbox.control.reset();
  const account = await TestAccount.open(sandbox);
  try {
    addNeighbour(account);
    await sandbox.control.latency(wish.latencyMs ?? 0);
    await sandbox.control.propagation(wish.propagationBefore ?? wish.propagationSeconds ?? 0);
    const moments = await runUntilKilled(account, wish);
    await sandbox.control.propagation(wish.propagationSeconds ?? 0);
    // A call that was on its way still reaches AWS. The lock keeps the next window off for longer than that; what it finds then
    // is what this is about, not how long it takes.
    await setTimeout(wish.latencyMs ?? 0);
    await sandbox.control.latency(0);
    const findings = await new CrashSite(account, wish).follow();
    return { ...findings, moments, complaints: complaintsOf(wish, moments, findings) };
  } finally {
    account.close();
  }
}

function complaintsOf({ wayOn, at }: CrashWish, moments: readonly string[], { notWorking, lost, elsewhere, unfinished }: CrashFindings): readonly string[] {
  const where = at === undefined ? "not killed" : `killed ${"milliseconds" in at ? `after ${at.milliseconds} ms ` : ""}at “${moments.at(-1) ?? "its beginning"}”`;
  const wrong = [...notWorking, ...lost, ...elsewhere.map((file) => `a secret is in ${file}`), ...unfinished];
  return wrong.map((sentence) => `${where}, then ${wayOn}: ${sentence}`);
}

async function runUntilKilled({ folder, sandbox }: TestAccount, { steps, pace, failAt, at }: CrashWish): Promise<readonly string[]> {
  const stopAt = at !== undefined && "moment" in at ? { stopAt: at.moment } : {};
  const program = new RotationProcess({ folder, accessKeyId: sandbox.ready.accessKeyId, steps, pace, ...stopAt, ...(failAt === undefined ? {} : { failAt }) });
  try {
    await program.ready();
    if (at === undefined) await program.ended();
    else if ("moment" in at) await program.stopped();
    else await setTimeout(at.milliseconds);
  } finally {
    await program.kill();
  }
  return program.moments;
}

/** What a crash has left, and a window that finds it. */
class CrashSite {
  readonly #account: TestAccount;
  readonly #wish: CrashWish;
  readonly #window: RotationWindow;
  readonly #secrets = new Set<string>();
  readonly #lost: string[] = [];
  readonly #unfinished: string[] = [];

  constructor(account: TestAccount, wish: CrashWish) {
    this.#account = account;
    this.#wish = wish;
    this.#window = new RotationWindow({ folder: account.folder, open: openSession, pace: wish.pace });
  }

  async follow(): Promise<CrashFindings> {
    this.#learnSecrets();
    const notWorking = await this.#findNotWorking();
    this.#window.ageLocks();
    this.#window.secrets.clearUp();
    const wasBegun = this.#window.list().length > 0;
    await this.#goTheWay();
    this.#learnSecrets();
    await this.#checkEnd(wasBegun);
    return { notWorking, lost: this.#lost, elsewhere: this.#findSecretsElsewhere(), unfinished: this.#unfinished };
  }

  /** To the end, by the way that was wished. */
  async #goTheWay(): Promise<void> {
    const { rotator } = this.#window;
    try {
      const [found] = this.#window.list();
      // Nothing had begun, or everything has ended: another one can begin.
      if (found === undefined) await this.#window.begin(this.#keyOf(PROFILE).id);
      else await rotator[this.#wish.wayOn](found.id);
      // None is left: nothing of this is called for.
      for (const { id } of this.#window.list()) await rotator.deactivate(id);
      for (const { id } of this.#window.list()) await rotator.deleteOldKey(id);
    } catch (error) {
      const code = isUserError(error) ? error.code : undefined;
      // Deleted already: the new one stays, and that is the end.
      if (code === "OldKeyGone") return;
      const lost = ["SecretLost", "BackupLost", "NewKeyNowhere"].includes(code ?? "");
      (lost ? this.#lost : this.#unfinished).push(String(error));
    }
  }

  async #findNotWorking(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const profile of [PROFILE, NEIGHBOUR]) {
      const { client } = await this.#account.openSession(profile);
      await client.getCaller().catch((error: unknown) => found.push(`${profile}: ${String(error)}`));
    }
    return found;
  }

  async #checkEnd(wasBegun: boolean): Promise<void> {
    const complain = (sentence: string) => void this.#unfinished.push(sentence);
    for (const sentence of await this.#findNotWorking()) complain(`at the end, ${sentence}`);
    const { client } = await this.#account.openSession(PROFILE);
    const { userName } = this.#account.sandbox.ready;
    const keys = (await client.listAccessKeys(userName)).map(({ id, status }) => `${id} ${status}`);
    const own = this.#keyOf(PROFILE);
    if (keys.join() !== `${own.id} Active`) complain(`the keys at AWS are ${keys.join(", ")}, the profile's is ${own.id}`);
    if (this.#keyOf(NEIGHBOUR).id !== own.id) complain("the profiles hold different keys");
    if (this.#wish.wayOn === "rollBack" && wasBegun && own.id !== this.#wayBackKey(keys)) complain(`the key is ${own.id}`);
    const tags = [...(await client.getUser(userName)).tags].filter(([key]) => key.startsWith("AKIA"));
    if (JSON.stringify(tags) !== JSON.stringify([[own.id, DESCRIPTION]])) complain(`the descriptions are ${JSON.stringify(tags)}`);
    if (this.#window.list().length > 0) complain(`the journal holds ${JSON.stringify(this.#window.list())}`);
    const kept = this.#window.secrets.keys().filter((key) => !isTrial(key));
    if (kept.length > 0) complain(`the secret storage holds ${kept.join(", ")}`);
    const leftOver = listFiles(this.#account.folder).filter((file) => file.endsWith(".tmp") && !isTryOut(file));
    if (leftOver.length > 0) complain(`there is ${leftOver.map((file) => path.relative(this.#account.folder, file)).join(", ")}`);
  }

  /** The key that was there before; where AWS has it no more, there is no way back. */
  #wayBackKey(keys: readonly string[]): string | undefined {
    const { accessKeyId } = this.#account.sandbox.ready;
    return keys.includes(`${accessKeyId} Active`) ? accessKeyId : this.#keyOf(PROFILE).id;
  }

  #keyOf(profile: string): { id: string; secret: string } {
    const text = this.#account.read(".aws", profile === PROFILE ? "credentials" : "config");
    const section = text.slice(text.indexOf(profile === PROFILE ? `[${profile}]` : `[profile ${profile}]`));
    const value = (name: string) => new RegExp(`${name}\\s*=\\s*(\\S+)`).exec(section)?.[1] ?? "";
    return { id: value("aws_access_key_id"), secret: value("aws_secret_access_key") };
  }

  /** All that can be known of them: by now, one that is in no file and not in the secret storage is nowhere. */
  #learnSecrets(): void {
    this.#secrets.add(this.#account.sandbox.ready.secretAccessKey);
    for (const profile of [PROFILE, NEIGHBOUR]) this.#secrets.add(this.#keyOf(profile).secret);
    for (const key of this.#window.secrets.keys()) {
      for (const [, secret] of (this.#window.secrets.read(key) ?? "").matchAll(/"secretAccessKey":"([^"]+)"/g)) if (secret !== undefined) this.#secrets.add(secret);
    }
  }

  /** Also what merely looks like a secret: a key that was lost on its way has one that nobody knows. */
  #findSecretsElsewhere(): readonly string[] {
    const { folder } = this.#account;
    const { config, credentials } = pathsIn(folder);
    return listFiles(folder)
      .filter((file) => ![config, credentials].includes(file))
      .filter((file) => {
        const text = readFileSync(file, "utf8").replaceAll(folder, "");
        return [...this.#secrets].some((secret) => text.includes(secret)) || /(?<![\w/+=.-])[A-Za-z0-9/+]{40}(?![\w/+=.-])/.test(text);
      })
      .map((file) => path.relative(folder, file));
  }
}

/** All files below a folder. */
function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** What was written to find out whether it can be, and holds nothing but signs of no meaning. */
function isTryOut(file: string): boolean {
  return /^#*$/.test(readFileSync(file, "utf8"));
}
