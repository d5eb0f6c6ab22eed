import assert from "node:assert/strict";
import { codeCommitHostOf } from "../../../src/git/codeCommitHost";
import { originOf, readCodeCommitUrl, writeCodeCommitUrl } from "../../../src/git/codeCommitUrl";

const HOST = "git-codecommit.us-east-1.amazonaws.com";
const HTTPS = `https://${HOST}/v1/repos/payments`;
const at = { host: HOST, region: "us-east-1", repositoryName: "payments", profileName: undefined };

describe("The address of a CodeCommit repository", () => {
  for (const [address, expected] of [
    [HTTPS, { ...at, form: "https", url: HTTPS }],
    [`${HTTPS}/`, { ...at, form: "https", url: HTTPS }],
    [`https://alice-at-123456789012:pa55@${HOST}/v1/repos/payments`, { ...at, form: "https", url: HTTPS }],
    [`https://${HOST}:443/v1/repos/payments`, { ...at, form: "https", url: `https://${HOST}:443/v1/repos/payments` }],
    [`ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`, { ...at, form: "ssh", url: `ssh://${HOST}/v1/repos/payments` }],
    [`APKAEIBAERJR2EXAMPLE@${HOST}:/v1/repos/payments`, { ...at, form: "ssh", url: `ssh://${HOST}/v1/repos/payments` }],
    ["codecommit::us-east-1://payments", { ...at, form: "codecommit", url: "codecommit::us-east-1://payments" }],
    ["codecommit::us-east-1://work@payments", { ...at, profileName: "work", form: "codecommit", url: "codecommit::us-east-1://work@payments" }],
    ["codecommit://work@payments", { ...at, host: undefined, region: undefined, profileName: "work", form: "codecommit", url: "codecommit://work@payments" }],
    ["codecommit::cn-north-1://payments", { ...at, host: "git-codecommit.cn-north-1.amazonaws.com.cn", region: "cn-north-1", form: "codecommit", url: "codecommit::cn-north-1://payments" }],
  ] as const) {
    it(`is read from ${address.replace("pa55", "…")}`, () => assert.deepEqual(readCodeCommitUrl(address), expected));
  }

  for (const address of [
    "",
    "https://github.com/acme/payments.git",
    `http://${HOST}/v1/repos/payments`,
    `https://${HOST}.evil.example/v1/repos/payments`,
    `https://evil.example/${HOST}/v1/repos/payments`,
    `https://${HOST}@evil.example/v1/repos/payments`,
    `https://evil.example#@${HOST}/v1/repos/payments`,
    `https://evil.example/@${HOST}/v1/repos/payments`,
    `https://x@evil.example@${HOST}/v1/repos/payments`,
    `https://${HOST}/v1/repos/`,
    `https://${HOST}/v1/repos/pay/ments`,
    `https://${HOST}/v1/repos/payments?x`,
    `https://${HOST}/v1/repos/../secrets`,
    `${HTTPS}\nhost=evil.example`,
    `ssh://${HOST}.evil.example/v1/repos/payments`,
    "ssh://codecommit-work/v1/repos/payments",
    `evil.example:${HOST}/v1/repos/payments`,
    "codecommit::evil.example://payments",
    "codecommit::us-east-1.evil://payments",
    "codecommit::us-east-1://a/b",
    "ext::sh -c codecommit://payments",
  ]) {
    it(`is none of CodeCommit’s: ${JSON.stringify(address)}`, () => assert.equal(readCodeCommitUrl(address), undefined));
  }

  it("is written in each form, and read back", () => {
    const read = readCodeCommitUrl(HTTPS) ?? assert.fail();
    for (const form of ["https", "ssh", "codecommit"] as const) {
      const written = writeCodeCommitUrl(read, form, { profileName: "work" }) ?? assert.fail();
      assert.deepEqual(readCodeCommitUrl(written), { ...read, form, url: written, profileName: form === "codecommit" ? "work" : undefined });
    }
    assert.equal(writeCodeCommitUrl(read, "ssh", { sshKeyId: "APKAEIBAERJR2EXAMPLE" }), `ssh://APKAEIBAERJR2EXAMPLE@${HOST}/v1/repos/payments`);
  });

  it("takes its region from elsewhere where it has none", () => {
    const read = readCodeCommitUrl("codecommit://payments") ?? assert.fail();
    assert.equal(writeCodeCommitUrl(read, "https"), undefined);
    assert.equal(writeCodeCommitUrl(read, "https", { region: "eu-west-1" }), "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/payments");
    assert.equal(writeCodeCommitUrl(read, "https", { region: "evil.example" }), undefined);
  });

  it("keeps a FIPS or VPC host", () => {
    for (const host of ["git-codecommit-fips.us-east-1.amazonaws.com", "vpce-0123456789abcdef0-abcdefgh.git-codecommit.us-east-1.vpce.amazonaws.com"]) {
      const read = readCodeCommitUrl(`ssh://${host}/v1/repos/payments`) ?? assert.fail();
      assert.equal(writeCodeCommitUrl(read, "https"), `https://${host}/v1/repos/payments`);
    }
  });

  it("has an origin for Git’s sections", () => {
    assert.equal(originOf(readCodeCommitUrl(HTTPS) ?? assert.fail()), `https://${HOST}`);
    assert.equal(originOf(readCodeCommitUrl(`https://a@${HOST}:8443/v1/repos/x`) ?? assert.fail()), `https://${HOST}:8443`);
    assert.equal(originOf(readCodeCommitUrl("codecommit://payments") ?? assert.fail()), undefined);
  });

  it("has the host of every partition", () => {
    assert.equal(codeCommitHostOf("us-gov-west-1"), "git-codecommit.us-gov-west-1.amazonaws.com");
    assert.equal(codeCommitHostOf("eusc-de-east-1"), "git-codecommit.eusc-de-east-1.amazonaws.eu");
    assert.equal(codeCommitHostOf("us-east-1.evil.example"), undefined);
  });
});
