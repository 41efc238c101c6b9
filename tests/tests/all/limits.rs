//! Every limit on size, just under and just over.

use serde_json::{Value as Json, json};
use tiercel_core::abi::{Op, Published, Status};
use tiercel_core::benefits::EntitlementUse;
use tiercel_core::cart::Cart;
use tiercel_core::command::Command;
use tiercel_core::decision::{Decision, Loaded, Request};
use tiercel_core::draw::state::{DrawEntry, DrawState, DrawStep};
use tiercel_core::event::Event;
use tiercel_core::household::{HomeInvitation, HouseholdMember, HouseholdState, PoolLot};
use tiercel_core::id::{
    Digest, EntryId, HouseholdId, MemberId, OccurrenceId, OrderId, RedemptionId, RuleId, TierId,
    TillReceiptId, TransferId,
};
use tiercel_core::limits::*;
use tiercel_core::mall::{KeptUnit, MallHeld, OfferState};
use tiercel_core::moment::{Day, Moment};
use tiercel_core::number::{Money, Points};
use tiercel_core::policy::{CapPeriod, PolicySet, SetError, TakesOff, UnreviewedClaim, check};
use tiercel_core::refusal::Code;
use tiercel_core::sale::{GivenBack, Sale, Sold, SoldLine};
use tiercel_core::snapshot::Snapshot;
use tiercel_core::state::{Lot, MemberState, Order, Progress, State, TierHeld};
use tiercel_core::stream::StreamId;
use tiercel_core::trace::Trace;
use tiercel_core::voucher::Voucher;
use tiercel_core::wire::{decode, encode};
use tiercel_core::{decide, evolve, preview, snapshot, touches};
use tiercel_host::document::Document;
use tiercel_host::serve::STANDARD;
use tiercel_wasm::door::{Door, call};

use super::engines::standard;

/// What is wrong with the standard policy after a change: pointers and codes.
fn findings(pointer: &str, value: Json) -> Vec<(String, String)> {
    let document = Document::read(STANDARD).unwrap();
    let mut json = serde_json::to_value(&document.value).unwrap();
    let (table, field) = pointer.rsplit_once('/').unwrap();
    json.pointer_mut(table).unwrap()[field] = value;
    if pointer == "/tiers/steps" {
        // Other tiers than these are not given on trial.
        json["tiers"]
            .as_object_mut()
            .unwrap()
            .remove("status_match");
    }
    let changed = Document::read(&json.to_string()).unwrap();
    let found = check(&changed.value).findings.into_iter();
    found
        .map(|finding| (finding.pointer, finding.code.to_string()))
        .collect()
}

fn many(count: usize, one: impl Fn(usize) -> Json) -> Json {
    (0..count).map(one).collect()
}

#[test]
fn the_lists_of_a_policy_end_at_their_limits() {
    let ids = |n: usize| json!(format!("x{n:04}"));
    let rule = |n: usize| json!({ "id": format!("r{n}"), "kind": "order", "points": 1 });
    let consent = |n: usize| json!({ "document": format!("d{n}"), "version": 1 });
    // One after the other, so that only the list's length can be wrong.
    let activity = |n: usize| {
        let day = |n: usize| format!("{}-01-01T00:00:00Z", 2100 + n);
        json!({ "id": format!("a{n}"), "multiplier": "2", "from": day(n), "until": day(n + 1) })
    };
    let tier = |n: usize| {
        let spend = if n == 0 {
            "0".into()
        } else {
            format!("{n}.00")
        };
        json!({ "id": format!("t{n}"), "name": { "zh": "级", "en": "T" }, "enter_spend": spend })
    };
    /// Where a list stands, how long it may be, and what stands in it at each place.
    type List<'a> = (&'a str, usize, &'a dyn Fn(usize) -> Json);
    let cap = |n: usize| json!({ "id": format!("c{n}"), "period": "order", "points": 1 });
    let task = |n: usize| json!({ "id": format!("x{n}"), "points": 1 });
    let offer =
        |n: usize| json!({ "id": format!("o{n}"), "name": { "zh": "物", "en": "O" }, "points": 1 });
    let named = |n: usize| json!({ "id": format!("b{n}") });
    let lists: [List<'_>; 16] = [
        ("/earning/rules", MAX_EARN_RULES, &rule),
        ("/earning/caps", MAX_CAPS, &cap),
        ("/earning/activities", MAX_ACTIVITIES, &activity),
        ("/registration/consents", MAX_CONSENTS, &consent),
        ("/tiers/steps", MAX_TIERS, &tier),
        ("/tiers/steps/0/benefits", MAX_BENEFITS, &ids),
        ("/offset/eligible/not_categories", MAX_SCOPE_ENTRIES, &ids),
        ("/offset/eligible/not_skus", MAX_SCOPE_ENTRIES, &ids),
        ("/offset/eligible/not_labels", MAX_SCOPE_ENTRIES, &ids),
        ("/tiers/by_hand", MAX_TIER_REASONS, &ids),
        ("/facts", MAX_FACTS, &ids),
        ("/tiers/steps/0/grants", MAX_BENEFITS, &named),
        ("/tasks", MAX_TASKS, &task),
        ("/mall/offers", MAX_OFFERS, &offer),
        ("/adjustments/reasons", MAX_ADJUSTMENT_REASONS, &ids),
        ("/orders/offline/refusal_reasons", MAX_REFUND_REASONS, &ids),
    ];
    for (pointer, most, one) in lists {
        assert_eq!(findings(pointer, many(most, one)), [], "{pointer}");
        let over = findings(pointer, many(most + 1, one));
        assert_eq!(over, [(pointer.to_owned(), "list_length".to_owned())]);
    }
}

