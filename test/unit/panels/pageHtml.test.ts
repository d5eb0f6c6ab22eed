import assert from "node:assert/strict";
import { makePageHtml } from "../../../src/panels/pageHtml";

describe("The shell of a page", () => {
  const page = { title: "Access key created", language: "de", nonce: "bm9uY2U=", script: "https://x/a.js", style: "https://x/a.css", source: "https://x" };

  it("lets run only its own script, and has no inline script or style", () => {
    const html = makePageHtml(page);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
    assert.equal(policy, "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src https://x;");
    assert.deepEqual([...html.matchAll(/<script\b/g)].length, 1);
    assert.match(html, /<script nonce="bm9uY2U=" src="https:\/\/x\/a\.js"><\/script>/);
    assert.ok(!/<style|\sstyle=|\son\w+=/.test(html));
    assert.match(html, /<html lang="de">/);
  });

  it("lets nothing out of an attribute", () => {
    const html = makePageHtml({ ...page, title: '"><script>alert(1)</script>', language: '"><img>', script: '"><b>', style: "'><i>" });
    assert.ok(!/<script>|<img>|<b>|<i>/.test(html));
  });
});
