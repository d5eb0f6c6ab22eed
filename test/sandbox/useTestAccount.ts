import { startSandbox, type Sandbox } from "./sandboxProcess";
import { TestAccount } from "./openTestAccount";

/** One sandbox for the surrounding `describe`, put back to its scenario's start for each test, and a new account on it. */
export function useTestAccount(scenario: string): () => TestAccount {
  let sandbox: Sandbox;
  let account: TestAccount;
  before(async () => (sandbox = await startSandbox({ scenario })));
  after(() => sandbox.stop());
  beforeEach(async () => {
    await sandbox.control.reset();
    account = await TestAccount.open(sandbox);
  });
  afterEach(() => account.close());
  return () => account;
}
