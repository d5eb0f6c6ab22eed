/**
 * VS Code makes links of `[text](command:…)` in notifications. None of our sentences has one, but names in them come from
 * elsewhere: a folder or a remote could be called so. A space without a width keeps the two brackets apart.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll("](", "]\u200b(");
}
