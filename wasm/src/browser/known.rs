//! Finds what a cart object has that a cart has not: the deserializer would pass over it.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::error::bad_input;

const CART: [&str; 3] = ["lines", "offset_points", "shipping_minor"];
const LINE: [&str; 7] = [
    "sku",
    "category",
    "quantity",
    "unit_price_minor",
    "discount_minor",
    "tax_minor",
    "labels",
];

/// Refuses the first key that no cart and no line has, by its path.
pub(super) fn refuse_unknown(cart: &JsValue) -> Result<(), JsValue> {
    among(cart, &CART, "")?;
    let lines = Reflect::get(cart, &"lines".into()).unwrap_or(JsValue::UNDEFINED);
    let Some(lines) = lines.dyn_ref::<Array>() else {
        return Ok(());
    };
    for (place, line) in lines.iter().enumerate() {
        among(&line, &LINE, &format!("/lines/{place}"))?;
    }
    Ok(())
}

fn among(value: &JsValue, known: &[&str], path: &str) -> Result<(), JsValue> {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Ok(());
    };
    for key in Object::keys(object).iter() {
        if !known.iter().any(|name| key == *name) {
            let key = key.as_string().unwrap_or_default();
            return Err(bad_input(&format!("{path}/{key}"), "unknown field"));
        }
    }
    Ok(())
}

/// Names where a cart is wrong that could not be read: the first line that is no line by itself.
pub(super) fn locate(cart: &JsValue, message: &str) -> JsValue {
    let lines = Reflect::get(cart, &"lines".into()).unwrap_or(JsValue::UNDEFINED);
    let wrong = lines.dyn_ref::<Array>().and_then(|lines| {
        let wrong = |line| serde_wasm_bindgen::from_value::<tiercel_core::cart::Line>(line).err();
        let mut lines = lines.iter().enumerate();
        lines.find_map(|(place, line)| Some((place, wrong(line)?.to_string())))
    });
    match wrong {
        Some((place, message)) => bad_input(&format!("/lines/{place}"), &message),
        None => bad_input("", message),
    }
}

#[cfg(test)]
mod tests {
    use super::{CART, LINE};
    use tiercel_core::cart::{Cart, Line};
    use tiercel_core::number::{Money, Points};

    #[test]
    fn the_known_keys_are_the_fields() {
        let amount = Money::new(1).ok();
        let line = Line {
            sku: tiercel_core::id::Sku::new("a").unwrap(),
            category: tiercel_core::id::Category::new("b").unwrap(),
            quantity: 1,
            unit_price_minor: Money::ZERO,
            discount_minor: amount,
            tax_minor: amount,
            labels: vec![tiercel_core::id::Label::new("c").unwrap()],
        };
        let points = Points::new(1).ok();
        let cart = Cart {
            lines: vec![line],
            offset_points: points,
            shipping_minor: amount,
        };
        let json = serde_json::to_value(&cart).unwrap();
        let keys = |value: &serde_json::Value| {
            value
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<std::collections::BTreeSet<_>>()
        };
        let known = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect();
        assert_eq!(keys(&json), known(&CART));
        assert_eq!(keys(&json["lines"][0]), known(&LINE));
    }
}
