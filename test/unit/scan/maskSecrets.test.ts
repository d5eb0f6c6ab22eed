import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { maskSecrets } from "../../../src/scan/maskSecrets";

const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const mask = (line: string) => maskSecrets(line, [ID]);

describe("A line that holds an access key's id, as it is shown", () => {
  it("keeps the id and the words around it", () => {
    for (const line of [`aws_access_key_id = ${ID}`, `export AWS_ACCESS_KEY_ID="${ID}" # work`, `  - AWS_ACCESS_KEY_ID=${ID}`, `# ${ID} is of ../deploy/scripts/run.sh`, `const keyId = '${ID}';`]) {
      assert.equal(mask(line), line);
    }
  });

  it("masks the secret beside it, whatever parts the two", () => {
    for (const sign of [":", " ", ",", "\t", "/", "", ";", `","`]) assert.equal(mask(`${ID}${sign}${SECRET}`).replace("***", ""), sign === "/" ? ID : `${ID}${sign}`);
    assert.equal(mask(`https://${ID}:${encodeURIComponent(SECRET)}@s3.amazonaws.com`), `https://${ID}:***@s3.amazonaws.com`);
  });

  it("masks all that follows a secret's name, but for the id", () => {
    assert.equal(mask(`aws_secret_access_key = abc # ${ID}`), `aws_secret_access_key = ***${ID}`);
    assert.equal(mask(`{ "SecretAccessKey": "short", "AccessKeyId": "${ID}" }`), `{ "SecretAccessKey": ***${ID}***`);
    assert.equal(mask(`${ID} PASSWORD=hunter2`), `${ID} PASSWORD=***`);
    assert.equal(mask(`curl -H "x-amz-security-token: abc" ${ID}`), `curl -H "x-amz-security-token: ***${ID}`);
    assert.equal(mask(`${ID} secret`), `${ID} secret`);
  });

  it("masks what follows a password's name by any other word, but no plain sentence", () => {
    for (const name of ["DB_PASS=", "dbPass: ", "pwd = ", `config['pass'] = `, `"credential": `, "_auth=", "npm_config__auth=", "//registry/:_authToken=", "--pass ", "--db-pass ", "<pass>"]) {
      assert.equal(mask(`${ID} ${name}hunter2`), `${ID} ${name}***`);
    }
    for (const line of [`# the credentials of alice, ${ID}, pass the tests`, `cd "\${PWD}" ${ID}`, `# ${ID}, to pass by`]) assert.equal(mask(line), line);
  });

  it("masks the password of a URL, but for the id", () => {
    assert.equal(mask(`DB=mysql://root:hunter2@db/x # ${ID}`), `DB=mysql://root:***@db/x # ${ID}`);
    assert.equal(mask(`https://${ID}:a/b@c@s3.example/`), `https://${ID}:***@s3.example/`);
    assert.equal(mask(`https://x:${ID}@s3.example/`), `https://x:${ID}@s3.example/`);
    assert.equal(mask(`http://x:8080/a?b=${ID}`), `http://x:8080/a?b=${ID}`);
  });

  it("masks a session token, and the parts of a secret that quotes part", () => {
    const token = "IQoJb3JpZ2luX2VjE".repeat(20);
    assert.equal(mask(`${ID} ${token}`), `${ID} ***`);
    assert.equal(mask(`${ID} "wJalrXUtnFEMI/K7MDEN" + "G/bPxRfiCYEXAMPLEKEY1"`), `${ID} "***" + "***"`);
  });

  it("shows no 40-character secret of a thousand generated lines, in any form they are written in", () => {
    const forms: ((secret: string) => string)[] = [
      (secret) => `${ID}:${secret}`,
      (secret) => `AWS_ACCESS_KEY_ID=${ID} AWS_SECRET_ACCESS_KEY=${secret} aws s3 ls`,
      (secret) => `{"accessKeyId":"${ID}","secretAccessKey":"${secret}"}`,
      (secret) => `{"k":"${secret}","id":"${ID}"}`,
      (secret) => `new Credentials('${ID}', '${secret}')`,
      (secret) => `${secret}${ID}`,
      (secret) => `https://${ID}:${encodeURIComponent(secret)}@x.example/`,
      (secret) => `<id>${ID}</id><key>${secret}</key>`,
      (secret) => `${ID},${secret},us-east-1`,
      (secret) => `password ${secret} ${ID}`,
    ];
    for (let index = 0; index < 1_000; index++) {
      const secret = createHash("sha256").update(String(index)).digest("base64").slice(0, 40);
      const line = mask((forms[index % forms.length] ?? String)(secret));
      assert.ok(line.includes(ID), line);
      for (let at = 0; at + 8 <= secret.length; at++) assert.ok(!line.includes(secret.slice(at, at + 8)), line);
    }
  });
});
