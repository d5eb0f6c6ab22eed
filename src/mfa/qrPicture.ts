import qrcode from "qrcode-generator";

/** A QR code as one SVG path, in a square of `size` modules, its quiet zone included. */
export interface QrPicture {
  readonly size: number;
  readonly path: string;
}

/** QR Code (ISO/IEC 18004) wants four light modules on every side. */
const QUIET_MODULES = 4;

/** Draws an ASCII text as dark modules, each row's neighbours as one rectangle, so that no seam shows between them. */
export function drawQrCode(text: string): QrPicture {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  code.make();
  const modules = code.getModuleCount();
  const rectangles: string[] = [];
  for (let row = 0; row < modules; row++) {
    for (let start = 0; start < modules; ) {
      let end = start;
      while (end < modules && code.isDark(row, end)) end++;
      if (end > start) rectangles.push(`M${start + QUIET_MODULES} ${row + QUIET_MODULES}h${end - start}v1h-${end - start}z`);
      start = Math.max(end, start + 1);
    }
  }
  return { size: modules + 2 * QUIET_MODULES, path: rectangles.join("") };
}
