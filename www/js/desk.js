// The desk: what a shopper can ask for, each request under a key that makes it safe to repeat.

import * as api from './api.js';
import { Problem, Unreachable } from './failures.js';

/** The rules' answer to a receipt whose numbers are not true any more. */
export class Corrected extends Error {
  constructor(problem) {
    super('the numbers changed');
    this.name = 'Corrected';
    this.correction = problem.body.correction;
    this.problem = problem;
  }
}

/** A fresh id: 64 random bits, short enough to be read out. */
function freshId(kind) {
  const random = crypto.getRandomValues(new Uint8Array(8));
  return `${kind}-${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** What a request is about: it is not sent anew beside one about the same that was never answered. */
const ABOUT = {
  place_order: 'member',
  complete_task: 'task',
  request_refund: 'refund',
  request_exchange: 'refund',
  review_refund: 'refund',
  withdraw_refund: 'refund',
  pay_refund: 'refund',
  redeem_offer: 'offer',
  pay_redemption: 'offer',
  cancel_redemption: 'offer',
  transfer_points: 'to',
  enter_draw: 'draw',
  accept_prize: 'entry',
  refuse_prize: 'entry',
  return_draw_points: 'draw',
  form_household: 'member',
  invite_to_household: 'invitee',
  join_household: 'household',
  leave_household: 'household',
  hand_over_household: 'household',
  put_points: 'household',
  take_points: 'household',
};

/** Orders on behalf of a session's member. */
export class Desk {
  #session;
  /** A request that was sent and not answered: it is repeated as it was, under its key. */
  #unanswered = new Map();

  constructor(session) {
    this.#session = session;
  }

  /** Whether an order was sent whose answer never came. */
  get hasUnanswered() {
    return this.#unanswered.has(`place_order ${this.#session.member}`);
  }

  async #ask(name, body) {
    const slot = `${name} ${body[ABOUT[name] ?? 'order']}`;
    const attempt = this.#unanswered.get(slot) ?? { key: crypto.randomUUID(), command: { [name]: body } };
    this.#unanswered.set(slot, attempt);
    try {
      const answer = await api.command(attempt.command, attempt.key);
      this.#unanswered.delete(slot);
      return { ...answer, asked: attempt.command[name] };
    } catch (failure) {
      if (failure instanceof Problem && failure.status < 500) this.#unanswered.delete(slot);
      if (failure instanceof Unreachable) this.#session.noteFailure(failure);
      if (failure instanceof Problem && failure.body.correction) throw new Corrected(failure);
      throw failure;
    }
  }

  /** Places the cart as an order, held to the numbers that are on the page. */
  async place() {
    const session = this.#session;
    const order = freshId('w');
    const body = { member: session.member, order, cart: session.cart.data, receipt: session.receipt() };
    return this.#ask('place_order', body);
  }

  /** Pays what is due. */
  async pay(order) {
    const { member } = this.#session;
    const payment = freshId('p');
    return this.#ask('pay_order', { member, order: order.id, payment, amount_minor: order.cash_minor });
  }

  /** Cancels an order that is not paid. */
  async cancel(order) {
    return this.#ask('cancel_order', { member: this.#session.member, order: order.id });
  }

  /** Confirms that the goods came. */
  async settle(order) {
    return this.#ask('settle_order', { member: this.#session.member, order: order.id });
  }

  /** Asks for an invoice of a purchase. */
  async invoice(sale) {
    return this.#ask('request_invoice', { member: this.#session.member, order: sale.order });
  }

  /** Redeems points for a unit of an offer. */
  async redeem(offer) {
    return this.#ask('redeem_offer', { member: this.#session.member, offer, redemption: freshId('m') });
  }

  /** Pays the cash of a redemption. */
  async payRedemption({ id: redemption, offer, cash_minor: amount_minor }) {
    const { member } = this.#session;
    return this.#ask('pay_redemption', { member, offer, redemption, payment: freshId('p'), amount_minor });
  }

  /** Cancels a redemption that is not paid. */
  async cancelRedemption({ id: redemption, offer }) {
    return this.#ask('cancel_redemption', { member: this.#session.member, offer, redemption });
  }

  /** What giving points away would come to. */
  async foreseeGift(to, points) {
    return api.foresee({ transfer_points: { member: this.#session.member, to, transfer: 'foreseen', points } });
  }

  /** Gives points to another member. */
  async give(to, points) {
    return this.#ask('transfer_points', { member: this.#session.member, to, transfer: freshId('g'), points });
  }

  /** Enters a draw. */
  async enterDraw(draw) {
    return this.#ask('enter_draw', { member: this.#session.member, draw, entry: freshId('d') });
  }

  /** Accepts a prize, or refuses it. */
  async answerPrize({ draw, entry }, accepts) {
    const { member } = this.#session;
    return this.#ask(accepts ? 'accept_prize' : 'refuse_prize', { member, draw, entry });
  }

  /** Takes back the points of a draw that came to nothing. */
  async returnDrawPoints(draw) {
    return this.#ask('return_draw_points', { member: this.#session.member, draw });
  }

  /** Forms a household. */
  async formHousehold() {
    return this.#ask('form_household', { member: this.#session.member, household: freshId('h') });
  }

  /** Invites a member into the household. */
  async invite(household, invitee) {
    return this.#ask('invite_to_household', { member: this.#session.member, household, invitee });
  }

  /** Joins a household by invitation. */
  async join(household) {
    return this.#ask('join_household', { member: this.#session.member, household });
  }

  /** Leaves the household; as its head, with all others. */
  async leave({ household, head, members }) {
    const { member } = this.#session;
    const others = members.map((it) => it.member).filter((it) => it !== member);
    return this.#ask('leave_household', { member, household, with: head === member ? others : [] });
  }

  /** Makes another member the head of the household. */
  async handOver({ household }, to) {
    return this.#ask('hand_over_household', { member: this.#session.member, household, to });
  }

  /** Puts points into the pool of the household. */
  async putPoints(household, points) {
    return this.#ask('put_points', { member: this.#session.member, household, transfer: freshId('g'), points });
  }

  /** Takes points from it. */
  async takePoints(household, points) {
    return this.#ask('take_points', { member: this.#session.member, household, transfer: freshId('g'), points });
  }

  /** Completes a task, in the part of whatever reports it. */
  async completeTask(task) {
    return this.#ask('complete_task', { member: this.#session.member, task, occurrence: freshId('t') });
  }

  /** What giving units of an order back, or exchanging them, would come to. */
  async foreseeReturn(order, wanted) {
    const { name, terms } = this.#returning(order, wanted);
    return api.foresee({ [name]: { ...terms, refund: 'foreseen' } });
  }

  /** Asks to give units of an order back, or to exchange them. */
  async askReturn(order, wanted) {
    const { name, terms } = this.#returning(order, wanted);
    return this.#ask(name, { ...terms, refund: freshId('r') });
  }

  #returning(order, { reason, lines, exchanges }) {
    const { member } = this.#session;
    return { name: exchanges ? 'request_exchange' : 'request_refund', terms: { member, order, reason, lines } };
  }

  /** Takes a request back. */
  async withdraw(refund) {
    return this.#ask('withdraw_refund', { member: this.#session.member, refund: refund.id });
  }

  /** Grants or refuses a request, as the shop. */
  async review(refund, verdict) {
    return this.#ask('review_refund', { member: this.#session.member, refund: refund.id, verdict });
  }

  /** Pays the cash of a refund back, as the payment channel. */
  async payBack(refund) {
    const { member } = this.#session;
    const { cash_minor } = refund.step.approved;
    return this.#ask('pay_refund', { member, refund: refund.id, payment: freshId('b'), amount_minor: cash_minor });
  }
}
