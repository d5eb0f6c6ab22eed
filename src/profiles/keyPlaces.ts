import { Secret } from "../secret.js";
import { parseAwsFile, settingsOf, type AwsFile, type AwsFileKind } from "./awsFile.js";
import type { AwsFilePaths } from "./awsFilePaths.js";
import type { KeyPair } from "./keyPair.js";
import { readSharedFile } from "./readSharedFile.js";

/** One of the two shared files. */
export interface KeyFile {
  readonly path: string;
  readonly kind: AwsFileKind;
}

/** A profile's section, in one file, that has to do with an access key. */
export interface KeyPlace {
  readonly file: KeyFile;
  readonly profileName: string;
  /** The section names the key; else it holds only the secret that belongs to it. */
  readonly holdsId: boolean;
  readonly holdsSecret: boolean;
  /** In the credentials file: the other half that is in force stands in the config file. */
  readonly isSplit: boolean;
  /** 1-based. */
  readonly line: number;
}

/** Where a key is in the shared files, and the secret that stands there for it. */
export interface KeyPlaces {
  readonly places: readonly KeyPlace[];
  /** `undefined`: no profile has both halves. */
  readonly keys: KeyPair | undefined;
}

const ID = "aws_access_key_id";
const SECRET = "aws_secret_access_key";

/**
 * Every place of the shared files that carries an access key: all profiles of both files, in each of the sets of files that
 * are given. A profile may have the id in one file and the secret in the other, since the SDK merges the two.
 *
 * @param sets the files in use and, where the environment names others, the usual ones
 * @throws UserError with the path when a file is there but cannot be read.
 */
export async function findKeyPlaces(sets: readonly AwsFilePaths[], accessKeyId: string): Promise<KeyPlaces> {
  const places = new Map<string, KeyPlace>();
  let secret: Secret | undefined;
  for (const paths of sets) {
    const files = await readSet(paths);
    const names = new Set(files.flatMap(({ parsed }) => parsed.sections).filter(({ kind }) => kind === "profile").map(({ name }) => name));
    for (const profileName of names) {
      const found = findInProfile(files, profileName, accessKeyId);
      for (const place of found.places) places.set(`${place.file.path}\n${profileName}`, place);
      secret ??= found.secret;
    }
  }
  return { places: [...places.values()], keys: secret && { accessKeyId, secretAccessKey: secret } };
}

interface ReadFile {
  readonly file: KeyFile;
  readonly parsed: AwsFile;
}

/** The config file first: the other one's values win. */
async function readSet(paths: AwsFilePaths): Promise<readonly ReadFile[]> {
  const read = async (kind: AwsFileKind): Promise<ReadFile> => {
    const { text } = await readSharedFile(paths[kind]);
    return { file: { path: paths[kind], kind }, parsed: parseAwsFile(text?.reveal() ?? "", kind) };
  };
  return Promise.all([read("config"), read("credentials")]);
}

function findInProfile(files: readonly ReadFile[], profileName: string, accessKeyId: string): { places: readonly KeyPlace[]; secret: Secret | undefined } {
  const halves = files.map(({ file, parsed }) => {
    const settings = settingsOf(parsed, "profile", profileName);
    return { file, id: settings.get(ID), secret: settings.get(SECRET) };
  });
  const withId = halves.findLast(({ id }) => id !== undefined);
  const withSecret = halves.findLast((half) => half.secret !== undefined);
  const isInForce = withId?.id?.value === accessKeyId;
  const places = halves.flatMap(({ file, id, secret }): KeyPlace[] => {
    const holdsId = id?.value === accessKeyId;
    const holdsSecret = secret !== undefined && (holdsId || (id === undefined && isInForce));
    if (!holdsId && !holdsSecret) return [];
    const isSplit = isInForce && file.kind === "credentials" && withSecret !== undefined && withId.file !== withSecret.file;
    return [{ file, profileName, holdsId, holdsSecret, isSplit, line: (id ?? secret)?.line ?? 1 }];
  });
  const secret = isInForce ? withSecret?.secret?.value : undefined;
  return { places, secret: secret instanceof Secret ? secret : undefined };
}
