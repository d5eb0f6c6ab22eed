import assert from "node:assert/strict";
import { drawQrCode } from "../../../src/mfa/qrPicture";
import { readQrPicture } from "./authenticator";

describe("The picture of a QR code", () => {
  const longLabel = encodeURIComponent("Amazon Web Services:".padEnd(64 + 20, "x"));
  const texts = ["otpauth://totp/x?secret=A", `otpauth://totp/${longLabel}?issuer=Amazon%20Web%20Services&secret=${"ABCDEFGH234567".repeat(5)}`, "https://example.com/a?b=c%C3%A4"];

  for (const text of texts) {
    it(`is read as what it says: ${text.slice(0, 40)}`, () => assert.equal(readQrPicture(drawQrCode(text)), text));
  }

  it("has a quiet zone of four modules on each side", () => {
    const { size, path } = drawQrCode(texts[1] ?? "");
    const rectangles = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => ({ x: Number(x), y: Number(y), end: Number(x) + Number(length) }));
    assert.deepEqual([Math.min(...rectangles.map(({ x }) => x)), Math.min(...rectangles.map(({ y }) => y))], [4, 4]);
    assert.deepEqual([Math.max(...rectangles.map(({ end }) => end)), Math.max(...rectangles.map(({ y }) => y))], [size - 4, size - 5]);
  });
});
