import { externalDataInterceptor, loadSharedConfigFiles } from "@smithy/core/config";
import { Secret } from "../../../src/secret.js";
import { settingsOf } from "../../../src/profiles/awsFile.js";
import type { AwsFile, AwsFileKind } from "../../../src/profiles/awsFile.js";

/** Section by section, key by key. */
export type Contents = Record<string, Record<string, string | undefined>>;

/** What the SDK for JavaScript itself reads from a text. */
export async function readBySdk(text: string, kind: AwsFileKind): Promise<Contents> {
  externalDataInterceptor.interceptFile("/the-text", text);
  externalDataInterceptor.interceptFile("/nothing", "");
  const files = await loadSharedConfigFiles(
    kind === "config" ? { configFilepath: "/the-text", filepath: "/nothing" } : { configFilepath: "/nothing", filepath: "/the-text" },
  );
  return kind === "config" ? files.configFile : files.credentialsFile;
}

/** What we read, in the SDK's form. */
export function asSdkWould(file: AwsFile): Contents {
  const contents: Contents = {};
  for (const { kind, name } of file.sections) {
    const settings = [...settingsOf(file, kind, name)].map(([key, { value }]) => [key, value instanceof Secret ? value.reveal() : value] as const);
    if (kind !== "other" && settings.length > 0) {
      contents[kind === "profile" ? name : `${kind}.${name}`] = Object.fromEntries(settings);
    }
  }
  return contents;
}
