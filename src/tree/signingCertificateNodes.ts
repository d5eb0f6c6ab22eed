import * as l10n from "@vscode/l10n";
import { COMMANDS } from "../contributions.js";
import type { SigningCertificate } from "../iam/model.js";
import { QUOTAS } from "../iam/rules.js";
import type { Snapshot } from "../iam/snapshot.js";
import { countOf, describeStatus } from "../words/credentials.js";
import { formatDate, formatFully, type Moment } from "../words/time.js";
import { makeThing, toneOf, type Node } from "./node.js";
import { makePartNode } from "./partNode.js";

export function makeSigningCertificatesNode(snapshot: Snapshot, moment: Moment): Node {
  return makePartNode(snapshot.signingCertificates, {
    folded: true,
    name: "signingCertificates",
    id: "signingCertificates",
    label: l10n.t("X.509 signing certificates"),
    icon: "verified",
    show: (certificates) => ({
      description: countOf(certificates.length, QUOTAS.signingCertificates),
      children: certificates.map((certificate) => makeSigningCertificateNode(certificate, moment)),
    }),
    empty: { text: l10n.t("None. Only some old SOAP interfaces still ask for one."), command: COMMANDS.openConsole, title: l10n.t("Add one in the AWS console") },
  });
}

function makeSigningCertificateNode({ id, status, uploadedAt }: SigningCertificate, moment: Moment): Node {
  const since = uploadedAt === undefined ? undefined : l10n.t("uploaded {0}", formatDate(uploadedAt, moment.locale));
  return makeThing(`signingCertificate/${id}`, id, [describeStatus(status), since], {
    ...toneOf(status, "verified"),
    kind: "signingCertificate",
    tooltip: uploadedAt === undefined ? `\`${id}\`` : [`\`${id}\``, l10n.t("Uploaded: {0}", formatFully(uploadedAt, moment))].join("\n\n"),
  });
}
