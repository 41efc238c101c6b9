// What the page knows, and how it learns it: who shops, the rules, the numbers of the moment.
// Numbers are always the module's. Whoever wants to show them listens for `change`.

import * as api from './api.js';
import { momentText, now, setClock } from './clock.js';
import { Unreachable } from './failures.js';
import { policyFacts } from './first.js';
import { formatFor } from './format.js';
import { remember } from './kept.js';

/** Seconds between two greetings while all is well, and while the server is away. */
const GREET_SECONDS = { online: 45, offline: 5 };

/** The browser's timeline shows when the first number was there. */
const FIRST_PREVIEW = 'first-preview';

/** One shopper at one checkout. */
export class Session extends EventTarget {
  #rules = null;
  #facts = [];
  #greeting = 0;
  #asked = 0;
  /** Whether the server answers. */
  online = true;
  /** Whether previews work: the rules and a member are loaded. */
  ready = false;
  /** The members to shop as, `{ id, tier, points }`. */
  members = [];
  /** The id of the one chosen. */
  member = '';
  /** Whether another member is on the way. */
  choosing = false;
  /** The cart. */
  cart;
  /** The quote of the moment; null where the cart is none, and `refusal` says why. */
  quote = null;
  refusal = null;
  /** The steps that led to the quote. */
  steps = [];
  /** The member as of the moment, as the module in the page sees the snapshot. */
  view = null;
  /** The member as the server saw it last: with what a snapshot leaves out. */
  person = null;
  /** The member's decisions with their events, newest first, and where the older ones begin. */
  ledger = { entries: [], before: null, loaded: false };
  notices = [];
  /** The offers of the points mall in force. */
  offers = [];
  /** The published draws, with their terms and how they stand. */
  draws = [];
  /** The moment that the quote was reckoned at, in milliseconds. */
  quotedAt = 0;
  #orderIds = [];
  #sales = [];

  constructor(cart) {
    super();
    this.cart = cart;
    addEventListener('online', () => this.greet());
    addEventListener('offline', () => this.greet());
    document.addEventListener('visibilitychange', () => document.hidden || this.greet());
  }

  /** Learns everything for the first time, from what was begun. */
  async open(begun) {
    const [{ now: serverNow }, { members }, first, facts, rules] = await Promise.all([
      begun.version,
      begun.members,
      begun.first,
      begun.facts,
      begun.rules,
    ]);
    setClock(serverNow);
    this.members = members;
    this.#rules = rules;
    this.#takeFacts(facts);
    this.#reach(true);
    if (first) await this.choose(first.id, first.about);
    this.#changed();
  }

