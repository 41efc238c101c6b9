// What the page says, in the language chosen. The texts are data: `/texts/<language>.json`.

import { Unreachable } from './failures.js';
import { formatFor, money, moment, ratio, whole } from './format.js';

/** The languages, each with its own name for itself. */
export const LANGUAGES = { 'zh-CN': '中文', en: 'EN' };

const loaded = new Map();
let language = 'zh-CN';
let plural = new Intl.PluralRules(language);
let tierName = (id) => id;

/** The language spoken now. */
export function spoken() {
  return language;
}

function known(tag) {
  if (!tag) return undefined;
  return tag.toLowerCase().startsWith('zh') ? 'zh-CN' : tag.toLowerCase().startsWith('en') ? 'en' : undefined;
}

/** The language to begin with: asked for in the address, remembered, or the browser's. */
export function preferredLanguage() {
  const asked = new URLSearchParams(location.search).get('lang');
  const browsers = navigator.languages ?? [navigator.language];
  return known(asked) ?? known(remembered()) ?? browsers.map(known).find(Boolean) ?? 'en';
}

function remembered() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null;
  }
}

async function textsIn(file) {
  const response = await fetch(file).catch(() => null);
  if (!response?.ok) throw new Unreachable(file);
  return response.json();
}

/** Loads the texts of every language, so that switching needs no network; a page may have texts
 * of its own, in other folders. */
export async function loadTexts(...folders) {
  const all = Object.keys(LANGUAGES).map(async (tag) => {
    const files = ['/texts', ...folders].map((folder) => textsIn(`${folder}/${tag}.json`));
    loaded.set(tag, Object.assign({}, ...(await Promise.all(files))));
  });
  await Promise.all(all);
}

/** Speaks a language from now on, and remembers it where it was chosen by hand. */
export function speak(tag, remember = false) {
  language = tag;
  plural = new Intl.PluralRules(tag);
  document.documentElement.lang = tag;
  formatFor({ language: tag });
  if (!remember) return;
  try {
    localStorage.setItem('language', tag);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** How tiers are named: the policy says so. */
export function nameTiersBy(naming) {
  tierName = naming;
}

const FORMATS = {
  money,
  points: whole,
  // People count lines from 1.
  place: (index) => whole(index + 1),
  moment,
  number: whole,
};

/** Fills a template: `{fact}`, `{fact:money}`, `{fact:points}`, `{fact:place}`, `{fact:moment}`. */
export function fill(template, facts = {}) {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, format) => {
    const fact = facts[name];
    if (fact === undefined || fact === null) return '—';
    return format ? (FORMATS[format]?.(fact) ?? String(fact)) : String(fact);
  });
}

function section(name, key) {
  return loaded.get(language)?.[name]?.[key];
}

/** A text of the checkout, or of another section: `docs.send`. One that has a `count` may have
 * forms for one and for many. */
export function t(key, facts = {}) {
  const [within, name] = key.includes('.') ? key.split('.') : ['page', key];
  const text = section(within, name);
  if (text === undefined) return key;
  if (typeof text === 'string') return fill(text, facts);
  return fill(text[plural.select(facts.count)] ?? text.other, facts);
}

const TIER_FACTS = new Set(['tier', 'tier_after', 'next', 'from', 'to']);

/** Facts as people say them: tiers by name, words of the rules in the language, ratios as numbers. */
function tellable(facts) {
  const told = { ...facts };
  for (const [name, fact] of Object.entries(facts)) {
    const word = section('words', name)?.[fact];
    if (word !== undefined) told[name] = word;
    else if (TIER_FACTS.has(name) && typeof fact === 'string') told[name] = tierName(fact);
  }
  if (facts.num !== undefined && facts.den !== undefined) told.multiplier = ratio(facts.num, facts.den);
  return told;
}

/** What a step of a trace says. */
export function tellStep(step) {
  return fill(section('topics', step.topic) ?? step.topic, tellable(step.facts));
}

/** What an event says. */
export function tellEvent(name, facts) {
  return fill(section('events', name) ?? name, tellable(facts));
}

/** What a notice says. */
export function tellNotice(template, facts) {
  const text = section('notices', template) ?? { title: template, body: '' };
  return { title: fill(text.title, tellable(facts)), body: fill(text.body, tellable(facts)) };
}

/** What a refusal says: title, detail, and what would change the answer. */
export function tellRefusal(refusal) {
  const text = section('refusals', refusal.name) ?? { title: refusal.name, detail: '', remedy: '' };
  const facts = tellable(refusal.facts ?? {});
  return {
    title: fill(text.title, facts),
    detail: fill(text.detail, facts),
    remedy: fill(text.remedy, facts),
    clause: refusal.clause,
  };
}

/** What a problem says that is no refusal by the rules, by the last part of its type; none where
 * it is not known. */
export function tellProblem(type) {
  return section('problems', type?.split('/').at(-1));
}

/** Why a receipt's numbers are not true. */
export function tellDifference(difference) {
  return section('differences', difference) ?? difference;
}

/** The name of something in the catalogue. */
export function nameOf(named) {
  return named.name[language] ?? named.name.en;
}

/** A name that the policy gives in Chinese and in English. */
export function nameIn({ zh, en }) {
  return language.startsWith('zh') ? zh : en;
}
