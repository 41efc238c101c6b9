// Writes amounts, points and moments for people. Amounts arrive as whole minor units and leave as
// text, digit by digit: nothing is reckoned here.

const style = { language: 'zh-CN', code: 'CNY', digits: 2, zone: undefined };
let formats = new Map();

/** Sets the language, and the policy's currency and zone once they are known. */
export function formatFor(changes) {
  Object.assign(style, changes);
  formats = new Map();
}

function cached(name, make) {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name);
}

function numberFormat(name, options) {
  return cached(name, () => new Intl.NumberFormat(style.language, options));
}

/** Whole minor units as a decimal text: 123405 with two digits is "1234.05". */
function decimal(minor) {
  const sign = minor < 0 ? '-' : '';
  const digits = String(Math.abs(minor)).padStart(style.digits + 1, '0');
  const point = digits.length - style.digits;
  return style.digits === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function currency(extra) {
  return {
    style: 'currency',
    currency: style.code,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: style.digits,
    maximumFractionDigits: style.digits,
    ...extra,
  };
}

/** An amount without its sign of currency, as a field has it: 1234.05. */
export function plainMoney(minor) {
  return decimal(minor);
}

/** The minor units that a text such as 1,234.5 names, digit by digit; null where it names none. */
export function minorOf(text) {
  const found = /^(\d{0,9})(?:\.(\d*))?$/.exec(text.trim().replaceAll(',', ''));
  const [units, rest = ''] = found?.slice(1) ?? [];
  if (!found || rest.length > style.digits) return null;
  return Number(units + rest.padEnd(style.digits, '0'));
}

/** Money, from minor units: ¥1,234.05. */
export function money(minor) {
  return numberFormat('money', currency({})).format(decimal(minor));
}

/** Money in running text, without a fraction that is nought: ¥37. */
export function briefMoney(minor) {
  return numberFormat('brief', currency({ trailingZeroDisplay: 'stripIfInteger' })).format(decimal(minor));
}

/** Money taken off: −¥50.00. */
export function moneyOff(minor) {
  return minor === 0 ? money(0) : `−${money(minor)}`;
}

/** A whole number, grouped. */
export function whole(number) {
  return numberFormat('whole', { maximumFractionDigits: 0 }).format(number);
}

/** A whole number with its sign: +604, −1,000. */
export function signed(number) {
  const format = numberFormat('signed', { signDisplay: 'exceptZero', maximumFractionDigits: 0 });
  return format.format(number).replace('-', '−');
}

/** A ratio as people say it: 1.5 where that is exact, 4/3 where it is not. */
export function ratio(num, den) {
  const exact = (num * 1000) % den === 0;
  return exact ? numberFormat('ratio', { maximumFractionDigits: 3 }).format(num / den) : `${num}/${den}`;
}

/** A part of a whole in percent: 5%, 33.3%. */
export function percent(num, den) {
  return numberFormat('percent', { style: 'percent', maximumFractionDigits: 1 }).format(num / den);
}

function dateFormat(name, options) {
  return cached(name, () => new Intl.DateTimeFormat(style.language, { timeZone: style.zone, ...options }));
}

/** A moment in the policy's zone, to the minute. */
export function moment(text) {
  const options = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' };
  return dateFormat('moment', options).format(new Date(text));
}

/** The civil day of a moment, in the policy's zone. */
export function day(text) {
  return dateFormat('day', { dateStyle: 'medium' }).format(new Date(text));
}

/** A month and year, for the axis of a picture. */
export function month(text) {
  return dateFormat('month', { year: 'numeric', month: 'short' }).format(new Date(text));
}

/** The time of day alone. */
export function clockTime(text) {
  return dateFormat('clock', { timeStyle: 'short', hourCycle: 'h23' }).format(new Date(text));
}

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How far a moment is from now, roughly: "in 3 months". */
export function fromNow(text, nowMs) {
  const seconds = (Date.parse(text) - nowMs) / 1000;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= 2 * length) ?? ['minute', 60];
  const relative = cached('relative', () => new Intl.RelativeTimeFormat(style.language));
  return relative.format(Math.trunc(seconds / length), unit);
}

/** A digest, short enough to compare by eye. */
export function shortDigest(digest) {
  return digest.slice(0, 8);
}
