// The cart as the shopper edits it: goods, quantities, delivery, points asked for. It knows no
// price but the catalogue's, and sums up nothing.

import { recall, remember } from './kept.js';

const KEPT_AS = 'cart';

/** A cart over a catalogue; kept for as long as the tab is open. */
export class Cart {
  #catalogue;
  /** `{ sku, quantity }` in the order of adding. */
  lines = [];
  /** The id of the delivery chosen. */
  delivery = '';
  /** Points asked for. */
  points = 0;
  /** The voucher to use; null where none is. */
  voucher = null;
  /** Whether shipping is paid although it could be free. */
  paysShipping = false;
  /** What pays a part beside points and cash: `{ tender, amount_minor }`. */
  tenders = [];

  constructor(catalogue) {
    this.#catalogue = catalogue;
    const kept = this.#restore();
    const sold = (line) => this.good(line.sku) !== undefined;
    this.lines = (kept?.lines ?? catalogue.first_cart).filter(sold).map((line) => ({ ...line }));
    this.delivery = kept?.delivery ?? catalogue.delivery[0].id;
    this.points = kept?.points ?? 0;
    this.voucher = kept?.voucher ?? null;
    this.paysShipping = kept?.paysShipping ?? false;
    this.tenders = kept?.tenders ?? [];
  }

  /** A good by its SKU. */
  good(sku) {
    return this.#catalogue.goods.find((good) => good.sku === sku);
  }

  get goods() {
    return this.#catalogue.goods;
  }

  get deliveries() {
    return this.#catalogue.delivery;
  }

  get isEmpty() {
    return this.lines.length === 0;
  }

  /** One more of a good. */
  add(sku) {
    const line = this.lines.find((line) => line.sku === sku);
    if (line) line.quantity += 1;
    else this.lines.push({ sku, quantity: 1 });
    this.#keep();
  }

  setQuantity(sku, quantity) {
    const line = this.lines.find((line) => line.sku === sku);
    if (line) line.quantity = quantity;
    this.#keep();
  }

  remove(sku) {
    this.lines = this.lines.filter((line) => line.sku !== sku);
    this.#keep();
  }

  setDelivery(id) {
    this.delivery = id;
    this.#keep();
  }

  setPoints(points) {
    this.points = points;
    this.#keep();
  }

  /** Uses a voucher, or none. */
  setVoucher(voucher) {
    this.voucher = voucher;
    this.#keep();
  }

  /** Pays for shipping, so that the free one is kept for another order, or not. */
  setPaysShipping(pays) {
    this.paysShipping = pays;
    this.#keep();
  }

  /** Lets a tender pay so much, or nothing. */
  setTender(tender, amount_minor) {
    const others = this.tenders.filter((it) => it.tender !== tender);
    this.tenders = amount_minor > 0 ? [...others, { tender, amount_minor }] : others;
    this.#keep();
  }

  /** After an order: nothing in it, no points asked for, no voucher, no tender, and nothing kept. */
  clear() {
    this.lines = [];
    this.points = 0;
    this.voucher = null;
    this.paysShipping = false;
    this.tenders = [];
    this.#keep();
  }

  /** The cart as the module and the server read it. */
  get data() {
    const lines = this.lines.map(({ sku, quantity }) => {
      const { category, unit_price_minor, labels } = this.good(sku);
      return { sku, category, quantity, unit_price_minor, labels };
    });
    const delivery = this.deliveries.find(({ id }) => id === this.delivery) ?? this.deliveries[0];
    return {
      lines,
      offset_points: this.points,
      shipping_minor: delivery.shipping_minor,
      voucher: this.voucher,
      pay_shipping: this.paysShipping || null,
      tenders: this.tenders,
    };
  }

  #keep() {
    const { lines, delivery, points, voucher, paysShipping, tenders } = this;
    remember(KEPT_AS, JSON.stringify({ lines, delivery, points, voucher, paysShipping, tenders }));
  }

  #restore() {
    return JSON.parse(recall(KEPT_AS));
  }
}
