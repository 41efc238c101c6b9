// A typed program in Node: the package begins by itself, and the web glue is there by its name.
import { Member, Policies, type Quote } from 'tiercel';
import init, { initSync } from 'tiercel/web';

export function quote(set: Uint8Array, snapshot: Uint8Array, nowMs: number): Quote {
  const line = { sku: 'tea', category: 'tea', quantity: 2, unit_price_minor: 9_900 };
  return Policies.load(set).preview(Member.load(snapshot), { lines: [line] }, nowMs);
}

export const ways: [typeof init, typeof initSync] = [init, initSync];
