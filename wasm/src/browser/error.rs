//! What the browser door throws.

use tiercel_core::refusal::Refusal;
use tiercel_core::wire::shape::Shown;
use wasm_bindgen::JsValue;

fn thrown(kind: &str, message: &str, name: &str, value: &JsValue) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name("TiercelError");
    let error: JsValue = error.into();
    // Setting a property of a fresh, extensible object cannot fail.
    let _ = js_sys::Reflect::set(&error, &"kind".into(), &kind.into());
    let _ = js_sys::Reflect::set(&error, &name.into(), value);
    error
}

/// The rules refused.
pub(super) fn refused(refusal: &Refusal) -> JsValue {
    let value = super::give_shown(&Shown::of(refusal)).unwrap_or(JsValue::NULL);
    thrown("refused", refusal.code.name(), "refusal", &value)
}

/// What came in is not what it should be.
pub(super) fn bad_input(path: &str, message: &str) -> JsValue {
    thrown("bad_input", message, "path", &path.into())
}
