// Times rule engines from npm on a part of what a preview does: the points that each line of a cart
// earns. The module answers with those, and with offset, price, tier and the way to the next beside.
// argv: a folder with case.json. Packages are found beside this file. stdout: {"what": "figure"}.
import { readFileSync } from 'node:fs';
import { Environment } from '@marcbachmann/cel-js';
import rules from 'json-rules-engine';

const { carts, tier, points } = JSON.parse(readFileSync(`${process.argv[2]}/case.json`));
const { excluded, samples, activities } = tier;

/** One expression, parsed once; CEL has no sum, so the lines come back and are added here. */
function cel() {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const line = `lines.map(l, l.category in excluded || l.sku in samples ? 0.0
    : double(l.quantity) * l.unit_price_minor * multiplier
      * (l.category in activities ? activities[l.category] : 1.0) / 100.0)`;
  const earns = environment.parse(line);
  const given = { excluded, samples, activities, multiplier: tier.multiplier };
  return async ({ lines }) => earns({ ...given, lines }).reduce((sum, points) => sum + Math.floor(points), 0);
}

/** A rule for each term; an engine that is made once, and run for each line. */
function jsonRules() {
  const engine = new rules.Engine();
  const all = (conditions, event) => engine.addRule({ conditions: { all: conditions }, event });
  const earning = [
    { fact: 'category', operator: 'notIn', value: excluded },
    { fact: 'sku', operator: 'notIn', value: samples },
  ];
  all(earning, { type: 'times', params: { by: 0.01 } });
  all([{ fact: 'tier', operator: 'equal', value: tier.id }], { type: 'times', params: { by: tier.multiplier } });
  for (const [category, by] of Object.entries(activities)) {
    all([{ fact: 'category', operator: 'equal', value: category }], { type: 'times', params: { by } });
  }
  return async ({ lines }) => {
    let sum = 0;
    for (const { sku, category, quantity, unit_price_minor } of lines) {
      const { events } = await engine.run({ sku, category, tier: tier.id });
      const factors = events.map(({ params }) => params.by);
      if (factors.includes(0.01)) {
        sum += Math.floor(Number(factors.reduce((product, by) => product * by, quantity * unit_price_minor).toFixed(6)));
      }
    }
    return sum;
  };
}

async function median(earns, cart) {
  const once = async () => {
    const from = process.hrtime.bigint();
    for (let n = 0; n < 10; n += 1) await earns(cart);
    return Number(process.hrtime.bigint() - from) / 10;
  };
  for (let n = 0; n < 100; n += 1) await once();
  const times = [];
  for (let n = 0; n < 300; n += 1) times.push(await once());
  return times.sort((a, b) => a - b)[150];
}

const figures = {};
for (const [name, make] of [['CEL (@marcbachmann/cel-js)', cel], ['json-rules-engine', jsonRules]]) {
  const earns = make();
  for (const lines of [5, 50]) {
    const found = await earns(carts[lines]);
    if (found !== points[lines]) throw new Error(`${name}: ${found} points, the module says ${points[lines]}`);
    figures[`Node, ${name}: the points of ${lines} lines, p50`] = `${((await median(earns, carts[lines])) / 1000).toFixed(1)} µs`;
  }
}
console.log(JSON.stringify(figures));
