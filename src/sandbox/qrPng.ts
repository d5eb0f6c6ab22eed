import qrcode from "qrcode-generator";
import { crc32, deflateSync } from "node:zlib";

const modulePixels = 5;
/** QR Code (ISO/IEC 18004) wants four light modules on every side. */
const quietModules = 4;

/** The QR code of a text as a PNG: CreateVirtualMFADevice returns one of the `otpauth://` URI. */
export function qrPng(text: string): Buffer {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  code.make();
  const modules = code.getModuleCount();
  const size = (modules + 2 * quietModules) * modulePixels;
  const dark = (pixelRow: number, pixelColumn: number) => {
    const row = Math.floor(pixelRow / modulePixels) - quietModules;
    const column = Math.floor(pixelColumn / modulePixels) - quietModules;
    return row >= 0 && column >= 0 && row < modules && column < modules && code.isDark(row, column);
  };
  return greyPng(size, (row, column) => (dark(row, column) ? 0 : 255));
}

/** A square PNG with 8-bit grey pixels (W3C PNG specification): signature, IHDR, one IDAT, IEND. */
function greyPng(size: number, pixel: (row: number, column: number) => number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.writeUInt8(8, 8);
  const rows = Buffer.alloc(size * (size + 1));
  for (let row = 0; row < size; row += 1) {
    // Each row starts with its filter type, 0: none.
    for (let column = 0; column < size; column += 1) rows[row * (size + 1) + 1 + column] = pixel(row, column);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
