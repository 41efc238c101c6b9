// Puts the page together: opens the session, mounts what shows it, and carries out what the
// shopper asks for.

import { Cart } from './cart.js';
import { Corrected, Desk } from './desk.js';
import { byId, fillWhenChanged, h, say, show } from './dom.js';
import { Unreachable } from './failures.js';
import { Session } from './session.js';
import { LANGUAGES, loadTexts, preferredLanguage, speak, spoken, t } from './texts.js';
import { mountTheme } from './theme.js';
import { mountAccount } from './view/account.js';
import { closeDialog, showCorrection, showFailure, showPaid, showPlaced } from './view/dialogs.js';
import { mountExpiry } from './view/expiry.js';
import { follow } from './view/follow.js';
import { mountLedger, mountNotices } from './view/ledger.js';
import { mountLines } from './view/lines.js';
import { mountMembers } from './view/members.js';
import { mountOrders } from './view/orders.js';
import { mountPoints } from './view/points.js';
import { failureBox } from './view/problem.js';
import { mountShelf } from './view/shelf.js';
import { mountSummary } from './view/summary.js';
import { mountTier, nameOfTier } from './view/tier.js';
import { mountWhy } from './view/why.js';

/** Milliseconds for which a toast stays. */
const TOAST_MS = 4000;
/** Milliseconds between two tries to open the shop. */
const REOPEN_MS = 5000;

function toast(text) {
  const note = h('p', { class: 'toast' }, text);
  byId('toasts').replaceChildren(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

function sayEverywhere() {
  for (const element of document.querySelectorAll('[data-text]')) say(element, t(element.dataset.text));
  document.title = t('title');
}

function mountLanguages() {
  const choose = (tag) => {
    speak(tag, true);
    sayEverywhere();
    document.dispatchEvent(new Event('spoken'));
  };
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    const input = h('input', { type: 'radio', name: 'language', value: tag, checked: tag === spoken(), onchange: () => choose(tag) });
    byId('languages').append(h('label', { lang: tag }, input, h('span', {}, name)));
  }
}

/** What the shopper asks for, one thing at a time. */
class Counter {
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
    this.#do(async () => {
      await this.#desk.cancel(order);
      closeDialog();
      await this.#catchUp();
      toast(t('cancelled'));
    });

  settle = (order) =>
    this.#do(async () => {
      await this.#desk.settle(order);
      await this.#catchUp();
      toast(t('settled'));
    });
}

function mountReach(session) {
  follow(session, () => {
    show(byId('offline'), session.ready && !session.online);
    show(byId('reach'), session.ready);
    byId('reach').classList.toggle('away', !session.online);
    say(byId('reach-text'), t(session.online ? 'online' : 'offline'));
  });
  byId('retry').addEventListener('click', () => session.greet());
}

function mountAll(session) {
  const desk = new Desk(session);
  const counter = new Counter(session, desk);
  session.addEventListener('failure', ({ detail }) => showFailure(detail));
  mountReach(session);
  mountTier(session);
  mountMembers(session, counter.choose);
  mountLines(session);
  mountShelf(session, toast);
  mountPoints(session);
  mountSummary(session, desk, counter.place);
  mountWhy(session);
  mountAccount(session);
  mountOrders(session, counter);
  mountExpiry(session);
  mountLedger(session, counter.older);
  mountNotices(session);
}

/** Opens the shop; while the server is away, tries again by itself. */
async function openShop(session) {
  say(byId('opening-text'), t('opening'));
  show(byId('reopen'), false);
  show(byId('loader'), true);
  try {
    await session.open();
  } catch (failure) {
    fillWhenChanged(byId('opening-text'), String(failure), () => failureBox(failure));
    show(byId('loader'), false);
    show(byId('reopen'), true);
    if (failure instanceof Unreachable) setTimeout(() => openShop(session), REOPEN_MS);
    return;
  }
  show(byId('opening'), false);
  show(byId('shop'), true);
  byId('page').removeAttribute('aria-busy');
  // Widths are known only now.
  session.reckon();
}

async function start() {
  speak(preferredLanguage());
  const [catalogue] = await Promise.all([fetch('/catalogue.json').then((response) => response.json()), loadTexts()]);
  sayEverywhere();
  mountLanguages();
  mountTheme();
  const session = new Session(new Cart(catalogue));
  mountAll(session);
  byId('reopen').addEventListener('click', () => openShop(session));
  await openShop(session);
}

start();
