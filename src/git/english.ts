/**
 * Stands for `@vscode/l10n` in the credential helper (esbuild.config.mjs): Git knows no language of the editor's, and what
 * the library loads to read translations takes longer than to sign.
 */
export function t(message: string, ...values: readonly (string | number | boolean)[]): string {
  return message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}
