// Runs before the element is defined: what is set on it now must not be lost.

document.getElementById('small').cart = {
  lines: [{ sku: 'b', category: 'books', quantity: 2, unit_price_minor: 5_000 }],
};
