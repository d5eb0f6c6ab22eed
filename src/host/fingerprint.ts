import { stat } from "node:fs/promises";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";

/** Changes when somebody else, or this extension, writes the AWS files. */
export async function fingerprint({ config, credentials }: AwsFilePaths): Promise<string> {
  const marks = await Promise.all(
    [config, credentials].map(async (file) => {
      try {
        const { mtimeMs, size, ino } = await stat(file);
        return `${ino}:${size}:${mtimeMs}`;
      } catch {
        return "missing";
      }
    }),
  );
  return marks.join(" ");
}
