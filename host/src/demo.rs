//! Demo members, whose histories are made by real commands at moments of the past.

use tiercel_core::cart::{Cart, Line};
use tiercel_core::command::{Command, Consent};
use tiercel_core::draw::Seed;
use tiercel_core::id::{
    Category, DocumentId, EntryId, HouseholdId, MemberId, OrderId, PaymentId, RuleId, Sku,
};
use tiercel_core::moment::Moment;
use tiercel_core::number::{Money, Points};

use crate::desk::{Answer, Desk, NoAnswer, Outcome};

/// One purchase of a demo history.
struct Bought {
    days_ago: u32,
    sku: &'static str,
    category: &'static str,
    minor: i64,
    points: i64,
    end: End,
}

/// How far a purchase came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Settled,
    Paid,
    Placed,
}

const fn bought(days_ago: u32, sku: &'static str, category: &'static str, minor: i64) -> Bought {
    Bought {
        days_ago,
        sku,
        category,
        minor,
        points: 0,
        end: End::Settled,
    }
}

/// The demo members: a new one, one just short of gold, one of gold with many lots, a diamond, one
/// with an unpaid order, one with points that wait and points that are gone.
fn histories() -> Vec<(&'static str, u32, Vec<Bought>)> {
    vec![
        ("m-1a40c2", 3, vec![]),
        (
            "m-3f97b1",
            400,
            vec![
                bought(210, "TEA-LONGJING", "tea", 148_800),
                bought(120, "KETTLE-1", "home", 158_000),
                bought(40, "HEADSET-2", "electronics", 189_500),
            ],
        ),
        (
            "m-58d2e6",
            600,
            vec![
                bought(560, "TEA-PUER", "tea", 268_000),
                bought(330, "LAMP-3", "home", 299_000),
                bought(200, "PHONE-5", "electronics", 199_900),
                Bought {
                    points: 1_000,
                    ..bought(90, "TEA-LONGJING", "tea", 89_800)
                },
                bought(20, "BOOKS-9", "books", 45_600),
            ],
        ),
        (
            "m-7c05aa",
            700,
            vec![
                bought(300, "LAPTOP-8", "electronics", 1_299_900),
                bought(150, "CAMERA-4", "electronics", 899_900),
                bought(30, "TEA-PUER", "tea", 128_800),
                Bought {
                    end: End::Paid,
                    ..bought(2, "COAT-6", "clothing", 159_900)
                },
            ],
        ),
        (
            "m-9be314",
            300,
            vec![
                bought(250, "COAT-6", "clothing", 119_900),
                Bought {
                    points: 1_000,
                    end: End::Placed,
                    ..bought(0, "BOOKS-9", "books", 32_000)
                },
            ],
        ),
        (
            "m-c61f08",
            690,
            vec![
                bought(640, "BOOKS-9", "books", 88_000),
                Bought {
                    end: End::Paid,
                    ..bought(5, "KETTLE-1", "home", 46_900)
                },
            ],
        ),
    ]
}

/// How many demo members there are.
#[must_use]
pub fn count() -> usize {
    histories().len()
}

fn happened(answer: Answer) -> Result<Vec<tiercel_core::event::Event>, NoAnswer> {
    match answer? {
        Outcome::Decided(decided) => Ok(decided.events),
        Outcome::Refused(why) => Err(NoAnswer::Fault(format!(
            "the demo was refused: {}",
            why.refusal.code.name()
        ))),
    }
}

fn unfit(error: impl std::fmt::Display) -> NoAnswer {
    NoAnswer::Unfit(error.to_string())
}

/// Makes the demo members.
///
/// # Errors
/// [`NoAnswer`] when a command of theirs is not carried out.
pub async fn make(
    desk: &Desk,
    now: Moment,
    mut progress: impl FnMut(usize),
) -> Result<(), NoAnswer> {
    for (place, (member, joined, history)) in histories().into_iter().enumerate() {
        let member = MemberId::new(member).map_err(unfit)?;
        let consent = |document| {
            let document = DocumentId::new(document).map_err(unfit)?;
            Ok(Consent {
                document,
                version: 1,
            })
        };
        let consents = vec![consent("user-agreement")?, consent("privacy-policy")?];
        let at = before(now, joined);
        let register = Command::RegisterMember {
            member: member.clone(),
            consents,
        };
        happened(desk.decide(register, None, Some(at)).await)?;
        for (number, bought) in history.iter().enumerate() {
            buy(desk, now, &member, number, bought).await?;
        }
        progress(place + 1);
    }
    form_household(desk, now).await?;
    open_draw(desk, now).await
}

