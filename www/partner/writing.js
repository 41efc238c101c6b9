// How the element writes: amounts, points and texts, in the language of where it stands. Amounts
// arrive as whole minor units and leave as text, digit by digit: nothing is reckoned here.

/** The language of an element: its own `lang`, that of what is around it, or the browser's. */
export function languageOf(element) {
  const around = element.closest('[lang]') ?? element.getRootNode().host?.closest('[lang]');
  const tag = (around?.lang || navigator.language || 'en').toLowerCase();
  return tag.startsWith('zh') ? 'zh-CN' : 'en';
}

function decimal(minor, digits) {
  const sign = minor < 0 ? '-' : '';
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const point = text.length - digits;
  return digits === 0 ? sign + text : `${sign}${text.slice(0, point)}.${text.slice(point)}`;
}

/** Writes in a language, by the facts of a policy and the operator's texts. */
export class Writer {
  #language;
  #texts;
  #facts;

  constructor({ operator, language }, version) {
    this.#language = language;
    this.#texts = operator.texts.get(language);
    this.#facts = operator.facts(version);
  }

  /** Money, from minor units; `brief` leaves out a fraction that is nought. */
  money(minor, brief = false) {
    const { code, minor_digits } = this.#facts.currency;
    const format = new Intl.NumberFormat(this.#language, {
      style: 'currency',
      currency: code,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: minor_digits,
      maximumFractionDigits: minor_digits,
      trailingZeroDisplay: brief ? 'stripIfInteger' : 'auto',
    });
    return format.format(decimal(minor, minor_digits));
  }

  /** A whole number, grouped. */
  whole(number) {
    return new Intl.NumberFormat(this.#language).format(number);
  }

  /** A tier's name. */
  tier(id) {
    const name = this.#facts.tiers.steps.find((step) => step.id === id)?.name;
    return name ? (this.#language === 'zh-CN' ? name.zh : name.en) : id;
  }

  #fill(template, facts) {
    return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, format) => {
      const fact = facts[name];
      if (fact === undefined) return '—';
      if (format === 'money') return this.money(fact, true);
      // People count lines from 1.
      if (format === 'place') return this.whole(fact + 1);
      return format === 'points' ? this.whole(fact) : String(fact);
    });
  }

  /** A text of the element. */
  text(key, facts = {}) {
    return this.#fill(this.#texts.preview[key], facts);
  }

  /** What a refusal says: title, and what would change it. */
  refusal({ name, facts, clause }) {
    const { title, remedy } = this.#texts.refusals[name] ?? { title: name, remedy: '' };
    return { title: this.#fill(title, facts), remedy: this.#fill(remedy, facts), clause };
  }
}