  async #loadRules(digest) {
    const [facts] = await Promise.all([policyFacts(this.#facts), this.#rules.load(digest)]);
    this.#takeFacts(facts);
  }

  #takeFacts(facts) {
    this.#facts = facts;
    const [{ currency, zone }] = facts;
    formatFor({ code: currency.code, digits: currency.minor_digits, zone: zone.name });
  }

  /** The facts of the policy version that governs the quote: names, not rules. */
  get policy() {
    const version = this.quote?.policy_version ?? this.view?.policy_version;
    return this.#facts.find((facts) => facts.version === version) ?? this.#facts.at(-1);
  }

  /** A tier as the policy describes it: the newest version that has it. */
  tier(id) {
    const has = (facts) => facts.tiers.steps.find((tier) => tier.id === id);
    return has(this.policy) ?? this.#facts.map(has).findLast(Boolean);
  }

  /** The digests that the page reckons by. */
  get provenance() {
    const { module, policySet, memberVersion } = this.#rules;
    return { module, policySet, memberVersion };
  }

  /** Shops as a member from now on; where that fails, as the one before. */
  async choose(id, about = api.about(id)) {
    const before = this.member;
    this.member = id;
    this.choosing = true;
    this.#changed();
    try {
      await this.refresh(about);
    } catch (failure) {
      if (this.member === id) this.member = before;
      throw failure;
    } finally {
      if (this.member === id || this.member === before) this.choosing = false;
      this.#changed();
    }
  }

  /** Learns anew what may have changed: the member, the policies, the module. */
  async refresh(about = api.about(this.member)) {
    const asked = ++this.#asked;
    const id = this.member;
    const [snapshot, person, ledger, notices, { offers }, { draws }] = await about;
    if (asked !== this.#asked) return;
    const { headers } = snapshot;
    setClock(headers.get('tiercel-now'));
    const [module, policies] = [headers.get('tiercel-module'), headers.get('tiercel-policies')];
    const isOld = module !== this.#rules.module || policies !== this.#rules.policySet;
    if (isOld) await this.#loadRules(module);
    if (asked !== this.#asked) return;
    this.#rules.takeMember(snapshot.bytes);
    this.person = person;
    this.#orderIds = person.orders.map((order) => order.id);
    this.#sales = person.sales;
    this.ledger = { entries: ledger.entries, before: ledger.before, loaded: true };
    this.notices = notices.notices;
    this.offers = offers;
    this.draws = draws;
    this.#forgetVoucher();
    this.ready = this.#rules.ready;
    this.#reach(true);
    this.reckon();
    remember('member', id);
    const tier = this.view.tier.id;
    this.members = this.members.map((member) => (member.id === id ? { ...member, tier } : member));
  }

  /** A cart that was filled as another member, or before the voucher was used, goes without it. */
  #forgetVoucher() {
    const held = this.person.mall?.vouchers ?? [];
    if (!held.some(({ id }) => id === this.cart.voucher)) this.cart.setVoucher(null);
  }

  /** Older decisions on the member. */
  async loadOlder() {
    const older = await api.ledger(this.member, this.ledger.before);
    const entries = [...this.ledger.entries, ...older.entries];
    this.ledger = { entries, before: older.before, loaded: true };
    this.#changed();
  }

  /** The cart changed, or time passed: everything is reckoned anew, here. */
  reckon() {
    if (!this.ready) return;
    const at = now();
    this.quotedAt = at;
    this.view = this.#rules.view(at);
    const cart = this.cart.data;
    try {
      this.quote = this.#rules.preview(cart, at);
      this.refusal = this.quote.refusal;
      if (performance.getEntriesByName(FIRST_PREVIEW).length === 0) performance.mark(FIRST_PREVIEW);
      this.steps = this.#rules.explain(cart, at).steps;
    } catch (thrown) {
      if (thrown.kind !== 'refused') throw thrown;
      this.quote = null;
      this.refusal = this.cart.isEmpty ? null : thrown.refusal;
      this.steps = [];
    }
    this.#changed();
  }

  /** The open orders with their real names: a snapshot only numbers them. */
  get orders() {
    const named = (order) => ({ ...order, id: this.#orderIds[Number(order.id.replace('order-', '')) - 1] });
    return (this.view?.orders ?? []).map(named).filter((order) => order.id !== undefined);
  }

  /** The purchases that may be given back, with their real names: as with orders. */
  get sales() {
    return (this.view?.sales ?? []).flatMap((sale) => {
      const [kind, number] = sale.order.split('-');
      const order = kind === 'order' ? this.#orderIds[number - 1] : this.#sales[number - 1]?.order;
      const known = this.#sales.find((it) => it.order === order);
      if (!known) return [];
      const refunds = sale.refunds.map((refund) => ({
        ...refund,
        id: known.refunds[refund.id.split('-')[1] - 1]?.id,
      }));
      return [{ ...sale, order, refunds }];
    });
  }

  /** What a proof of a draw shows, by the module in the page. */
  verifyDraw(proof) {
    return this.#rules.verifyDraw(proof);
  }

  /** A reason for giving goods back, as the policy of a purchase describes it; all of them without an id. */
  reasons(version) {
    const facts = this.#facts.find((it) => it.version === version);
    return facts?.refunds?.reasons ?? [];
  }

  /** What the page shows now, to be held to. */
  receipt() {
    const { module, policySet, memberVersion } = this.#rules;
    const { offset, cash_minor, earn_points } = this.quote;
    return {
      module,
      policies: policySet,
      member_version: memberVersion,
      now: momentText(this.quotedAt),
      promise: {
        offset_points: offset.points,
        offset_minor: offset.value_minor,
        cash_minor,
        earn_points,
      },
    };
  }

  /** Tries to reach the server, and goes on trying while it is away. */
  async greet() {
    clearTimeout(this.#greeting);
    if (!this.ready) return;
    try {
      const { now: serverNow, module, policies } = await api.version();
      setClock(serverNow);
      const isOld = module !== this.#rules.module || policies !== this.#rules.policySet;
      if (isOld || !this.online) await this.refresh();
      else this.reckon();
      this.#reach(true);
    } catch (failure) {
      this.noteFailure(failure);
      this.reckon();
    } finally {
      this.#greetLater();
    }
  }

  #greetLater() {
    clearTimeout(this.#greeting);
    const seconds = this.online ? GREET_SECONDS.online : GREET_SECONDS.offline;
    this.#greeting = setTimeout(() => (document.hidden ? this.#greetLater() : this.greet()), seconds * 1000);
  }

  /** Notes whether a failure means that the server is away; any other is for the page to show. */
  noteFailure(failure) {
    if (failure instanceof Unreachable) this.#reach(false);
    else this.dispatchEvent(new CustomEvent('failure', { detail: failure }));
  }

  #reach(online) {
    const before = this.online;
    this.online = online;
    this.#greetLater();
    if (before !== online) this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
