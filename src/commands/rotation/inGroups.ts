/** As many accounts are asked at once: enough for most people, few enough for any network. */
const SIDE_BY_SIDE = 8;

/** Works on all, some side by side; the answers come in the order of the items. */
export async function inGroups<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += SIDE_BY_SIDE) answers.push(...(await Promise.all(items.slice(start, start + SIDE_BY_SIDE).map(work))));
  return answers;
}
