import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { inspect } from "node:util";
import { renderApiKeyCsv, renderPasswordCsv } from "../../../src/files/serviceCredentialCsv";
import { Secret } from "../../../src/secret";

describe("A service credential’s CSV file", () => {
  it("has the console’s two columns for a password", () => {
    const csv = renderPasswordCsv("alice+1-at-123456789012", new Secret("a/b+c="));
    assert.equal(csv.reveal(), "User Name,Password\r\nalice+1-at-123456789012,a/b+c=\r\n");
    assert.ok(!inspect(csv).includes("a/b+c="));
  });

  it("has two columns for an API key", () => {
    assert.equal(renderApiKeyCsv("BedrockAPIKey-x-at-1", new Secret("ABSK")).reveal(), "API key name,API key\r\nBedrockAPIKey-x-at-1,ABSK\r\n");
  });

  it("quotes what would be taken for more than one value, so that every reader gets it back", () => {
    for (const [name, secret] of [["a,b-at-1", 'x"y'], ["a=b", "x,y"], ['"', ","]] as const) {
      const text = renderPasswordCsv(name, new Secret(secret)).reveal();
      assert.deepEqual(parse(text), [["User Name", "Password"], [name, secret]]);
    }
  });
});
