// The public API. Whatever goes wrong is one of two things: the server cannot be reached, or it
// answered with a problem (RFC 9457).

import { Problem, Unreachable } from './failures.js';
import { spoken } from './texts.js';

/** Seconds after which an answer is no longer waited for. */
const PATIENCE_SECONDS = 15;

async function request(path, options = {}) {
  const headers = { 'Accept-Language': spoken(), ...options.headers };
  const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
  let response;
  try {
    response = await fetch(path, { ...options, headers, signal });
  } catch {
    throw new Unreachable(path);
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Problem(response.status, body);
}

async function json(path) {
  const response = await request(path);
  return response.json();
}

async function bytes(path, accept) {
  const response = await request(path, { headers: { Accept: accept } });
  const body = await response.arrayBuffer().catch(() => {
    throw new Unreachable(path);
  });
  return { bytes: new Uint8Array(body), headers: response.headers };
}

/** The server's time and version. */
export const version = () => json('/v1/version');

/** The module that decides: its digest. */
export const moduleInfo = () => json('/v1/module');

/** The bytes of a module. */
export const moduleBytes = (digest) => bytes(`/v1/modules/${digest}.wasm`, 'application/wasm');

/** The policy set, as the module reads it. */
export const policySet = () => bytes('/v1/policies/set', 'application/cbor');

/** The published versions of the policy. */
export const policies = () => json('/v1/policies');

/** One published version, for its names, currency and zone. */
export const policy = (digest) => json(`/v1/policies/${digest}`);

/** The offers of the points mall in force, with what is left of each. */
export const offers = () => json('/v1/offers');

/** The record of one purchase of a member. */
export const record = (member, order) =>
  json(`/v1/members/${encodeURIComponent(member)}/orders/${encodeURIComponent(order)}/record`);

/** The members to shop as. */
export const members = () => json('/v1/members');

/** The published draws, with their terms and how they stand. */
export const draws = () => json('/v1/draws');

/** The proof of an entry into a draw. */
export const drawProof = (draw, entry) =>
  json(`/v1/draws/${encodeURIComponent(draw)}/proofs/${encodeURIComponent(entry)}`);

const member = (id) => `/v1/members/${encodeURIComponent(id)}`;

/** A member as a person sees it. */
export const memberView = (id) => json(member(id));

/** A member's snapshot, as the module reads it. */
export const snapshot = (id) => bytes(`${member(id)}/snapshot`, 'application/cbor');

/** A member's events, newest first; those before a version where one is given. */
export const ledger = (id, before) => json(`${member(id)}/ledger${before ? `?before=${before}` : ''}`);

/** What a member was told. */
export const notices = (id) => json(`${member(id)}/notices`);

/** What members are owed in points. */
export const liability = () => json('/v1/reports/liability');

/** What became of points, month by month. */
export const breakage = () => json('/v1/reports/breakage');

/** What orders came to: those of some members after one. */
export const reconciliation = (after) =>
  json(`/v1/reports/reconciliation${after ? `?after=${encodeURIComponent(after)}` : ''}`);

/** Asks for something to be done. The same key twice is done once. */
export async function command(body, key) {
  const response = await request('/v1/commands', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** What a command would come to now; nothing is recorded. */
export async function foresee(body) {
  const response = await request('/v1/decisions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** All that a page knows of a member: snapshot, view, ledger, notices, and the offers of the mall. */
export const about = (id) => Promise.all([snapshot(id), memberView(id), ledger(id), notices(id), offers()]);
