// What a partner's page needs of the operator: the module held to its digest, the policies, and a
// newcomer's snapshot. Loaded once for all elements of a page; afterwards no request is made.

/** Why nothing could be loaded: `unreachable`, or `wrong_module`. */
export class NotLoaded extends Error {
  constructor(kind, message) {
    super(message);
    this.name = 'NotLoaded';
    this.kind = kind;
  }
}

const LANGUAGES = ['zh-CN', 'en'];

async function asked(url) {
  const response = await fetch(url, { credentials: 'omit' }).catch(() => null);
  if (!response?.ok) throw new NotLoaded('unreachable', `no answer from ${url}`);
  return response;
}

/** JSON from an address. */
const json = async (url) => (await asked(url)).json();

/** Bytes from an address. */
export const bytesOf = async (url) => new Uint8Array(await (await asked(url)).arrayBuffer());

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The glue, with the module running behind it. */
async function loadModule(base, pinned) {
  const { digest } = await json(`${base}/v1/module`);
  if (pinned && pinned !== digest) {
    throw new NotLoaded('wrong_module', `the operator decides by module ${digest}, not by ${pinned}`);
  }
  const bytes = await bytesOf(`${base}/v1/modules/${digest}.wasm`);
  const found = await sha256(bytes);
  if (found !== digest) throw new NotLoaded('wrong_module', `module ${found} came instead of ${digest}`);
  // Imported twice it is one and the same: elements share the instance.
  const glue = await import(`${base}/module/tiercel.js?module=${digest}`);
  await glue.default({ module_or_path: bytes });
  return { glue, digest };
}

/** An operator's rules, in this page. */
class Operator {
  #glue;
  #policies;
  #facts;
  #newcomer;
  #told;
  /** The digests of the module and of the policy set. */
  module;
  policySet;
  /** The texts, by language. */
  texts;

  static async load(base, pinned) {
    const operator = new Operator();
    const loading = loadModule(base, pinned);
    const [{ glue, digest }, set, { set: policySet, versions }, newcomer, ...texts] = await Promise.all([
      loading,
      asked(`${base}/v1/policies/set`),
      json(`${base}/v1/policies`),
      bytesOf(`${base}/v1/newcomer/snapshot`),
      ...LANGUAGES.map((language) => json(`${base}/texts/${language}.json`)),
    ]);
    operator.#told = { at: Date.parse(set.headers.get('tiercel-now')), since: performance.now() };
    operator.#glue = glue;
    operator.#policies = glue.Policies.load(new Uint8Array(await set.arrayBuffer()));
    operator.#newcomer = glue.Member.load(newcomer);
    operator.#facts = await Promise.all(versions.map((version) => json(`${base}/v1/policies/${version.digest}`)));
    operator.module = digest;
    operator.policySet = policySet;
    operator.texts = new Map(LANGUAGES.map((language, place) => [language, texts[place]]));
    return operator;
  }

  /** The server's time, as it told and as much as has passed since: this machine's clock may be wrong. */
  get now() {
    return Math.trunc(this.#told.at + performance.now() - this.#told.since);
  }

  /** Reads a member's snapshot. */
  member(bytes) {
    return this.#glue.Member.load(bytes);
  }

  /** What a cart comes to: for a member, or for somebody who joins now. */
  preview(member, cart) {
    return this.#policies.preview(member ?? this.#newcomer, cart, this.now);
  }

  /** The tier of a member, or of a newcomer, while there is no cart. */
  view(member) {
    return this.#policies.view(member ?? this.#newcomer, this.now);
  }

  /** The names, currency and zone of a policy version: no rules. */
  facts(version) {
    return this.#facts.find((facts) => facts.version === version) ?? this.#facts.at(-1);
  }
}

const operators = new Map();

/** The operator at an address; one for all who ask. What failed is tried anew by the next; `anew`
 * learns what was published since. */
export function operatorAt(base, pinned, anew = false) {
  const key = `${base} ${pinned}`;
  if (anew || !operators.has(key)) {
    const loading = Operator.load(base, pinned);
    operators.set(key, loading);
    loading.catch(() => operators.get(key) === loading && operators.delete(key));
  }
  return operators.get(key);
}