/// One member has formed a household, which nobody has joined yet.
async fn form_household(desk: &Desk, now: Moment) -> Result<(), NoAnswer> {
    let form = Command::FormHousehold {
        member: MemberId::new("m-c61f08").map_err(unfit)?,
        household: HouseholdId::new("h-demo").map_err(unfit)?,
    };
    // A policy without households has none to show.
    desk.decide(form, None, Some(now)).await?;
    Ok(())
}

/// A draw is open, and one member has entered it. Its seed is no secret: it is for show.
async fn open_draw(desk: &Desk, now: Moment) -> Result<(), NoAnswer> {
    let draw = RuleId::new("lantern").map_err(unfit)?;
    let seed = Seed(crate::module::digest(b"the seed of the demonstration"));
    let open = Command::OpenDraw {
        draw: draw.clone(),
        commitment: seed.commitment(),
    };
    // Outside of its dates there is no draw to show.
    if !matches!(
        desk.decide(open, None, Some(now)).await?,
        Outcome::Decided(_)
    ) {
        return Ok(());
    }
    let enter = Command::EnterDraw {
        member: MemberId::new("m-c61f08").map_err(unfit)?,
        draw,
        entry: EntryId::new("demo-1").map_err(unfit)?,
    };
    happened(desk.decide(enter, None, Some(now)).await)?;
    Ok(())
}

const fn before(now: Moment, days: u32) -> Moment {
    now.moved_ms(-(days as i64) * tiercel_core::moment::DAY_MS)
}

async fn buy(
    desk: &Desk,
    now: Moment,
    member: &MemberId,
    number: usize,
    bought: &Bought,
) -> Result<(), NoAnswer> {
    let at = before(now, bought.days_ago);
    let name = format!(
        "demo-{}-{}",
        member.as_str().trim_start_matches("m-"),
        number + 1
    );
    let order = OrderId::new(&name).map_err(unfit)?;
    let line = Line {
        sku: Sku::new(bought.sku).map_err(unfit)?,
        category: Category::new(bought.category).map_err(unfit)?,
        quantity: 1,
        unit_price_minor: Money::new(bought.minor).map_err(unfit)?,
        discount_minor: None,
        tax_minor: None,
        labels: Vec::new(),
        brand: None,
    };
    let points = Points::new(bought.points).map_err(unfit)?;
    let offset_points = Some(points).filter(|points| !points.is_zero());
    let cart = Cart {
        lines: vec![line],
        offset_points,
        shipping_minor: None,
        channel: None,
        voucher: None,
        facts: vec![],
        pay_shipping: None,
        tenders: Vec::new(),
    };
    let (member, receipt, occurred_at) = (member.clone(), None, None);
    let place = Command::PlaceOrder {
        member: member.clone(),
        order: order.clone(),
        cart,
        receipt,
        occurred_at,
    };
    let events = happened(desk.decide(place, None, Some(at)).await)?;
    if bought.end == End::Placed {
        return Ok(());
    }
    let due = events.iter().find_map(|event| match event {
        tiercel_core::event::Event::OrderPlaced { cash_minor, .. } => Some(*cash_minor),
        _ => None,
    });
    let pay = Command::PayOrder {
        member: member.clone(),
        order: order.clone(),
        payment: PaymentId::new(&format!("pay-{name}")).map_err(unfit)?,
        amount_minor: due.unwrap_or_default(),
        occurred_at,
    };
    happened(desk.decide(pay, None, Some(at.plus_minutes(2))).await)?;
    if bought.end == End::Settled {
        let settle = Command::SettleOrder { member, order };
        happened(desk.decide(settle, None, Some(at.plus_days(3))).await)?;
    }
    Ok(())
}
