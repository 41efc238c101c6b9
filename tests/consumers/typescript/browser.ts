// A typed page, as a bundler resolves the package.
import init, { initSync, Member, Policies } from 'tiercel';
import type { Cart, Explanation, MemberView, Quote, Refusal, TiercelError } from 'tiercel';

const cart: Cart = {
  lines: [{ sku: 'tea', category: 'tea', quantity: 2, unit_price_minor: 9_900 }],
  offset_points: 800,
};

function isTiercelError(error: unknown): error is TiercelError {
  return error instanceof Error && error.name === 'TiercelError';
}

export async function priceOf(set: Uint8Array, snapshot: Uint8Array, nowMs: number): Promise<number> {
  await init();
  const policies: Policies = Policies.load(set);
  const member: Member = Member.load(snapshot);
  try {
    const quote: Quote = policies.preview(member, cart, nowMs);
    const refusal: Refusal | null = quote.refusal;
    if (refusal !== null) console.log(refusal.code, refusal.name, refusal.clause);
    const why: Explanation = policies.explain(member, cart, nowMs);
    const view: MemberView = policies.view(member, nowMs);
    console.log(why.steps.length, view.tier.id, member.version);
    return quote.cash_minor;
  } catch (error) {
    if (isTiercelError(error) && error.kind === 'bad_input') console.log(error.path);
    throw error;
  } finally {
    member.free();
    policies.free();
  }
}

export function begin(bytes: ArrayBuffer): void {
  initSync({ module: bytes });
}

// @ts-expect-error a cart's lines are no text
export const wrong: Cart = { lines: 'tea' };

// @ts-expect-error a quantity is a number
export const alsoWrong: Cart = { lines: [{ sku: 'a', category: 'b', quantity: '1', unit_price_minor: 1 }] };
