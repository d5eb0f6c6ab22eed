import assert from "node:assert/strict";
import { Secret } from "../../../src/secret";
import { readOutcome, type SshOutcome } from "../../../src/ssh/connection";
import { documentedFingerprint } from "../../../src/ssh/hostKeys";

/** As OpenSSH 9.2 and others write it, between lines that say nothing. */
function outcomeOf(lines: readonly string[], code = 255): SshOutcome {
  const stderr = ["OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19 27 Jan 2026", "debug1: Connecting to git-codecommit", ...lines].join("\r\n");
  return readOutcome({ code, stdout: new Secret(""), stderr: new Secret(stderr.replaceAll("\r\n", "\n")) });
}
const DENIED = "APKA@git-codecommit.us-east-1.amazonaws.com: Permission denied (publickey).";
const AS = "debug1: Authenticating to git-codecommit.us-east-1.amazonaws.com:22 as 'APKA'";
const SERVER = "debug1: Server host key: ssh-rsa SHA256:eLMY1j0DKA4uvDZcl/KgtIayZANwX6t8+8isPtotBoY";

describe("What ssh says of a sign-in", () => {
  it("is a success also where the connection is then closed", () => {
    const greeting = "You have successfully authenticated over SSH. You can use Git to interact with AWS CodeCommit. Interactive shells are not supported.";
    assert.deepEqual(outcomeOf([`${greeting}Connection to git-codecommit.us-east-1.amazonaws.com closed by remote host.`]), { kind: "signedIn" });
  });

  it("tells which key was refused, and which is not there", () => {
    const offered = "debug1: Offering public key: /home/a b/.ssh/id_rsa RSA SHA256:11Cvv5ZkhChcTR1xQk2rZUqwB838RnbaIvcJdYyvQ7Q explicit";
    assert.deepEqual(outcomeOf([AS, offered, DENIED]), { kind: "refused", user: "APKA", offered: ["/home/a b/.ssh/id_rsa"], missing: [] });
    assert.deepEqual(outcomeOf([AS, "no such identity: /keys/none: No such file or directory", DENIED]), { kind: "refused", user: "APKA", offered: [], missing: ["/keys/none"] });
    // OpenSSH 7 says no more than the path.
    assert.deepEqual(outcomeOf([AS, "debug1: Offering public key: /home/a/.ssh/id_rsa", DENIED]), { kind: "refused", user: "APKA", offered: ["/home/a/.ssh/id_rsa"], missing: [] });
    assert.equal(outcomeOf([AS, "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures"]).kind, "refused");
  });

  it("tells a key with a passphrase, or open to others, from a refused one", () => {
    const accepted = "debug1: Server accepts key: /keys/enc RSA SHA256:jcTFZlrKIlREt9INz2pZL+WIn2WhAvhnE/qDNsq8pQs explicit";
    assert.deepEqual(outcomeOf([AS, accepted, DENIED]), { kind: "locked", identityFile: "/keys/enc" });
    assert.deepEqual(outcomeOf([AS, accepted, "Permissions 0644 for '/keys/enc' are too open.", DENIED]), { kind: "openToOthers", identityFile: "/keys/enc" });
  });

  it("tells a host that is new from one whose key has changed", () => {
    const fingerprint = documentedFingerprint("git-codecommit.us-east-1.amazonaws.com");
    assert.deepEqual(outcomeOf([SERVER, "Host key verification failed."]), { kind: "unknownHost", fingerprint });
    assert.deepEqual(outcomeOf([SERVER, "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @", "Offending RSA key in /home/a b/.ssh/known_hosts:12", "Host key verification failed."]), {
      kind: "changedHost",
      fingerprint,
      known: { file: "/home/a b/.ssh/known_hosts", line: 12 },
    });
  });

  it("tells why there is no connection", () => {
    const reasonOf = (line: string, code?: number) => ((outcome) => (outcome.kind === "unreachable" ? outcome.reason : outcome.kind))(outcomeOf([line], code));
    assert.equal(reasonOf("ssh: Could not resolve hostname git-codecommit.x: Name or service not known"), "name");
    assert.equal(reasonOf("ssh: connect to host 10.0.0.1 port 22: Connection refused"), "refused");
    assert.equal(reasonOf("ssh: connect to host 10.0.0.1 port 22: Operation timed out"), "timeout");
    assert.equal(reasonOf("", 124), "timeout");
    assert.equal(reasonOf("ssh: connect to host 10.0.0.1 port 22: No route to host"), "network");
    assert.equal(reasonOf("Connection closed by UNKNOWN port 65535"), "network");
  });

  it("passes on what only ssh itself can say, and no words of a server or a proxy", () => {
    const file = process.execPath;
    assert.deepEqual(outcomeOf([`${file}: line 3: Bad configuration option: foo`, `${file}: terminating, 1 bad configuration options`]), { kind: "badConfiguration", fault: { kind: "line", place: { file, line: 3 } } });
    const unable = "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found";
    assert.deepEqual(outcomeOf([`${unable}. Their offer: [here](command:evil)`]), { kind: "noCommonAlgorithm", said: "no matching host key type found" });
    assert.deepEqual(outcomeOf(["Unable to negotiate with [you](command:evil)"]), { kind: "other" });
    for (const line of ["proxy: 407, wrong password hunter2", "corkscrew line 3: hunter2", "Bad owner or permissions on http://evil.example", AS.replace("'APKA'", "'[me](command:evil)'")]) assert.deepEqual(outcomeOf([line]), { kind: "other" }, line);
    assert.deepEqual(outcomeOf([AS.replace("'APKA'", "'[me](command:evil)'"), DENIED]), { kind: "refused", user: "", offered: [], missing: [] });
    assert.deepEqual(outcomeOf([]), { kind: "other" });
  });

  it("takes no comment of a key in the agent for a file", () => {
    const accepted = (comment: string) => outcomeOf([AS, `debug1: Server accepts key: ${comment} RSA SHA256:jcTFZlrKIlREt9INz2pZL+WIn2WhAvhnE/qDNsq8pQs agent`, DENIED]);
    for (const comment of ["-D", "alice@laptop", "C"]) assert.deepEqual(accepted(comment), { kind: "locked", identityFile: undefined });
  });
});
