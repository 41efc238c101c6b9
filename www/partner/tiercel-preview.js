// <tiercel-preview>: what a cart comes to for a member, on a page of any origin. See README.md here.

import { draw, drawEmpty, drawFailure, drawWaiting, spokenOf } from './face.js';
import { LOOKS } from './looks.js';
import { NotLoaded, bytesOf, operatorAt } from './operator.js';
import { languageOf } from './writing.js';

const SET = '/v1/policies/set';

/** One stylesheet for all elements: it is constructed, so a page's policy need not allow inline styles. */
let sheet = null;

function looks() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
  }
  return sheet;
}

class TiercelPreview extends HTMLElement {
  static observedAttributes = ['policies', 'cart', 'member', 'module', 'lang'];

  #operator = null;
  #member = null;
  #cart = null;
  #given = null;
  #fetched = null;
  #quote = null;
  #failure = null;
  #loading = 0;
  #languages = new MutationObserver(() => this.#render());
  #face = document.createElement('div');
  // It stays where the face is drawn anew, so that a screen reader hears what changes in it.
  #spoken = document.createElement('p');

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [looks()];
    this.#spoken.setAttribute('role', 'status');
    root.append(this.#face, this.#spoken);
  }

  /** The cart: `{ lines, offset_points, shipping_minor }`, as the API describes it. */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = cart ?? null;
    this.#reckon();
  }

  /** A member's snapshot in bytes; null for somebody who joins now. */
  get snapshot() {
    return this.#given;
  }

  set snapshot(bytes) {
    this.#given = bytes ? new Uint8Array(bytes) : null;
    this.#begin();
  }

  /** The last quote; null while there is none. */
  get quote() {
    return this.#quote;
  }

  /** Whether previews work, with and without the network. */
  get ready() {
    return this.#operator !== null;
  }

  connectedCallback() {
    // A property that was set before the element was defined is a plain one: it is taken over.
    for (const name of ['cart', 'snapshot']) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#languages.observe(document, { attributes: true, attributeFilter: ['lang'], subtree: true });
    this.#load();
  }

  disconnectedCallback() {
    this.#languages.disconnect();
    this.#loading += 1;
    this.#forget();
  }

  attributeChangedCallback(name, before, value) {
    if (before === value) return;
    if (name === 'cart') this.#readCart(value);
    else if (name === 'lang') this.#render();
    else if (this.isConnected) {
      this.#forget();
      this.#load();
    }
  }

  /** Learns what was published since, and the member anew; while that fails, the old goes on. */
  refresh() {
    return this.#load(true);
  }

  /** What was loaded is for another operator, member or module. */
  #forget() {
    this.#member?.free();
    this.#member = null;
    this.#operator = null;
    this.#quote = null;
    this.#failure = null;
  }

  async #load(anew = false) {
    const loading = ++this.#loading;
    this.#render();
    try {
      const operator = await operatorAt(this.#base, this.getAttribute('module') ?? '', anew);
      const from = this.getAttribute('member');
      const fetched = from ? await bytesOf(new URL(from, document.baseURI)) : null;
      if (loading !== this.#loading) return;
      this.#member?.free();
      this.#member = null;
      this.#operator = operator;
      this.#fetched = fetched;
      this.#tell('ready', { module: operator.module, policies: operator.policySet });
      this.#begin();
    } catch (error) {
      if (loading === this.#loading) this.#fail(error);
    }
  }

  /** The operator's address: of the attribute, or where this script came from. */
  get #base() {
    const given = this.getAttribute('policies');
    const url = given ? new URL(given, document.baseURI) : new URL('..', import.meta.url);
    return `${url.origin}${url.pathname}`.replace(SET, '').replace(/\/+$/, '');
  }

  #readCart(text) {
    try {
      this.cart = text ? JSON.parse(text) : null;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Takes the member that is given now, and reckons. */
  #begin() {
    if (!this.#operator) return;
    this.#member?.free();
    this.#member = null;
    const bytes = this.#fetched ?? this.#given;
    try {
      if (bytes) this.#member = this.#operator.member(bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#reckon();
  }

  #reckon() {
    if (!this.#operator) return;
    this.#failure = null;
    this.#quote = null;
    try {
      if (this.#cart?.lines?.length) {
        this.#quote = this.#operator.preview(this.#member, this.#cart);
        this.#tell('quote', this.#quote);
      }
      this.#render();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    const { kind = 'bad_input', message, refusal, path } = error;
    const failure = { kind, message, refusal, path };
    this.#tell('error', failure);
    // Without a server previews go on, once there were any.
    if (error instanceof NotLoaded && this.#operator) return;
    this.#quote = null;
    this.#failure = failure;
    this.#render();
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(`tiercel-${what}`, { detail, bubbles: true, composed: true }));
  }

  #render() {
    if (!this.isConnected) return;
    const face = this.#face;
    const language = languageOf(this);
    const told = { operator: this.#operator, language, isNewcomer: this.#member === null };
    if (this.#failure) drawFailure(face, told, this.#failure);
    else if (!this.#operator) drawWaiting(face);
    else if (!this.#quote) drawEmpty(face, told, this.#operator.view(this.#member));
    else draw(face, told, this.#quote);
    const spoken = this.#quote && this.#operator ? spokenOf(told, this.#quote) : '';
    if (this.#spoken.textContent !== spoken) this.#spoken.textContent = spoken;
  }
}

if (!customElements.get('tiercel-preview')) customElements.define('tiercel-preview', TiercelPreview);
