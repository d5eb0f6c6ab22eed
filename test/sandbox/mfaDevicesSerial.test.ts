import assert from "node:assert/strict";
import { copyMfaSerial } from "../../src/commands/mfaDevices/copySerial";
import { recordMfaSerial } from "../../src/commands/mfaDevices/recordSerial";
import { isCancelledError, isUserError } from "../../src/errors";
import { serialOf } from "./mfaDevicesHelp";
import { confirm, dismiss, pick } from "./scriptedUi";
import { useTestAccount } from "./useTestAccount";

const argument = (name: string) => ({ serialNumber: serialOf(name) });

describe("Recording an MFA device in the profile", () => {
  const account = useTestAccount("mfa-two-devices");
  const config = () => account().read(".aws", "config");

  it("shows the lines, writes them and nothing else, and takes them back", async () => {
    const before = config();
    let undo: unknown;
    const { ui } = account();
    const notify = ui.notify.bind(ui);
    const keepUndo = (message: string, _level: string, action?: { run: unknown }) => {
      undo = action?.run;
      notify(message);
    };
    Object.assign(ui, { notify: keepUndo });
    await account().run(recordMfaSerial, [confirm(/Use alice for profile work\?.*\[profile work\]\nmfa_serial = arn:aws:iam::123456789012:mfa\/alice.*Everything else stays as it is/s, "Write lines")], argument("alice"));
    assert.equal(config().replace(`mfa_serial = ${serialOf("alice")}\n`, ""), before);
    assert.deepEqual([account().reopened, account().ui.notices], [1, ["Profile work names alice as its MFA device."]]);
    assert.equal((await account().openSession("work")).mfaSerial, serialOf("alice"));
    await (undo as () => Promise<void>)();
    assert.deepEqual([config(), account().reopened], [before, 2]);
  });

  it("names the device that it replaces", async () => {
    await account().run(recordMfaSerial, [confirm(/Use alice/, "Write lines")], argument("alice"));
    await account().run(recordMfaSerial, [confirm(/They replace the device that stands there: arn:aws:iam::123456789012:mfa\/alice/, "Write lines")], argument("GAHT12345678"));
    assert.equal(config().match(/mfa_serial/g)?.length, 1);
    assert.match(config(), /mfa_serial = GAHT12345678\n/);
  });

  it("writes nothing where the device is named already", async () => {
    await account().run(recordMfaSerial, [confirm(/Use alice/, "Write lines")], argument("alice"));
    const before = config();
    await account().run(recordMfaSerial, [], argument("alice"));
    assert.deepEqual([config(), account().ui.notices.at(-1)], [before, "Profile work names alice as its MFA device already."]);
  });

  it("offers only devices that give codes when it comes from the palette", async () => {
    const before = config();
    assert.ok(isCancelledError(await account().runToFailure(recordMfaSerial, [pick(/Which MFA device/, "GAHT12345678"), dismiss(/Use GAHT12345678/)])));
    assert.deepEqual([account().ui.rows.map(({ label }) => label), config()], [["alice", "GAHT12345678"], before]);
  });

  it("is not for a passkey, and says why", async () => {
    const passkey = (await (await account().openAccount()).client.listMfaDevices("alice")).find(({ kind }) => kind === "securityKey");
    const error = await account().runToFailure(recordMfaSerial, [], { serialNumber: passkey?.serialNumber });
    assert.ok(isUserError(error) && error.message.startsWith("laptop-passkey is a passkey or security key, with which no session can be opened"));
  });
});

describe("Copying an MFA serial number", () => {
  const account = useTestAccount("mfa-two-devices");

  it("copies what the row says, without a call", async () => {
    await account().run(copyMfaSerial, [], argument("alice"));
    assert.deepEqual([account().ui.copied, await account().calls()], [[serialOf("alice")], []]);
  });

  it("asks which one when it comes from the palette, passkeys too", async () => {
    await account().run(copyMfaSerial, [pick(/Copy MFA serial number/, "GAHT12345678")]);
    assert.deepEqual([account().ui.rows.length, account().ui.copied], [3, ["GAHT12345678"]]);
  });
});
