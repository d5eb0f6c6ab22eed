import assert from "node:assert/strict";
import type { Snapshot } from "../../../src/iam/snapshot";
import { makeMfaNode } from "../../../src/tree/mfaNodes";
import { CALLERS, denied, DEVICE, failed, find, FULL, ids, LOADING, MOMENT, ok, PASSKEY, withParts } from "./snapshots";

describe("The MFA devices", () => {
  const node = (snapshot: Snapshot = FULL) => makeMfaNode(snapshot, MOMENT);
  const row = (id: string, snapshot?: Snapshot) => find([node(snapshot)], id);
  const unfinished = (name: string) => ({ ...DEVICE, serialNumber: `arn:aws:iam::123456789012:mfa/${name}`, name, enabledAt: undefined });

  it("say what they are, by name and since when; those of nobody stand apart, and only likely ones by name", () => {
    assert.deepEqual(node().children?.map(({ label, description, kind }) => [label, description, kind]), [
      ["alice", "authenticator app · since Oct 29, 2025", "mfaDevice.virtual"],
      ["yubikey-5", "passkey or security key · since Sep 24, 2026 · FIDO L1 · FIPS 140-2 Level 1", "mfaDevice.securityKey"],
      ["GAHT12345678", "hardware token", "mfaDevice.hardware"],
      ["alice-2", "set-up never finished", "mfaDevice.unassigned"],
      ["Other unfinished set-ups", "1 in this account, not named after you", "note"],
    ]);
  });

  it("count against the limit, and give each command the device’s serial number", () => {
    assert.deepEqual([node().description, node().kind], ["3 of 8", "mfaDevices"]);
    const devices = (node().children ?? []).filter(({ kind }) => kind.startsWith("mfaDevice."));
    assert.deepEqual(devices.map(({ serialNumber }) => serialNumber), [DEVICE.serialNumber, PASSKEY.serialNumber, "GAHT12345678", "arn:aws:iam::123456789012:mfa/alice-2"]);
    for (const device of devices) assert.ok(device.tooltip?.includes(`\`${device.serialNumber ?? ""}\``));
  });

  it("are missed in words, not by colour, and lead to adding one", () => {
    const empty = node(withParts({ mfaDevices: ok([]) }));
    assert.deepEqual([empty.tone, empty.description, ids(empty.children)], ["warning", "0 of 8", ["mfaDevices/empty", "mfaDevices/unassigned/arn:aws:iam::123456789012:mfa/alice-2", "mfaDevices/othersUnassigned"]]);
    assert.equal(find([empty], "mfaDevices/empty").command?.id, "mySecurityCredentials.mfaDevice.add");
  });

  describe("A passkey", () => {
    const tooltip = (part?: Snapshot["certifications"] extends ReadonlyMap<string, infer Part> ? Part : never) =>
      row(`mfaDevices/${PASSKEY.serialNumber}`, { ...FULL, certifications: new Map(part === undefined ? [] : [[PASSKEY.serialNumber, part]]) }).tooltip ?? "";

    it("says what it is certified for, and that it opens no session here", () => {
      assert.match(row(`mfaDevices/${PASSKEY.serialNumber}`).tooltip ?? "", /Certified: FIDO L1 · FIPS 140\\-2 Level 1/);
      assert.match(tooltip(), /It gives no codes, so it opens no session here; and only the console can add one/);
    });

    it("says in the tooltip alone that the certification may not be seen", () => {
      assert.match(tooltip(denied("iam:GetMFADevice")), /not shown to your user \(iam:GetMFADevice\)/);
      const refused = row(`mfaDevices/${PASSKEY.serialNumber}`, { ...FULL, certifications: new Map([[PASSKEY.serialNumber, denied("iam:GetMFADevice")]]) });
      assert.deepEqual([refused.description, refused.tone, refused.denial], ["passkey or security key · since Sep 24, 2026", undefined, undefined]);
    });

    it("says nothing of a certification that is not known, or not there", () => {
      for (const part of [LOADING, failed<ReadonlyMap<string, string>>(), ok(new Map<string, string>())]) assert.ok(!tooltip(part).includes("ertified"), part.state);
    });

    it("lets no Markdown of a certification into the tooltip", () => {
      assert.match(tooltip(ok(new Map([["[x](command:evil)", "L1"]]))), /\\\[x\\\]\\\(command:evil\\\) L1/);
    });
  });

  describe("An unfinished set-up", () => {
    const names = (snapshot: Snapshot) => (node(snapshot).children ?? []).filter(({ kind }) => kind === "mfaDevice.unassigned").map(({ label }) => label);
    const withUnfinished = (...all: readonly string[]) => withParts({ unassignedMfaDevices: ok(all.map(unfinished)) });

    it("is the user’s own by its name, in any case, and not by its beginning alone", () => {
      assert.deepEqual(names(withUnfinished("alice", "ALICE-3", "alicea", "bob", "malice")), ["alice", "ALICE-3"]);
    });

    it("is warned of in words, and can be deleted from its menu", () => {
      const orphan = row("mfaDevices/unassigned/arn:aws:iam::123456789012:mfa/alice-2");
      assert.deepEqual([orphan.tone, orphan.kind, orphan.spoken], ["warning", "mfaDevice.unassigned", "alice-2, set-up never finished"]);
      assert.match(orphan.tooltip ?? "", /blocks its name\. Delete it from this row's menu/);
    });

    it("of somebody else is only counted, with the way to choose one", () => {
      const others = row("mfaDevices/othersUnassigned", withUnfinished("bob", "carol"));
      assert.deepEqual([others.description, others.command?.id, others.tone], ["2 in this account, not named after you", "mySecurityCredentials.mfaDevice.deleteUnfinished", "quiet"]);
    });

    it("is nobody’s in particular as long as the caller is not known", () => {
      const snapshot = withParts({ caller: LOADING });
      assert.deepEqual([names(snapshot), row("mfaDevices/othersUnassigned", snapshot).description], [[], "2 in this account, not named after you"]);
      assert.deepEqual(names(withParts({ caller: ok<(typeof CALLERS)["user"]>(CALLERS.user) })), ["alice-2"]);
    });

    it("that may not be listed is not the same as none", () => {
      const refused = row("mfaDevices/unlisted", withParts({ unassignedMfaDevices: denied("iam:ListVirtualMFADevices") }));
      assert.deepEqual([refused.label, refused.description, refused.kind], ["Unfinished set-ups", "not allowed to list: iam:ListVirtualMFADevices", "mfaDevices.unlisted.denied"]);
      assert.ok(!ids(node(withParts({ unassignedMfaDevices: ok([]) })).children).includes("mfaDevices/unlisted"));
    });

    it("that could not be listed says why", () => {
      const broken = row("mfaDevices/unlisted", withParts({ unassignedMfaDevices: failed<never>() }));
      assert.deepEqual([broken.kind, ids(broken.children)], ["mfaDevices.unlisted.failed", ["mfaDevices.unlisted/failure"]]);
    });
  });
});
