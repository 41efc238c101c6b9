// What the page needs before its first number, asked for all at once, and while its other scripts
// are still on the way: this one comes first and imports little.

import * as api from './api.js';
import { recall } from './kept.js';
import { Rules } from './rules.js';
import { loadTexts } from './texts.js';

/** The member asked for in the address, or the one of this tab before, or one who has points. */
function chosen(members) {
  const asked = new URLSearchParams(location.search).get('member') ?? recall('member');
  return members.find(({ id }) => id === asked) ?? members.find(({ points }) => points > 0) ?? members[0];
}

/** The published versions with their names, currency and zone; those known already are not asked for. */
export async function policyFacts(known = []) {
  const { versions } = await api.policies();
  const facts = versions.map(
    async ({ digest }) => known.find((it) => it.digest === digest) ?? { digest, ...(await api.policy(digest)) },
  );
  return Promise.all(facts);
}

async function whom(list) {
  const { members } = await list;
  const first = chosen(members);
  return first && { id: first.id, about: api.about(first.id) };
}

/** Begins to learn everything; each part is a promise of its own. */
export function begin() {
  const rules = new Rules();
  const members = api.members();
  const parts = {
    rules: api.moduleInfo().then(({ digest }) => rules.load(digest)).then(() => rules),
    version: api.version(),
    facts: policyFacts(),
    members,
    first: whom(members),
  };
  // Whoever waits for a part hears of its failure; nobody may be waiting yet.
  for (const part of Object.values(parts)) part.catch(() => {});
  return parts;
}

/** What was begun with the page. */
export const begun = begin();

/** What the page is made of before it knows anybody: the goods, and the texts. */
export const shell = Promise.all([fetch('/catalogue.json').then((response) => response.json()), loadTexts('/draws/texts')]);
shell.catch(() => {});
