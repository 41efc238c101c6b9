// Puts the page together: opens the session and mounts what shows it.

import { Cart } from './cart.js';
import { Counter } from './counter.js';
import { Desk } from './desk.js';
import { byId, fillWhenChanged, say, show } from './dom.js';
import { Unreachable } from './failures.js';
import { begin, begun, shell } from './first.js';
import { mountLanguages } from './languages.js';
import { Session } from './session.js';
import { preferredLanguage, speak, t } from './texts.js';
import { mountTheme } from './theme.js';
import { mountAccount } from './view/account.js';
import { mountActivities } from './view/activities.js';
import { showFailure } from './view/dialogs.js';
import { mountDraws } from './view/draws.js';
import { mountExpiry } from './view/expiry.js';
import { follow } from './view/follow.js';
import { mountLedger, mountNotices } from './view/ledger.js';
import { mountLines } from './view/lines.js';
import { mountMall } from './view/mall.js';
import { mountMembers } from './view/members.js';
import { mountOrders } from './view/orders.js';
import { mountPoints } from './view/points.js';
import { mountTenders } from './view/tenders.js';
import { failureBox } from './view/problem.js';
import { mountSales } from './view/sales.js';
import { mountSharing } from './view/sharing.js';
import { mountShelf } from './view/shelf.js';
import { mountSummary } from './view/summary.js';
import { mountTasks } from './view/tasks.js';
import { mountTier } from './view/tier.js';
import { toast } from './view/toast.js';
import { mountWhy } from './view/why.js';

/** Milliseconds between two tries to open the shop. */
const REOPEN_MS = 5000;

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
  mountTenders(session);
  mountSummary(session, desk, counter.place, counter.keepShipping);
  mountActivities(session);
  mountWhy(session);
  mountAccount(session);
  mountOrders(session, counter);
  mountSales(session, counter);
  mountExpiry(session);
  mountMall(session, counter);
  mountDraws(session, counter);
  mountSharing(session, counter);
  mountTasks(session, counter);
  mountLedger(session, counter.older);
  mountNotices(session);
}

/** Opens the shop; while the server is away, tries again by itself. */
async function openShop(session, learning) {
  say(byId('opening-text'), t('opening'));
  show(byId('reopen'), false);
  show(byId('loader'), true);
  try {
    await session.open(learning);
  } catch (failure) {
    fillWhenChanged(byId('opening-text'), String(failure), () => failureBox(failure));
    show(byId('loader'), false);
    show(byId('reopen'), true);
    if (failure instanceof Unreachable) setTimeout(() => openShop(session, begin()), REOPEN_MS);
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
  const [catalogue] = await shell;
  mountLanguages();
  mountTheme();
  const session = new Session(new Cart(catalogue));
  mountAll(session);
  byId('reopen').addEventListener('click', () => openShop(session, begin()));
  await openShop(session, begun);
}

start();
