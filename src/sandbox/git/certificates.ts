import { Ber, BerReader, BerWriter } from "asn1";
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

/** Object identifiers of RFC 5280 and RFC 5758. */
const oid = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
};

const authorityName = "Certificate authority of this sandbox";
const dayMs = 24 * 3600 * 1000;

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  /** The host of a server's certificate; the authority's own has none. */
  readonly host: string | undefined;
}

/**
 * A certificate authority that lives as long as the sandbox, so that Git's own check of certificates stays on. Its private
 * key never leaves the process. It makes a certificate for each host that is asked for: no wildcard would cover regions
 * and VPC endpoints, which differ in the middle of the name.
 */
export class CertificateAuthority {
  readonly pem: string;
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #serverKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #contexts = new Map<string, SecureContext>();

  constructor() {
    this.pem = this.#certify({ name: authorityName, publicKey: this.#keys.publicKey, host: undefined });
  }

  /** Key and certificate of a host, in the form that Node's servers take. */
  certificateFor(host: string): { readonly key: string; readonly cert: string } {
    return {
      key: this.#serverKeys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      cert: this.#certify({ name: "AWS CodeCommit of this sandbox", publicKey: this.#serverKeys.publicKey, host }),
    };
  }

  contextFor(host: string): SecureContext {
    const context = this.#contexts.get(host) ?? createSecureContext(this.certificateFor(host));
    this.#contexts.set(host, context);
    return context;
  }

  #certify(subject: Subject): string {
    const content = writeContent(subject, keyIdentifier(this.#keys.publicKey));
    const signature = sign("sha256", content, this.#keys.privateKey);
    const certificate = sequence((writer) => {
      embed(writer, content);
      writeAlgorithm(writer);
      writer.writeBuffer(bits(signature), Ber.BitString);
    });
    return `-----BEGIN CERTIFICATE-----\n${(certificate.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
  }
}

/** RFC 5280, section 4.1: TBSCertificate. TLS is checked by the machine's clock, not by the sandbox's. */
function writeContent({ host, name, publicKey }: Subject, authorityKey: Buffer): Buffer {
  const now = Date.now();
  return sequence((writer) => {
    writer.startSequence(0xa0);
    writer.writeInt(2);
    writer.endSequence();
    // Positive, and not the same for two certificates of one authority.
    writer.writeBuffer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)]), Ber.Integer);
    writeAlgorithm(writer);
    writeName(writer, authorityName);
    writer.startSequence();
    writer.writeString(utcTime(now - dayMs), Ber.UTCTime);
    writer.writeString(utcTime(now + 30 * dayMs), Ber.UTCTime);
    writer.endSequence();
    writeName(writer, name);
    embed(writer, publicKey.export({ type: "spki", format: "der" }));
    writer.startSequence(0xa3);
    embed(writer, sequence((list) => writeExtensions(list, { host, publicKey }, authorityKey)));
    writer.endSequence();
  });
}

function writeExtensions(writer: BerWriter, { host, publicKey }: Omit<Subject, "name">, authorityKey: Buffer): void {
  const isAuthority = host === undefined;
  extension(writer, oid.basicConstraints, true, sequence((inner) => isAuthority && inner.writeBoolean(true)));
  // The bits keyCertSign and cRLSign, or digitalSignature, after the number of bits left over.
  extension(writer, oid.keyUsage, true, isAuthority ? Buffer.from([Ber.BitString, 2, 1, 0x06]) : Buffer.from([Ber.BitString, 2, 7, 0x80]));
  extension(writer, oid.subjectKeyIdentifier, false, Buffer.concat([Buffer.from([Ber.OctetString, 20]), keyIdentifier(publicKey)]));
  if (isAuthority) return;
  extension(writer, oid.authorityKeyIdentifier, false, sequence((inner) => inner.writeBuffer(authorityKey, Ber.Context)));
  extension(writer, oid.extendedKeyUsage, false, sequence((inner) => inner.writeOID(oid.serverAuth, Ber.OID)));
  extension(writer, oid.subjectAltName, false, sequence((inner) => inner.writeString(host, Ber.Context | 2)));
}

function extension(writer: BerWriter, id: string, critical: boolean, value: Buffer): void {
  writer.startSequence();
  writer.writeOID(id, Ber.OID);
  if (critical) writer.writeBoolean(true);
  writer.writeBuffer(value, Ber.OctetString);
  writer.endSequence();
}

function writeAlgorithm(writer: BerWriter): void {
  writer.startSequence();
  writer.writeOID(oid.ecdsaWithSha256, Ber.OID);
  writer.endSequence();
}

function writeName(writer: BerWriter, commonName: string): void {
  writer.startSequence();
  writer.startSequence(Ber.Set | Ber.Constructor);
  writer.startSequence();
  writer.writeOID(oid.commonName, Ber.OID);
  writer.writeString(commonName, Ber.Utf8String);
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
}

/** A sequence of its own, with its tag and length. */
function sequence(fill: (writer: BerWriter) => unknown): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  fill(writer);
  writer.endSequence();
  return writer.buffer;
}

/** Puts a finished sequence into another one. */
function embed(writer: BerWriter, der: Buffer): void {
  const reader = new BerReader(der);
  reader.readSequence();
  writer.writeBuffer(der.subarray(der.length - reader.length), Ber.Sequence | Ber.Constructor);
}

/** "The 160-bit SHA-1 hash of the value of the BIT STRING subjectPublicKey" (RFC 5280, section 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  const reader = new BerReader(key.export({ type: "spki", format: "der" }));
  reader.readSequence();
  const algorithm = reader.readString(Ber.Sequence | Ber.Constructor, true);
  const point = algorithm && reader.readString(Ber.BitString, true);
  if (!point) throw new Error("Node writes its public keys in another form than RFC 5280's.");
  return createHash("sha1").update(point.subarray(1)).digest();
}

/** A bit string's content without bits left over. */
const bits = (bytes: Buffer) => Buffer.concat([Buffer.alloc(1), bytes]);

/** `261123100000Z` */
const utcTime = (ms: number) => `${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`;
