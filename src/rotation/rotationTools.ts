import type { IamClient } from "../iam/client.js";
import type { AccessKey } from "../iam/model.js";
import type { AwsFilePaths } from "../profiles/awsFilePaths.js";
import type { KeyPair } from "../profiles/keyPair.js";
import type { ProofPace } from "./proveKey.js";
import type { Rotation } from "./rotation.js";
import type { RotationJournal } from "./rotationJournal.js";
import type { RotationSecrets } from "./rotationSecrets.js";

/** What signs with one key. */
export interface SignedIn {
  /** Signs with a session with MFA where there is one; asks for one where AWS wants it. */
  readonly client: IamClient;
  /** Signs with the key itself. */
  readonly ownClient: IamClient;
  readonly dispose: () => void;
}

/** Which key is to sign, and where its calls go. */
export interface SignInWish {
  /** The profile whose region and endpoints lead to the account. */
  readonly profileName: string;
  readonly paths: AwsFilePaths;
  readonly keys: KeyPair;
  /** The user's other key: a session with MFA that it opened may sign too. */
  readonly otherKeyId: string | undefined;
}

/** What a rotation needs of the rest. */
export interface RotationTools {
  readonly journal: RotationJournal;
  readonly secrets: RotationSecrets;
  /** Opens a session that signs with a key; where AWS asks for MFA, it asks the user, if there is one at hand. @throws UserError */
  readonly signIn: (wish: SignInWish) => Promise<SignedIn>;
  /** Whether a key whose secret was lost on the way may be deleted. @throws CancelledError */
  readonly mayDeleteLost: (key: AccessKey) => Promise<boolean>;
  /** Told of each step that was written down. @param ended it was the last one */
  readonly onStep: (rotation: Rotation, ended: boolean) => void;
  /** How the new key is tried, if not as usual. */
  readonly pace?: ProofPace;
}

/** The same for one piece of work on a rotation. */
export interface RotationWork extends RotationTools {
  /** @throws UserError `RotationBusy` when another window has taken over, as it may after a sleep of this computer */
  readonly checkAlone: () => void;
}
