// The counter: what the shopper asks for, one thing at a time, and what comes of it.

import * as api from './api.js';
import { Corrected } from './desk.js';
import { Unreachable } from './failures.js';
import { money, whole } from './format.js';
import { t } from './texts.js';
import { closeDialog, showCorrection, showFailure, showPaid, showPlaced } from './view/dialogs.js';
import { showGift, showHandingOver, showLeaving, showVerdict } from './view/confirming.js';
import { showReturn, showReturned } from './view/returning.js';
import { nameOfTier } from './view/tier.js';
import { toast } from './view/toast.js';

/** Carries out what the shopper asks for. */
export class Counter {
  #session;
  #desk;
  #busy = false;

  constructor(session, desk) {
    this.#session = session;
    this.#desk = desk;
  }

  /** Does one thing; what comes while it is under way is a slip of the finger. */
  async #do(act) {
    if (this.#busy) return;
    this.#busy = true;
    document.body.classList.add('busy');
    try {
      await act();
    } catch (failure) {
      if (failure instanceof Unreachable) this.#session.noteFailure(failure);
      showFailure(failure);
    } finally {
      this.#busy = false;
      document.body.classList.remove('busy');
    }
  }

  /** The answer is known; what the page shows is brought up to date, or is said to be old. */
  async #catchUp() {
    try {
      await this.#session.refresh();
    } catch (failure) {
      this.#session.noteFailure(failure);
    }
  }

  choose = (id) => this.#do(() => this.#session.choose(id));

  older = () => this.#do(() => this.#session.loadOlder());

  place = () =>
    this.#do(async () => {
      const session = this.#session;
      try {
        const { asked, events } = await this.#desk.place();
        if (JSON.stringify(asked.cart) === JSON.stringify(session.cart.data)) session.cart.clear();
        await this.#catchUp();
        const order = session.orders.find(({ id }) => id === asked.order);
        if (order) showPlaced(order, events, this);
        else toast(t('placed_title'));
      } catch (failure) {
        if (!(failure instanceof Corrected)) throw failure;
        await this.#catchUp();
        showCorrection(failure.correction, this.placeAnew);
      }
    });

  /** The shopper agrees to the new numbers, and to the points that they use. */
  placeAnew = (points) => {
    closeDialog();
    const { cart } = this.#session;
    if (points === 0) cart.setPoints(0);
    this.#session.reckon();
    this.place();
  };

  pay = (order) =>
    this.#do(async () => {
      const session = this.#session;
      const before = session.view.tier.id;
      const { events } = await this.#desk.pay(order);
      await this.#catchUp();
      const after = session.view.tier.id;
      showPaid(order, events, after === before ? '' : nameOfTier(session, after));
    });

  cancel = (order) =>
    this.#confirmed(() => this.#desk.cancel(order), order.hold.length > 0 ? 'cancelled_hold' : 'cancelled');

  /** Opens the dialog of a return; `ask` sends it. */
  giveBack = (sale) =>
    showReturn(this.#session, this.#desk, sale, (wanted) =>
      this.#do(async () => {
        const { events } = await this.#desk.askReturn(sale.order, wanted);
        await this.#catchUp();
        showReturned(events);
      }),
    );

  #afterwards = (act, told) =>
    this.#do(async () => {
      await act();
      await this.#catchUp();
      toast(t(told));
    });

  /** The same of what a dialog asked, which closes once it happened. */
  #confirmed = (act, told) =>
    this.#afterwards(async () => {
      await act();
      closeDialog();
    }, told);

  invoice = (sale) => this.#afterwards(() => this.#desk.invoice(sale), 'invoice_asked');

  withdraw = (refund) => this.#afterwards(() => this.#desk.withdraw(refund), 'withdrawn');

  review = (refund, verdict) =>
    this.#afterwards(() => this.#desk.review(refund, verdict), verdict === 'approve' ? 'granted' : 'refused');

  payBack = (refund) => this.#afterwards(() => this.#desk.payBack(refund), 'paid_back');

  redeem = ({ id, points, cash_minor }) =>
    this.#do(async () => {
      await this.#desk.redeem(id);
      await this.#catchUp();
      toast(
        cash_minor === null
          ? t('redeemed', { points: whole(points) })
          : t('redeemed_waits', { cash: money(cash_minor) }),
      );
    });

  payRedemption = (it) => this.#afterwards(() => this.#desk.payRedemption(it), 'redemption_paid_toast');

  cancelRedemption = (it) =>
    this.#afterwards(() => this.#desk.cancelRedemption(it), 'redemption_cancelled_toast');

  /** Uses a voucher for the cart, or none; nothing is asked of the server. */
  useVoucher = (voucher) => {
    this.#session.cart.setVoucher(voucher);
    this.#session.reckon();
    toast(t(voucher ? 'voucher_in_cart' : 'voucher_left_out'));
  };

  /** Opens the dialog of a gift, with what it comes to; `give` sends it. */
  gift = (to, points) =>
    this.#do(async () => {
      const foreseen = await this.#desk.foreseeGift(to, points);
      showGift({ to, points, foreseen }, () =>
        this.#do(async () => {
          const { asked } = await this.#desk.give(to, points);
          closeDialog();
          await this.#catchUp();
          toast(t('gift_given', { to: asked.to, points: whole(asked.points) }));
        }),
      );
    });

  enterDraw = ({ id }) => this.#afterwards(() => this.#desk.enterDraw(id), 'draw_entered');

  answerPrize = (entry, accepts) =>
    this.#afterwards(() => this.#desk.answerPrize(entry, accepts), accepts ? 'prize_taken' : 'prize_left');

  returnDrawPoints = ({ id }) =>
    this.#afterwards(() => this.#desk.returnDrawPoints(id), 'draw_points_back');

  /** The proof of an entry is fetched, and the module in the page says what it shows. */
  verifyEntry = ({ draw, entry }) =>
    this.#do(async () => {
      const session = this.#session;
      const proof = await api.drawProof(draw, entry);
      showVerdict(session.draws, proof, session.verifyDraw(proof));
    });

  formHousehold = () => this.#afterwards(() => this.#desk.formHousehold(), 'home_formed');

  invite = (home, invitee) =>
    this.#afterwards(() => this.#desk.invite(home.household, invitee), 'home_invited');

  join = (household) => this.#afterwards(() => this.#desk.join(household), 'home_joined');

  putPoints = (home, points) =>
    this.#afterwards(() => this.#desk.putPoints(home.household, points), 'home_put');

  takePoints = (home, points) =>
    this.#afterwards(() => this.#desk.takePoints(home.household, points), 'home_taken');

  /** Opens the dialog of handing over. */
  handOver = (home, member) =>
    showHandingOver(member, () => this.#confirmed(() => this.#desk.handOver(home, member), 'home_handed_over'));

  /** Opens the dialog of leaving. */
  leave = (home) =>
    showLeaving(home, home.head === this.#session.member, () =>
      this.#confirmed(() => this.#desk.leave(home), 'home_left'),
    );

  /** Pays for shipping, so that the free one is kept for another order, or not. */
  keepShipping = (pays) => {
    this.#session.cart.setPaysShipping(pays);
    this.#session.reckon();
  };

  complete = ({ task, points }) =>
    this.#do(async () => {
      await this.#desk.completeTask(task);
      await this.#catchUp();
      toast(t('task_completed_toast', { points: whole(points) }));
    });

  settle = (order) =>
    this.#do(async () => {
      await this.#desk.settle(order);
      await this.#catchUp();
      toast(t(order.earn_points > 0 ? 'settled_points' : 'settled'));
    });
}
