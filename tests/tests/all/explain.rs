//! A decision of the record is explained as a person reads it, by the module that made it; and what
//! a command would come to is told without a trace of it.

use serde_json::json;
use tiercel_core::stream::StreamId;
use tiercel_host::explain::{Which, explain};
use tiercel_host::store::Database;
use tiercel_host::texts::{Language, Texts};

use super::house::{cart, start};

#[test]
fn decisions_are_explained_from_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    site.buy("m-1", "o-1", 100_000);
    let place = json!({ "place_order": { "member": "m-1", "order": "o-2",
        "cart": cart(20_000, 800) } });
    assert_eq!(site.command("k-1", place).0, 200);
    drop(site);

    let mut store = Database::Folder(folder.path().to_owned()).read().unwrap();
    let (texts, stream) = (Texts::embedded(), StreamId::parse("member:m-1").unwrap());
    let mut told =
        |which, language| explain(store.as_mut(), &stream, &which, &texts, language).unwrap();
    let last = told(Which::Last, Language::English);
    assert_eq!(last.len(), 1);
    for part in [
        "\"order\":\"o-2\"",
        "6.2.1b   800 points asked for, at most 1000 can be used (limited by the points available); 800 used, worth 8.00",
        "6.1.1a   1 points for every 1.00, on 192.00 [base] (1)",
        "6.1.1a   Silver benefit: points ×6/5 (1)",
        "5.2.1    Order o-2 placed: 192.00 due, 230 points once paid",
        "6.2.1b   800 points held for order o-2, worth 8.00",
    ] {
        assert!(last[0].contains(part), "{part}\n{}", last[0]);
    }
    let about = told(Which::About("o-1".into()), Language::Chinese);
    assert_eq!(about.len(), 3, "placed, paid, received");
    assert!(
        about[1].contains("5.2.2    订单 o-1 已支付 1000.00"),
        "{}",
        about[1]
    );
    assert!(
        about[1].contains("3.1.1    升级：由普通会员到银卡会员"),
        "{}",
        about[1]
    );
    let first = told(Which::Event(0), Language::English);
    assert!(
        first[0].contains("2.1.1    Joined as Ordinary"),
        "{}",
        first[0]
    );
    assert_eq!(told(Which::About("o-9".into()), Language::English), [""; 0]);
    assert_eq!(told(Which::Event(99), Language::English), [""; 0]);
}

#[test]
fn what_a_command_would_come_to_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    site.register("m-1");
    let place = json!({ "place_order": { "member": "m-1", "order": "o-1",
        "cart": cart(20_000, 0) } });
    let (_, before) = site.get("/v1/members/m-1/ledger");
    let (status, foreseen) = site.post("/v1/decisions", "", &place.to_string());
    assert_eq!(status, 200, "{foreseen}");
    assert_eq!(site.get("/v1/members/m-1/ledger").1, before);
    let (status, decided) = site.command("k-1", place);
    assert_eq!(status, 200);
    let foreseen: serde_json::Value = serde_json::from_str(&foreseen).unwrap();
    assert_eq!(foreseen["events"], decided["events"]);
    assert_eq!(foreseen["summary"], decided["summary"]);
    let wrong = json!({ "pay_order": { "member": "m-1", "order": "o-1", "payment": "p-1",
        "amount_minor": 1 } });
    let (status, refused) = site.post("/v1/decisions", "", &wrong.to_string());
    assert_eq!(status, 422);
    assert!(refused.contains("payment_differs"), "{refused}");
    let publish = json!({ "adopt_module": { "module": "0".repeat(64) } });
    assert_eq!(site.post("/v1/decisions", "", &publish.to_string()).0, 403);
}
