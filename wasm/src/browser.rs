//! The browser door: typed classes for pages and for JavaScript programs.
//!
//! Policies and a member are loaded once, as the bytes that the host serves; afterwards only the
//! cart crosses, as a plain object. Answers are plain objects of numbers and texts. Whatever goes
//! wrong is thrown as a `TiercelError`, whose `kind` says what it is.

mod error;
mod taking;

use serde::Serialize;
use tiercel_core::cart::Cart;
use tiercel_core::decision::Explanation;
use tiercel_core::draw::proof::verify;
use tiercel_core::moment::Moment;
use tiercel_core::policy::PolicySet;
use tiercel_core::quote::Quote;
use tiercel_core::refusal::Refusal;
use tiercel_core::snapshot::Snapshot;
use tiercel_core::trace::Trace;
use tiercel_core::wire::decode;
use tiercel_core::wire::shape::{Shaped, Shown};
use tiercel_core::{preview_within, view};
use wasm_bindgen::prelude::*;

use tiercel_core::abi::Published;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("browser/types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// A cart, as its type describes it.
    #[wasm_bindgen(typescript_type = "Cart")]
    pub type JsCart;
    /// A quote.
    #[wasm_bindgen(typescript_type = "Quote")]
    pub type JsQuote;
    /// An explanation.
    #[wasm_bindgen(typescript_type = "Explanation")]
    pub type JsExplanation;
    /// A proof of an entry into a draw.
    #[wasm_bindgen(typescript_type = "DrawProof")]
    pub type JsDrawProof;
    /// What a proof shows.
    #[wasm_bindgen(typescript_type = "Verified")]
    pub type JsVerified;
    /// A member's view.
    #[wasm_bindgen(typescript_type = "MemberView")]
    pub type JsMemberView;
}

/// Gives an answer to JavaScript: the one place that does. By the table of its type, so that the
/// module holds one program for all of them.
fn give<T: JsCast>(answer: &impl Shaped) -> Result<T, JsValue> {
    give_shown(&Shown::of(answer)).map(JsCast::unchecked_into)
}

fn give_shown(answer: &Shown) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = answer.serialize(&serializer);
    value.map_err(|e| error::bad_input("", &e.to_string()))
}

/// Takes a value from JavaScript.
fn take<T: Shaped>(value: &JsValue) -> Result<T, JsValue> {
    taking::take(value).map_err(|wrong| error::bad_input(&wrong.path, &wrong.message))
}

/// Milliseconds since 1970, as a moment.
fn moment(now_ms: f64) -> Result<Moment, JsValue> {
    let whole = js_sys::Number::is_safe_integer(&JsValue::from_f64(now_ms));
    // A safe integer, so nothing is lost.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be a whole number in range"
    )]
    let ms = now_ms as i64;
    let moment = Moment::from_ms(ms).ok().filter(|_| whole);
    moment.ok_or_else(|| error::bad_input("/nowMs", "not whole milliseconds from 1970 to 2199"))
}

/// A set of published policies, loaded once.
#[wasm_bindgen]
pub struct Policies(PolicySet);

#[wasm_bindgen]
impl Policies {
    /// Loads the bytes of a policy set, as the host serves them.
    ///
    /// # Errors
    /// A `TiercelError` of kind `bad_input` when they are none.
    pub fn load(bytes: &[u8]) -> Result<Policies, JsValue> {
        let published: Vec<Published> =
            decode(bytes).map_err(|e| error::bad_input(&e.path, &e.message))?;
        let versions = published
            .into_iter()
            .map(|p| (p.digest, p.policy))
            .collect();
        let set = PolicySet::new(versions).map_err(|e| error::bad_input("", &e.to_string()))?;
        Ok(Self(set))
    }

    /// What a cart comes to for a member, at a moment in milliseconds since 1970.
    ///
    /// # Errors
    /// A `TiercelError`: `refused` for a cart that is none, `bad_input` for what is no cart.
    pub fn preview(&self, member: &Member, cart: JsCart, now_ms: f64) -> Result<JsQuote, JsValue> {
        let (cart, now) = (take::<Cart>(&cart)?, moment(now_ms)?);
        let quote = member.preview(&self.0, cart, now, &mut Trace::off());
        give(&quote.map_err(|refusal| error::refused(&refusal))?)
    }

    /// Why a cart comes to what it comes to, step by step.
    ///
    /// # Errors
    /// A `TiercelError` of kind `bad_input` for what is no cart.
    pub fn explain(
        &self,
        member: &Member,
        cart: JsCart,
        now_ms: f64,
    ) -> Result<JsExplanation, JsValue> {
        let (cart, now) = (take::<Cart>(&cart)?, moment(now_ms)?);
        let mut trace = Trace::on();
        let quote = member.preview(&self.0, cart, now, &mut trace);
        let refusal = quote.map_or_else(Some, |quote| quote.refusal);
        give(&Explanation {
            steps: trace.into_steps(),
            refusal,
        })
    }

    /// What a person sees of a member at a moment: tier, balances, lots, expiry.
    ///
    /// # Errors
    /// A `TiercelError` of kind `refused` when no policy is in force.
    pub fn view(&self, member: &Member, now_ms: f64) -> Result<JsMemberView, JsValue> {
        let view = view(&self.0, &member.0.member, moment(now_ms)?);
        give(&view.map_err(|refusal| error::refused(&refusal))?)
    }
}

/// What an entry into a draw came to, by a proof that anybody may have made.
///
/// # Errors
/// A `TiercelError` of kind `bad_input` for what is no proof.
#[wasm_bindgen(js_name = verifyDraw)]
pub fn verify_draw(proof: JsDrawProof) -> Result<JsVerified, JsValue> {
    give(&verify(&take(&proof)?))
}

/// A member's snapshot, loaded once.
#[wasm_bindgen]
pub struct Member(Snapshot);

impl Member {
    fn preview(
        &self,
        policies: &PolicySet,
        cart: Cart,
        now: Moment,
        trace: &mut Trace,
    ) -> Result<Quote, Refusal> {
        let Snapshot {
            member, budgets, ..
        } = &self.0;
        preview_within(policies, member, budgets, cart, now, trace)
    }
}

#[wasm_bindgen]
impl Member {
    /// Loads the bytes of a snapshot, as the host serves them.
    ///
    /// # Errors
    /// A `TiercelError` of kind `bad_input` when they are none.
    pub fn load(bytes: &[u8]) -> Result<Member, JsValue> {
        decode(bytes)
            .map(Self)
            .map_err(|e| error::bad_input(&e.path, &e.message))
    }

    /// The version of the member's stream that the snapshot was taken at: for a receipt.
    #[wasm_bindgen(getter)]
    #[expect(clippy::cast_precision_loss, reason = "no stream has 2^53 events")]
    pub fn version(&self) -> f64 {
        self.0.version as f64
    }
}
