/**
 * The shell of every page: no content, no inline script or style, nothing from a string of ours or anybody's. What is to
 * be seen comes by message and is made with createElement and textContent.
 */
export function makePageHtml(page: { readonly title: string; readonly language: string; readonly nonce: string; readonly script: string; readonly style: string; readonly source: string }): string {
  const { title, language, nonce, script, style, source } = page;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source};`;
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAttribute(title)}</title>
<link rel="stylesheet" href="${escapeAttribute(style)}">
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
