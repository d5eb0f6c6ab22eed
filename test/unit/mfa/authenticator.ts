import { createHmac } from "node:crypto";
import jsqr from "jsqr";
import type { QrPicture } from "../../../src/mfa/qrPicture";

/**
 * A phone with an authenticator app: reads QR codes and shows codes, with a decoder and an implementation of RFC 6238
 * that the extension does not use.
 */
export class Authenticator {
  private constructor(
    readonly uri: string,
    /** The account, as the app lists it. */
    readonly label: string,
    readonly issuer: string,
    /** Base32. */
    readonly seed: string,
  ) {}

  static scan(picture: QrPicture | undefined): Authenticator {
    if (picture === undefined) throw new Error("There is nothing to scan.");
    const uri = readQrPicture(picture);
    const { protocol, host, pathname, searchParams } = new URL(uri);
    if (protocol !== "otpauth:" || host !== "totp") throw new Error(`No app takes ${protocol}//${host}.`);
    const [issuer = "", label = ""] = decodeURIComponent(pathname.slice(1)).split(":");
    if (searchParams.get("issuer") !== issuer) throw new Error("Two issuers");
    for (const [name, only] of [["algorithm", "SHA1"], ["digits", "6"], ["period", "30"]] as const) {
      if ((searchParams.get(name) ?? only) !== only) throw new Error(`IAM knows only ${name} ${only}.`);
    }
    return new Authenticator(uri, label, issuer, searchParams.get("secret") ?? "");
  }

  /** What the phone shows at a moment, in milliseconds; `steps` later or earlier. */
  codeAt(now: number, steps = 0): string {
    return codeOfSeed(this.seed, Math.floor(now / 30_000) + steps);
  }
}

/** RFC 4226, 5.3. */
export function codeOfSeed(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", decodeBase32(seed)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** RFC 4648, 6. */
function decodeBase32(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, ""), (letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** Draws the path as pixels, as a browser would, and decodes them. */
export function readQrPicture({ size, path }: QrPicture, pixelsPerModule = 4): string {
  const width = size * pixelsPerModule;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const rectangles = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
  if (rectangles.map(([all]) => all).join("") !== path) throw new Error("The path has parts that are no rectangles.");
  for (const [, x, y, length] of rectangles.map((match) => match.map(Number))) {
    for (let row = (y ?? 0) * pixelsPerModule; row < ((y ?? 0) + 1) * pixelsPerModule; row++) {
      for (let column = (x ?? 0) * pixelsPerModule; column < ((x ?? 0) + (length ?? 0)) * pixelsPerModule; column++) pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  const found = jsqr(pixels, width, width);
  if (found === null) throw new Error("No QR code in the picture.");
  return found.data;
}
