import type * as aws from "../iam/aws.js";

/**
 * The one door to `dist/aws.js`, which holds the SDK: half a megabyte that activation must not pay for. The import
 * stays an import in the bundle (esbuild.config.mjs), and Node remembers the module after the first time.
 */
export function loadAws(): Promise<typeof aws> {
  return import("../iam/aws.js");
}
