//! A draw as its public sees it: published, proved to whoever entered, checked without a server.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiercel_core::draw::Seed;
use tiercel_core::id::Digest;
use tiercel_core::moment::Moment;

use super::house::{TestSite, start};
use super::kills::tiercel;

/// Whether `tiercel draw verify` takes a proof, and all that it says.
fn verified(proof: &Value) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proof.json");
    std::fs::write(&file, proof.to_string()).unwrap();
    let ran = tiercel(&["draw", "verify", file.to_str().unwrap()]).output();
    let ran = ran.unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    (ran.status.success(), said)
}

/// Opens the draw, which two members enter, each for 100 of 300 points; its seed.
fn entered(site: &TestSite) -> Seed {
    let seed = Seed(Digest([7; 32]));
    let open = json!({ "open_draw": { "draw": "lantern", "commitment": seed.commitment() } });
    assert_eq!(site.command("open", open).0, 200);
    for (member, entry) in [("m-1", "e-1"), ("m-2", "e-2")] {
        site.register(member);
        let gift = json!({ "adjust_points": { "member": member, "adjustment": format!("a-{member}"),
            "points": 300, "reason": "goodwill", "by": "clerk-1" } });
        assert_eq!(site.command(&format!("gift-{member}"), gift).0, 200);
        let enter = json!({ "enter_draw": { "member": member, "draw": "lantern",
            "entry": entry } });
        let (status, answer) = site.command(&format!("enter-{member}"), enter);
        assert_eq!(status, 200, "{answer}");
    }
    seed
}

#[test]
fn a_draw_is_published_entered_and_proved() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    let (status, all) = site.get("/v1/draws");
    assert_eq!((status, &all["draws"][0]["id"]), (200, &json!("lantern")));
    assert_eq!(all["draws"][0]["state"], json!(null));
    assert_eq!(site.get("/v1/draws/autumn").0, 404);
    assert_eq!(site.get("/v1/draws/lantern/proofs/e-1").0, 404);

    let seed = entered(&site);
    let (_, view) = site.get("/v1/members/m-1");
    assert_eq!(view["available_points"], json!(200), "{view}");
    let (status, proof) = site.get("/v1/draws/lantern/proofs/e-2");
    assert_eq!((status, &proof["index"]), (200, &json!(1)));
    assert_eq!((&proof["seed"], &proof["count"]), (&json!(null), &json!(2)));
    let (takes, said) = verified(&proof);
    assert!(takes && said.contains("it takes part"), "{said}");

    // At its close the root is fixed, though nobody sent anything.
    let close = Moment::parse("2028-01-01T00:00:00+08:00").unwrap();
    site.clock.store(close.ms(), Ordering::SeqCst);
    let (_, draw) = site.get("/v1/draws/lantern");
    assert_eq!(draw["state"]["step"]["closed"]["root"], proof["root"]);
    let reveal = json!({ "reveal_draw": { "draw": "lantern", "seed": seed,
        "beacon": "03-07-11-19-24-30-08" } });
    let (status, answer) = site.command("reveal", reveal);
    assert_eq!(status, 200, "{answer}");

    // There are more prizes than entries: one wins the journey, the other points.
    let mut won = ["e-1", "e-2"].map(|entry| {
        let (status, proof) = site.get(&format!("/v1/draws/lantern/proofs/{entry}"));
        assert_eq!((status, &proof["seed"]), (200, &json!(seed)));
        let (stands, told) = verified(&proof);
        assert!(stands, "{told}");
        for (field, other) in [("member", "m-3"), ("entry", "e-9")] {
            let mut altered = proof.clone();
            altered[field] = json!(other);
            let (stands, said) = verified(&altered);
            assert!(!stands && said.contains("does not lead"), "{said}");
        }
        let mut other_seed = proof.clone();
        other_seed["seed"] = json!(Digest([8; 32]));
        let (stands, said) = verified(&other_seed);
        assert!(
            !stands && said.contains("the seed is not the one"),
            "{said}"
        );
        let line = told.lines().find(|line| line.starts_with("it won"));
        line.unwrap_or_default().to_owned()
    });
    won.sort_unstable();
    assert_eq!(won[0], "it won journey: win number 0");
    assert_eq!(won[1], "it won points: win number 1");
}

/// Who entered a draw that came to nothing has the points back without asking, and once.
#[test]
fn a_draw_that_fails_gives_its_points_back_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let site = start(folder.path(), false).unwrap();
    entered(&site);
    let cancel = json!({ "cancel_draw": { "draw": "lantern", "by": "clerk-1" } });
    assert_eq!(site.command("cancel", cancel).0, 200);
    // One asks, the other does not.
    let asks = json!({ "return_draw_points": { "member": "m-1", "draw": "lantern" } });
    assert_eq!(site.command("ask", asks).0, 200);
    let began = Instant::now();
    let points =
        |member: &str| site.get(&format!("/v1/members/{member}")).1["available_points"].clone();
    while points("m-2") != json!(300) {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "nothing came back"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(points("m-1"), json!(300));
    let (_, ledger) = site.get("/v1/members/m-2/ledger");
    assert_eq!(ledger["entries"][0]["command"], "return_draw_points");
}