#[test]
fn what_acts_at_once_ends_at_its_limit() {
    let activity = |n: usize| {
        json!({ "id": format!("a{n}"), "multiplier": "2",
            "from": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z" })
    };
    let most = MAX_MULTIPLIERS_PER_LINE - 1;
    assert_eq!(findings("/earning/activities", many(most, activity)), []);
    let over = findings("/earning/activities", many(most + 1, activity));
    assert_eq!(over[0].1, "too_many_activities_at_once");
}

#[test]
fn texts_numbers_and_ids_of_a_policy_end_at_their_limits() {
    let name = "/tiers/steps/0/name/zh";
    let text = |bytes: usize| json!("n".repeat(bytes));
    assert_eq!(findings(name, text(MAX_TEXT_BYTES)), []);
    assert_eq!(findings(name, text(MAX_TEXT_BYTES + 1))[0].0, name);
    assert_eq!(findings("/id", text(MAX_ID_BYTES)), []);
    assert_eq!(findings("/id", text(MAX_ID_BYTES + 1))[0].0, "/id");
    assert_eq!(findings("/tiers/window_days", json!(MAX_WINDOW_DAYS)), []);
    let over = findings("/tiers/window_days", json!(MAX_WINDOW_DAYS + 1));
    assert_eq!(over[0].0, "/tiers/window_days");
    let ratio = |points: i64| json!({ "points": points, "per": "0.01" });
    let by_points = |points: i64| {
        // What the steps ask for is then in the wrong unit, which is said as well.
        let found = findings("/tiers/qualifying", ratio(points)).into_iter();
        found
            .filter(|(pointer, _)| pointer.starts_with("/tiers/qualifying"))
            .count()
    };
    assert_eq!((by_points(1_000_000_000), by_points(1_000_000_001)), (0, 1));
    assert_eq!((by_points(1), by_points(0)), (0, 1));
    assert_eq!(findings("/notice_days", json!(7)), []);
    assert_eq!(findings("/notice_days", json!(6))[0].0, "/notice_days");
}

#[test]
fn a_document_nests_so_deep_and_no_deeper() {
    let nested = |deep: usize| {
        let mut value = json!(1);
        for _ in 0..deep {
            value = json!([value]);
        }
        value
    };
    let read = |deep: usize| {
        let document = Document::read(&json!({ "x": nested(deep) }).to_string());
        document.map(|document| {
            let bytes = encode(&document.value);
            call(&mut Door::default(), Op::Check, 0, 0, &bytes).0
        })
    };
    // The table is one level, the innermost value another.
    assert_eq!(read(MAX_DEPTH - 2).unwrap(), Status::Answer);
    assert!(!matches!(read(MAX_DEPTH), Ok(Status::Answer)));
}

#[test]
fn a_table_has_so_many_fields_and_no_more() {
    let check = |fields: usize| {
        let table: serde_json::Map<_, _> =
            (0..fields).map(|n| (format!("f{n}"), 1.into())).collect();
        let document = Document::read(&Json::from(table).to_string()).unwrap();
        call(
            &mut Door::default(),
            Op::Check,
            0,
            0,
            &encode(&document.value),
        )
        .0
    };
    assert_eq!(check(MAX_TABLE_FIELDS), Status::Answer);
    assert_eq!(check(MAX_TABLE_FIELDS + 1), Status::BadInput);
}

fn versions(count: usize) -> Result<PolicySet, SetError> {
    let first = standard().policy;
    let start = first.effective_from;
    let all = (0..count).map(|n| {
        let mut policy = first.clone();
        policy.version = u32::try_from(n).unwrap() + 1;
        policy.effective_from = start.plus_days(u32::try_from(n).unwrap());
        (Digest([0; 32]), policy)
    });
    PolicySet::new(all.collect())
}

#[test]
fn a_set_of_policies_ends_at_its_limit() {
    assert!(versions(MAX_POLICY_VERSIONS).is_ok());
    assert_eq!(versions(MAX_POLICY_VERSIONS + 1), Err(SetError::TooMany));
}

/// A member with so many lots of one point.
pub(crate) fn member(lots: usize) -> MemberState {
    let at = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    let lot = |id: u64| Lot {
        id,
        points: Points::new(1).unwrap(),
        earned_at: at,
        expires_at: None,
        pending: None,
        validity_version: None,
        valid_by: None,
        valid_from: None,
    };
    let next_lot = lots as u64 + 1;
    MemberState {
        id: MemberId::new("m-1").unwrap(),
        consents: vec![],
        tier: TierHeld {
            id: TierId::new("ordinary").unwrap(),
            since: at,
            review_at: None,
            grace: None,
            by_hand: None,
        },
        spend: vec![],
        lots: (1..next_lot).map(lot).collect(),
        orders: vec![],
        next_lot,
        clock: at,
        sales: Vec::new(),
        debt: None,
        counted: vec![],
        first_paid_at: None,
        reminded: None,
        adjustments: vec![],
        tasks: vec![],
        entries: vec![],
        budgets: vec![],
        mall: None,
        sent: vec![],
        lately: None,
        background: None,
        kept: None,
        registered_at: None,
    }
}

#[test]
fn lots_end_at_their_limit_and_one_hold_may_draw_on_all_of_them() {
    let Published { digest, policy } = standard();
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let now = Moment::parse("2026-06-15T00:00:00Z").unwrap();
    let cart: Cart = serde_json::from_value(json!({ "lines": [
        { "sku": "x", "category": "home", "quantity": 1, "unit_price_minor": 100_000 },
    ], "offset_points": 500 }))
    .unwrap();
    let refusal = |lots: usize| {
        let quote = preview(&policies, &member(lots), &cart, now, &mut Trace::off()).unwrap();
        quote.refusal.map(|refusal| refusal.code)
    };
    assert_eq!(refusal(MAX_LOTS - 1), None);
    assert_eq!(refusal(MAX_LOTS), Some(Code::TooManyLots));
}

#[test]
fn what_is_known_of_uses_ends_at_its_limits() {
    let at = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    let used = |number: usize, entitlement: String| {
        Event::EntitlementUsed(EntitlementUse {
            entitlement: RuleId::new(&entitlement).unwrap(),
            occurrence: OccurrenceId::new(&format!("u-{number}")).unwrap(),
            period: CapPeriod::Day,
            since: Day(i32::try_from(number).unwrap()),
            at,
        })
    };
    let after = |count: usize, entitlement: &dyn Fn(usize) -> String| {
        let mut state = Some(State::Member(member(0)));
        for number in 0..count {
            state = evolve(state, &used(number, entitlement(number)));
        }
        let Some(State::Member(member)) = state else {
            panic!("no member")
        };
        let known = member.background.unwrap();
        (known.used, known.uses)
    };
    let one = |_: usize| "lounge".to_owned();
    let (_, uses) = after(MAX_ENTITLEMENT_USES, &one);
    assert_eq!((uses.len(), uses[0].occurrence.as_str()), (64, "u-0"));
    let (_, uses) = after(MAX_ENTITLEMENT_USES + 1, &one);
    assert_eq!((uses.len(), uses[0].occurrence.as_str()), (64, "u-1"));
    let each = |number: usize| format!("e-{number}");
    let (counts, _) = after(MAX_USE_COUNTS, &each);
    assert_eq!((counts.len(), counts[0].benefit.as_str()), (128, "e-0"));
    let (counts, _) = after(MAX_USE_COUNTS + 1, &each);
    assert_eq!((counts.len(), counts[0].benefit.as_str()), (128, "e-1"));
}

/// A purchase of so many lines that may still be given back.
fn sale(number: usize, lines: usize) -> Sale {
    let at = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    let line = json!({ "sku": "x", "category": "home", "quantity": 1, "unit_price_minor": 100 });
    let sold = SoldLine {
        line: serde_json::from_value(line).unwrap(),
        offset_minor: Money::ZERO,
        returned: 0,
        asked: 0,
        rebate_points: None,
        uncounted_minor: None,
    };
    Sale {
        order: OrderId::new(&format!("o-{number}")).unwrap(),
        policy_version: 1,
        sold: Sold {
            lines: vec![sold; lines],
            shipping_minor: Money::ZERO,
            tier: TierId::new("ordinary").unwrap(),
            channel: None,
            first_purchase: None,
            facts: vec![],
            rooms: vec![],
            tenders: vec![],
        },
        used: vec![],
        earned_points: Points::ZERO,
        lot: None,
        placed_at: at,
        paid_at: at,
        closes_at: None,
        refunds: vec![],
        expired_points: None,
        back: GivenBack::default(),
        counted: vec![],
        budgets: vec![],
        benefits: None,
        rebate: None,
        earning: None,
        till_receipt: None,
        charges: vec![],
        invoice: None,
    }
}

#[test]
fn purchases_that_may_be_given_back_end_at_their_limits() {
    let Published { digest, policy } = standard();
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let now = Moment::parse("2026-06-15T00:00:00Z").unwrap();
    let line = json!({ "sku": "x", "category": "home", "quantity": 1, "unit_price_minor": 100 });
    let cart: Cart = serde_json::from_value(json!({ "lines": [line, line] })).unwrap();
    let refusal = |sales: usize, lines: usize| {
        let mut member = member(0);
        member.sales = (0..sales).map(|number| sale(number, lines)).collect();
        let quote = preview(&policies, &member, &cart, now, &mut Trace::off()).unwrap();
        quote.refusal.map(|refusal| refusal.code)
    };
    assert_eq!(refusal(MAX_SALES - 1, 1), None);
    assert_eq!(refusal(MAX_SALES, 1), Some(Code::TooManySales));
    assert_eq!(refusal(1, MAX_SALE_LINES - 2), None);
    assert_eq!(refusal(1, MAX_SALE_LINES - 1), Some(Code::TooManySales));
}

#[test]
fn what_is_brought_along_ends_at_its_limits() {
    let Published { digest, policy } = standard();
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let now = Moment::parse("2026-06-15T00:00:00Z").unwrap();
    let refusal = |lots: usize, days: usize, tasks: usize, consents: usize| {
        let at = "2026-01-01T00:00:00Z";
        let lot = json!({ "points": 1, "earned_at": at });
        let days = (0..days).map(|n| json!({ "day": 19_000 + n, "amount_minor": 1 }));
        let tasks = (0..tasks).map(
            |n| json!({ "task": format!("t-{n}"), "times": 1, "last_day": 20_000, "streak": 0 }),
        );
        let more = (2..consents).map(|n| json!({ "document": format!("d-{n}"), "version": 1 }));
        let needed = ["user-agreement", "privacy-policy"];
        let needed = needed.map(|document| json!({ "document": document, "version": 1 }));
        let consents: Vec<_> = needed.into_iter().chain(more).collect();
        let imported = json!({ "registered_at": at, "consents": consents,
            "tier": { "id": "ordinary", "since": at }, "lots": vec![lot; lots],
            "days": days.collect::<Vec<_>>(), "tasks": tasks.collect::<Vec<_>>() });
        let request = Request {
            now,
            module: Digest([0; 32]),
            policies: Digest([0; 32]),
            streams: vec![],
            command: serde_json::from_value(
                json!({ "import_member": { "member": "m-1", "imported": imported } }),
            )
            .unwrap(),
        };
        let decided = decide(&policies, &request, &mut Trace::off());
        decided.err().map(|rejection| rejection.refusal.code)
    };
    let too_long = Some(Code::ImportTooLong);
    assert_eq!(
        refusal(
            MAX_LOTS,
            MAX_IMPORTED_DAYS,
            MAX_IMPORTED_TASKS,
            MAX_CONSENTS
        ),
        None
    );
    assert_eq!(refusal(MAX_LOTS + 1, 0, 0, 2), Some(Code::TooManyLots));
    assert_eq!(refusal(0, MAX_IMPORTED_DAYS + 1, 0, 2), too_long);
    assert_eq!(refusal(0, 0, MAX_IMPORTED_TASKS + 1, 2), too_long);
    assert_eq!(refusal(0, 0, 0, MAX_CONSENTS + 1), too_long);
}

#[test]
fn loaded_members_end_at_their_limit() {
    let mut door = Door::default();
    let now = Moment::parse("2026-06-15T00:00:00Z").unwrap();
    let taken: Snapshot = snapshot(&member(1), 1, now);
    let bytes = encode(&taken);
    for _ in 0..MAX_MEMBER_HANDLES {
        let (status, _) = call(&mut door, Op::MemberLoad, 0, 0, &bytes);
        assert_eq!(status, Status::Answer);
    }
    let (status, _) = call(&mut door, Op::MemberLoad, 0, 0, &bytes);
    assert_eq!(status, Status::Limit);
    let (status, _) = call(&mut door, Op::MemberFree, 7, 0, &[]);
    assert_eq!(status, Status::Answer);
    let (_, handle) = call(&mut door, Op::MemberLoad, 0, 0, &bytes);
    assert_eq!(decode::<u32>(&handle).unwrap(), 7);
}

/// What a command of one member comes to, with another stream beside the member's own.
fn decided(command: Command, member: MemberState, beside: Loaded) -> Result<Decision, Code> {
    let Published { digest, mut policy } = standard();
    let offers = &mut policy.mall.as_mut().unwrap().offers;
    offers.iter_mut().for_each(|offer| offer.stock = None);
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let own = Loaded {
        stream: StreamId::Member(member.id.clone()),
        version: 1,
        state: Some(State::Member(member)),
    };
    let request = Request {
        now: Moment::parse("2026-06-15T00:00:00Z").unwrap(),
        module: Digest([1; 32]),
        policies: Digest([2; 32]),
        streams: vec![own, beside],
        command,
    };
    decide(&policies, &request, &mut Trace::off()).map_err(|rejection| rejection.refusal.code)
}

#[test]
fn claims_that_wait_end_at_their_limit() {
    let claim = |waiting: usize| {
        let mut member = member(0);
        let at = Moment::parse("2026-06-01T00:00:00Z").unwrap();
        let order = |number: usize| Order {
            id: OrderId::new(&format!("o-{number}")).unwrap(),
            policy_version: 1,
            cash_minor: Money::new(20_000).unwrap(),
            qualifying_minor: Money::ZERO,
            earn_points: Points::ZERO,
            hold: vec![],
            progress: Progress::Claimed {
                till_receipt: TillReceiptId::new(&format!("t-{number}")).unwrap(),
                by: None,
                review_by: at,
                when_overdue: UnreviewedClaim::Wait,
            },
            placed_at: at,
            qualifying_points: None,
            sold: None,
            counted: vec![],
            budgets: vec![],
            benefits: None,
            earning: None,
            invoice: None,
            void: None,
        };
        member.orders = (0..waiting).map(order).collect();
        let claim = json!({ "claim_purchase": { "member": member.id, "order": "o-new",
            "till_receipt": "t-new", "paid_minor": 20_000, "purchased_at": at,
            "cart": { "lines": [{ "sku": "x", "category": "home", "quantity": 1,
                "unit_price_minor": 20_000 }] } } });
        let beside = Loaded {
            stream: StreamId::Programme,
            version: 0,
            state: None,
        };
        decided(serde_json::from_value(claim).unwrap(), member, beside)
    };
    assert!(claim(MAX_WAITING_CLAIMS - 1).is_ok());
    assert_eq!(claim(MAX_WAITING_CLAIMS).err(), Some(Code::TooManyClaims));
}

#[test]
fn units_kept_for_payments_end_at_their_limit() {
    let offer = RuleId::new("teapot").unwrap();
    let redeem = |units: usize| {
        let unit = |number: usize| KeptUnit {
            redemption: RedemptionId::new(&format!("e-{number}")).unwrap(),
            until: Moment::parse("2026-06-15T00:01:00Z").unwrap(),
        };
        let beside = Loaded {
            stream: StreamId::Offer(offer.clone()),
            version: 1,
            state: Some(State::Offer(OfferState {
                id: offer.clone(),
                taken: 0,
                kept: (0..units).map(unit).collect(),
                clock: Moment::parse("2026-06-14T23:59:00Z").unwrap(),
            })),
        };
        let mut member = member(1);
        member.lots[0].points = Points::new(10_000).unwrap();
        let command = Command::RedeemOffer {
            member: member.id.clone(),
            offer: offer.clone(),
            redemption: RedemptionId::new("e-new").unwrap(),
        };
        decided(command, member, beside)
    };
    assert!(redeem(MAX_KEPT_UNITS - 1).is_ok());
    assert_eq!(redeem(MAX_KEPT_UNITS).err(), Some(Code::OfferBusy));
}

#[test]
fn a_receiver_ends_at_the_limit_of_lots() {
    let give = |lots: usize| {
        let mut receiver = member(lots);
        receiver.id = MemberId::new("m-2").unwrap();
        let mut giver = member(1);
        giver.lots[0].points = Points::new(100).unwrap();
        let command = Command::TransferPoints {
            member: giver.id.clone(),
            to: receiver.id.clone(),
            transfer: TransferId::new("t-1").unwrap(),
            points: Points::new(100).unwrap(),
        };
        let beside = Loaded {
            stream: StreamId::Member(receiver.id.clone()),
            version: 1,
            state: Some(State::Member(receiver)),
        };
        decided(command, giver, beside)
    };
    assert!(give(MAX_LOTS - 1).is_ok());
    assert_eq!(give(MAX_LOTS).err(), Some(Code::ReceiverHasNoRoom));
}

/// Who brought in another gets points for it: where there is no room for them nobody gets any.
#[test]
fn a_referrer_ends_at_the_limit_of_lots() {
    let refer = |lots: usize| {
        let mut json = serde_json::to_value(Document::read(STANDARD).unwrap().value).unwrap();
        json["referrals"] = json!({ "referrer": { "points": 9 }, "due": "at_once" });
        let policy = check(&Document::read(&json.to_string()).unwrap().value).policy;
        let policies = vec![(Digest([2; 32]), policy.unwrap())];
        let (mut new, mut referrer) = (member(0), member(lots));
        new.registered_at = Some(Moment::parse("2026-06-14T00:00:00Z").unwrap());
        new.first_paid_at = None;
        referrer.id = MemberId::new("m-2").unwrap();
        let command = Command::RecordReferral {
            member: new.id.clone(),
            referrer: referrer.id.clone(),
        };
        let loaded = |member: MemberState| Loaded {
            stream: StreamId::Member(member.id.clone()),
            version: 1,
            state: Some(State::Member(member)),
        };
        let request = Request {
            now: Moment::parse("2026-06-15T00:00:00Z").unwrap(),
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: vec![loaded(new), loaded(referrer)],
            command,
        };
        let decided = decide(
            &PolicySet::new(policies).unwrap(),
            &request,
            &mut Trace::off(),
        );
        decided.map_err(|rejection| rejection.refusal.code)
    };
    assert!(refer(MAX_LOTS - 1).is_ok());
    assert_eq!(refer(MAX_LOTS).err(), Some(Code::ReferrerHasNoRoom));
}

/// A household of a head, with so many lots in its pool and so many invitations that wait.
fn home(head: &MemberId, lots: usize, invitations: usize) -> Loaded {
    let id = HouseholdId::new("home").unwrap();
    let lot = |number: usize| PoolLot {
        id: number as u64 + 1,
        member: head.clone(),
        points: Points::new(1).unwrap(),
        earned_at: Moment::FIRST,
        expires_at: None,
        lot: Some(number as u64 + 100),
        valid_by: None,
        valid_from: None,
    };
    let invitation = |number: usize| HomeInvitation {
        member: MemberId::new(&format!("i-{number}")).unwrap(),
        lapses_at: Moment::LAST,
    };
    let since = Moment::parse("2026-06-01T00:00:00Z").unwrap();
    let state = HouseholdState {
        id: id.clone(),
        head: head.clone(),
        members: vec![HouseholdMember {
            member: head.clone(),
            since,
        }],
        invitations: (0..invitations).map(invitation).collect(),
        lots: (0..lots).map(lot).collect(),
        next_lot: lots as u64 + 1,
        clock: since,
        reminded: None,
        dissolved_at: None,
    };
    Loaded {
        stream: StreamId::Household(id),
        version: 1,
        state: Some(State::Household(state)),
    }
}

#[test]
fn a_pool_ends_at_the_limit_of_lots() {
    let put = |lots: usize| {
        let mut member = member(1);
        member.lots[0].points = Points::new(100).unwrap();
        let command = Command::PutPoints {
            member: member.id.clone(),
            household: HouseholdId::new("home").unwrap(),
            transfer: TransferId::new("t-1").unwrap(),
            points: Points::new(10).unwrap(),
        };
        let beside = home(&member.id, lots, 0);
        decided(command, member, beside)
    };
    assert!(put(MAX_POOL_LOTS - 1).is_ok());
    assert_eq!(put(MAX_POOL_LOTS).err(), Some(Code::PoolFull));
}

#[test]
fn a_leaver_takes_no_more_lots_than_there_is_room_for() {
    let leave = |lots: usize| {
        let member = member(lots);
        let command = Command::LeaveHousehold {
            member: member.id.clone(),
            household: HouseholdId::new("home").unwrap(),
            with: vec![],
        };
        let beside = home(&member.id, 2, 0);
        decided(command, member, beside)
    };
    assert!(leave(MAX_LOTS - 2).is_ok());
    assert_eq!(leave(MAX_LOTS - 1).err(), Some(Code::ReceiverHasNoRoom));
}

#[test]
fn invitations_into_a_household_end_at_their_limit() {
    let Published { digest, policy } = standard();
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let invite = |waiting: usize, who: &str| {
        let head = member(0);
        let mut invitee = member(0);
        invitee.id = MemberId::new(who).unwrap();
        let command = Command::InviteToHousehold {
            member: head.id.clone(),
            household: HouseholdId::new("home").unwrap(),
            invitee: invitee.id.clone(),
        };
        let home = home(&head.id, 0, waiting);
        let members = [head, invitee].map(|state| Loaded {
            stream: StreamId::Member(state.id.clone()),
            version: 1,
            state: Some(State::Member(state)),
        });
        let request = Request {
            now: Moment::parse("2026-06-15T00:00:00Z").unwrap(),
            module: Digest([1; 32]),
            policies: Digest([2; 32]),
            streams: members.into_iter().chain([home]).collect(),
            command,
        };
        let decided = decide(&policies, &request, &mut Trace::off());
        decided.map_err(|rejection| rejection.refusal.code)
    };
    assert!(invite(MAX_INVITATIONS - 1, "m-2").is_ok());
    let over = invite(MAX_INVITATIONS, "m-2").err();
    assert_eq!(over, Some(Code::TooManyInvitations));
    // Who waits already waits no second time.
    assert!(invite(MAX_INVITATIONS, "i-3").is_ok());
}

#[test]
fn a_household_ends_at_the_limit_of_members() {
    let most = |members: usize| findings("/household/most_members", json!(members));
    assert_eq!(most(MAX_HOUSEHOLD_MEMBERS), []);
    assert_eq!(
        most(MAX_HOUSEHOLD_MEMBERS + 1)[0].0,
        "/household/most_members"
    );
    assert_eq!(most(1)[0].0, "/household/most_members");
    let Published { digest, policy } = standard();
    let policies = PolicySet::new(vec![(digest, policy)]).unwrap();
    let touched = |with: usize| {
        let others = (0..with).map(|n| MemberId::new(&format!("o-{n}")).unwrap());
        let command = Command::LeaveHousehold {
            member: member(0).id,
            household: HouseholdId::new("home").unwrap(),
            with: others.collect(),
        };
        touches(&policies, &command, Moment::FIRST).writes.len()
    };
    // The head, the household, and all others; of a list that no household can have, nobody.
    assert_eq!(
        touched(MAX_HOUSEHOLD_MEMBERS - 1),
        MAX_HOUSEHOLD_MEMBERS + 1
    );
    assert_eq!(touched(MAX_HOUSEHOLD_MEMBERS), 2);
}

#[test]
fn of_offers_taken_so_many_are_known() {
    let take = |state: Option<State>, number: usize| {
        let event = Event::OfferRedeemed {
            redemption: RedemptionId::new(&format!("e-{number}")).unwrap(),
            offer: RuleId::new(&format!("o-{number}")).unwrap(),
            policy_version: 1,
            points: Points::new(1).unwrap(),
            parts: vec![],
            cash_minor: None,
            lapses_at: None,
            counts_since: Some(Day(0)),
            at: Moment::FIRST,
        };
        evolve(state, &event)
    };
    let state = (0..=MAX_OFFERS_TAKEN).fold(Some(State::Member(member(0))), take);
    let Some(State::Member(member)) = state else {
        panic!("a member stays one");
    };
    let taken = member.mall.unwrap().taken;
    assert_eq!(taken.len(), MAX_OFFERS_TAKEN);
    assert_eq!(taken[0].offer.as_str(), "o-1");
}

#[test]
fn vouchers_of_a_member_end_at_their_limit() {
    let offer = RuleId::new("ten-off").unwrap();
    let redeem = |vouchers: usize| {
        let voucher = |number: usize| Voucher {
            id: RedemptionId::new(&format!("e-{number}")).unwrap(),
            takes_off: TakesOff::Amount(Money::new(100).unwrap()),
            least_minor: Money::ZERO,
            only_categories: vec![],
            with_points: true,
            expires_at: Moment::LAST,
            held_for: None,
            revive_days: None,
        };
        let mut member = member(1);
        member.lots[0].points = Points::new(10_000).unwrap();
        member.mall = Some(MallHeld {
            vouchers: (0..vouchers).map(voucher).collect(),
            ..MallHeld::default()
        });
        let command = Command::RedeemOffer {
            member: member.id.clone(),
            offer: offer.clone(),
            redemption: RedemptionId::new("e-new").unwrap(),
        };
        let beside = Loaded {
            stream: StreamId::Offer(offer.clone()),
            version: 0,
            state: None,
        };
        decided(command, member, beside)
    };
    assert!(redeem(MAX_VOUCHERS - 1).is_ok());
    assert_eq!(redeem(MAX_VOUCHERS).err(), Some(Code::TooManyVouchers));
}

#[test]
fn entries_of_a_member_end_at_their_limit() {
    let draw = RuleId::new("lantern").unwrap();
    let over_at = Moment::parse("2028-06-01T00:00:00Z").unwrap();
    let enter = |entries: usize| {
        let held = |number: usize| DrawEntry {
            draw: RuleId::new("another").unwrap(),
            entry: EntryId::new(&format!("e-{number}")).unwrap(),
            index: 0,
            parts: vec![],
            day: Day(20_000),
            over_at,
        };
        let mut member = member(1);
        member.lots[0].points = Points::new(10_000).unwrap();
        member.entries = (0..entries).map(held).collect();
        let command = Command::EnterDraw {
            member: member.id.clone(),
            draw: draw.clone(),
            entry: EntryId::new("e-new").unwrap(),
        };
        let state = DrawState {
            draw: draw.clone(),
            policy_version: 1,
            commitment: Digest([0; 32]),
            closes_at: Moment::parse("2027-12-31T16:00:00Z").unwrap(),
            reveal_by: over_at,
            claim_days: 30,
            redraws: 1,
            tree: Default::default(),
            step: DrawStep::Open,
            wins: vec![],
            clock: Moment::parse("2026-06-01T00:00:00Z").unwrap(),
        };
        let beside = Loaded {
            stream: StreamId::Draw(draw.clone()),
            version: 1,
            state: Some(State::Draw(state)),
        };
        decided(command, member, beside)
    };
    assert!(enter(MAX_MEMBER_ENTRIES - 1).is_ok());
    assert_eq!(
        enter(MAX_MEMBER_ENTRIES).err(),
        Some(Code::TooManyDrawEntries)
    );
}
