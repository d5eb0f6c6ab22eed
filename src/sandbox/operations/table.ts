import { accessKeyOperations } from "./accessKeys.js";
import { accountOperations } from "./accountWide.js";
import { certificateOperations } from "./certificates.js";
import { mfaOperations } from "./mfa.js";
import type { Operation } from "./operation.js";
import { passwordOperations } from "./passwords.js";
import { serviceCredentialOperations } from "./serviceCredentials.js";
import { simulationOperations } from "./simulation.js";
import { sshKeyOperations } from "./sshKeys.js";
import { stsOperations } from "./sts.js";
import { userOperations } from "./users.js";

/** A service of the sandbox: its API version, XML namespace and operations. */
export interface Service {
  readonly name: "iam" | "sts";
  readonly version: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Identity and Access Management: the 42 operations of the "My security credentials" page. */
export const iam: Service = {
  name: "iam",
  version: "2010-05-08",
  namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: {
    ...accessKeyOperations,
    ...userOperations,
    ...passwordOperations,
    ...mfaOperations,
    ...serviceCredentialOperations,
    ...sshKeyOperations,
    ...certificateOperations,
    ...simulationOperations,
    ...accountOperations,
  },
};

/** Security Token Service: who am I, sessions with MFA, and roles. */
export const sts: Service = {
  name: "sts",
  version: "2011-06-15",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: stsOperations,
};

export const services: readonly Service[] = [iam, sts];
