// The rules in this page: the same module that decides in the server, loaded once. Afterwards only
// the cart crosses, and no answer needs the network.

import * as api from './api.js';
import { WrongModule } from './failures.js';

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function tag(headers) {
  return (headers.get('etag') ?? '').replace(/^W\//, '').replaceAll('"', '');
}

/** The glue of a module, its bytes held to their digest. */
export async function loadModule(digest) {
  // The query makes the browser load the glue anew for another module.
  const [{ bytes }, glue] = await Promise.all([
    api.moduleBytes(digest),
    import(`/module/tiercel.js?module=${digest}`),
  ]);
  const found = await sha256(bytes);
  if (found !== digest) throw new WrongModule(digest, found);
  await glue.default({ module_or_path: bytes });
  return glue;
}

/** The module, a policy set and a member's snapshot, each as fresh as it was last asked for. */
export class Rules {
  #glue = null;
  #policies = null;
  #member = null;
  /** The digest of the module that is loaded. */
  module = '';
  /** The digest of the policy set that is loaded. */
  policySet = '';
  /** The version of the member's stream that the snapshot was taken at. */
  memberVersion = 0;

  /** Loads a module where it is another than before, and the policy set that is published now. */
  async load(digest) {
    const [set] = await Promise.all([api.policySet(), digest === this.module || this.#loadModule(digest)]);
    const policies = this.#glue.Policies.load(set.bytes);
    this.#policies?.free();
    this.#policies = policies;
    this.policySet = tag(set.headers);
  }

  /** Loads a module. What the one before had read is dropped. */
  async #loadModule(digest) {
    this.#glue = await loadModule(digest);
    this.#policies = null;
    this.#member = null;
    this.policySet = '';
    this.module = digest;
  }

  /** Takes a member's snapshot. */
  takeMember(bytes) {
    const member = this.#glue.Member.load(bytes);
    this.#member?.free();
    this.#member = member;
    this.memberVersion = member.version;
  }

  /** What an entry into a draw came to, by its proof alone. Throws where it is no proof. */
  verifyDraw(proof) {
    return this.#glue.verifyDraw(proof);
  }

  /** Whether everything is there that a quote needs. */
  get ready() {
    return this.#policies !== null && this.#member !== null;
  }

  /** What a cart comes to. Throws what the module throws. */
  preview(cart, nowMs) {
    return this.#policies.preview(this.#member, cart, nowMs);
  }

  /** Why it comes to that. */
  explain(cart, nowMs) {
    return this.#policies.explain(this.#member, cart, nowMs);
  }

  /** The member at a moment: tier, balances, lots, orders. */
  view(nowMs) {
    return this.#policies.view(this.#member, nowMs);
  }
}
