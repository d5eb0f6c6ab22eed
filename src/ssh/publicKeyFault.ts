import * as l10n from "@vscode/l10n";
import { UserError } from "../errors.js";
import { RSA_BITS, type PublicKeyFault } from "./publicKey.js";

/** What is wrong with a key, in a sentence, and what to do. */
export interface FaultWords {
  readonly sentence: string;
  readonly hint: string;
}

/** @returns the words for what is wrong with a text that should be a public key */
export function describeKeyFault(fault: PublicKeyFault): FaultWords {
  switch (fault.kind) {
    case "empty":
      return { sentence: l10n.t("There is nothing in it."), hint: l10n.t("A public key begins with ssh-rsa; it is in the file whose name ends with .pub.") };
    case "privateKey":
      return {
        sentence: l10n.t("This is the private half of a key, which nobody else may ever see. Nothing of it was kept or sent."),
        hint: l10n.t("Upload the public half: the file of the same name that ends with .pub."),
      };
    case "severalKeys":
      return { sentence: l10n.t("There are {0} keys in it.", fault.count), hint: l10n.t("AWS takes them one at a time: choose one.") };
    case "otherAlgorithm":
      return {
        sentence: l10n.t("This is a key of the kind {0}. CodeCommit takes RSA keys only, as far as AWS documents.", nameAlgorithm(fault.algorithm)),
        hint: l10n.t("Generate an RSA key: “Generate a new key…” does it."),
      };
    case "tooShort":
      return { sentence: l10n.t("This RSA key has {0} bits. AWS takes those with {1} or more.", fault.bits, RSA_BITS.least), hint: l10n.t("Generate a longer one: “Generate a new key…” does it.") };
    case "tooLong":
      return { sentence: l10n.t("This RSA key has {0} bits. AWS takes those with {1} or less.", fault.bits, RSA_BITS.most), hint: l10n.t("Generate a shorter one: “Generate a new key…” does it.") };
    case "certificate":
      return { sentence: l10n.t("This is a certificate (X.509), which CodeCommit does not take."), hint: l10n.t("Upload a public key: it begins with ssh-rsa.") };
    case "damaged":
      return { sentence: l10n.t("This begins as a public key does, but it is cut off or was changed."), hint: l10n.t("Copy it again, whole: from ssh-rsa to the end of the line.") };
    case "noKey":
      return { sentence: l10n.t("This is no public key."), hint: l10n.t("A public key begins with ssh-rsa; it is in the file whose name ends with .pub.") };
  }
}

/** In a few words, for a list: "ed25519". */
export function describeKeyFaultBriefly(fault: PublicKeyFault): string {
  switch (fault.kind) {
    case "otherAlgorithm":
      return l10n.t("{0}, not RSA", nameAlgorithm(fault.algorithm));
    case "tooShort":
    case "tooLong":
      return l10n.t("RSA with {0} bits", fault.bits);
    default:
      return describeKeyFault(fault).sentence;
  }
}

/** @returns the error that says so */
export function refuseKey(fault: PublicKeyFault): UserError {
  const { sentence, hint } = describeKeyFault(fault);
  return new UserError(sentence, { hint, code: "UnsuitablePublicKey" });
}

function nameAlgorithm(algorithm: string): string {
  if (algorithm.includes("-cert-v")) return l10n.t("OpenSSH certificate");
  if (algorithm.startsWith("sk-")) return l10n.t("security key (FIDO)");
  if (algorithm.includes("ed25519") || algorithm.includes("ed448")) return algorithm.replace(/^ssh-/, "");
  if (/^(ecdsa|ec)\b/.test(algorithm)) return "ECDSA";
  return /^(ssh-dss|dsa)$/.test(algorithm) ? "DSA" : algorithm;
}
