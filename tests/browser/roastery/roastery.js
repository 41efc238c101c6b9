// The shop's own program: it knows its beans and their prices, and gives the element a cart. The
// operator's address and the member's snapshot come from the shop's own server.

const BEANS = [
  { sku: 'yirgacheffe-250', minor: 9_800, 'zh-CN': ['耶加雪菲 250 克', '埃塞俄比亚，水洗，柑橘与茉莉'], en: ['Yirgacheffe, 250 g', 'Ethiopia, washed: citrus, jasmine'] },
  { sku: 'baoshan-250', minor: 7_600, 'zh-CN': ['保山铁皮卡 250 克', '云南，日晒，红糖与熟李'], en: ['Baoshan Typica, 250 g', 'Yunnan, natural: brown sugar, plum'] },
  { sku: 'mandheling-500', minor: 15_900, 'zh-CN': ['曼特宁 500 克', '苏门答腊，湿刨，雪松与可可'], en: ['Mandheling, 500 g', 'Sumatra, wet-hulled: cedar, cocoa'] },
];

const SAID = {
  'zh-CN': { title: '本周的豆子', bill: '这一袋', aside: '您的会员', member: '已登录的会员', guest: '尚未登录：按新会员试算', count: '袋数', price: (yuan) => `每袋 ${yuan}`, wait: '会员价需要脚本。' },
  en: { title: "This week's beans", bill: 'Your bag', aside: 'Your membership', member: 'Signed in as a member', guest: 'Not signed in: previewed as a new member', count: 'Bags', price: (yuan) => `${yuan} a bag`, wait: 'Prices for members need a script.' },
};

const asked = new URLSearchParams(location.search);
const language = asked.get('lang') === 'en' ? 'en' : 'zh-CN';
const said = SAID[language];
const byId = (id) => document.getElementById(id);
const bag = new Map(BEANS.map(({ sku }, place) => [sku, place === 0 ? 2 : 0]));
const full = byId('full');
const small = byId('small');

/** The bag as the rules read it. */
function cart() {
  const lines = BEANS.filter(({ sku }) => bag.get(sku) > 0).map(({ sku, minor }) => ({
    sku,
    category: 'coffee',
    quantity: bag.get(sku),
    unit_price_minor: minor,
  }));
  return { lines, offset_points: Number(asked.get('points') ?? 0), shipping_minor: 600 };
}

function weigh() {
  full.cart = cart();
  small.cart = cart();
}

function bean({ sku, minor, [language]: [name, from] }) {
  const item = document.createElement('li');
  const price = new Intl.NumberFormat(language, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' });
  const title = document.createElement('strong');
  title.textContent = name;
  const about = document.createElement('span');
  about.className = 'from';
  about.textContent = `${from} · ${said.price(price.format(minor / 100))}`;
  const label = document.createElement('label');
  const count = document.createElement('input');
  Object.assign(count, { type: 'number', min: 0, max: 99, value: bag.get(sku), id: sku });
  count.addEventListener('input', () => {
    bag.set(sku, Number(count.value));
    weigh();
  });
  label.append(said.count, count);
  item.append(title, label, about);
  return item;
}

document.documentElement.lang = language;
byId('title').textContent = said.title;
byId('bill').textContent = said.bill;
byId('aside-title').textContent = said.aside;
byId('unscripted').textContent = said.wait;
byId('who').textContent = asked.has('member') ? said.member : said.guest;
byId('beans').append(...BEANS.map(bean));
if (asked.has('member')) {
  for (const element of [full, small]) element.setAttribute('member', `/snapshot?member=${asked.get('member')}`);
}
weigh();
