//! The pages in a real Chromium: each script of `tests/browser` drives a site of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;

use tiercel_core::moment::Moment;
use tiercel_host::serve::STANDARD;

use super::house::{TestSite, start_as};
use super::node::{have, workspace};

/// Where the tools and the pictures are: below `target`, so that the sources stay clean.
pub(crate) fn below_target(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join(name)
}

/// The tools of the scripts, installed once; none where this machine cannot have them.
pub(crate) fn tools() -> Option<&'static Path> {
    static TOOLS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| {
        if !have(&["node", "npm", "chromium"]) {
            return None;
        }
        let folder = below_target("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let source = workspace().join("tests/browser");
        let lock = std::fs::read(source.join("package-lock.json")).unwrap();
        // npm writes its own record last: with it and the same lock, everything is there.
        let is_there = folder.join("node_modules/.package-lock.json").exists()
            && std::fs::read(folder.join("package-lock.json")).is_ok_and(|kept| kept == lock);
        if !is_there {
            std::fs::copy(source.join("package.json"), folder.join("package.json")).unwrap();
            std::fs::write(folder.join("package-lock.json"), lock).unwrap();
            let ran = Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
                .current_dir(&folder)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&ran.stderr);
            if !ran.status.success() {
                assert!(std::env::var_os("CI").is_none(), "npm ci: {said}");
                eprintln!("SKIPPED: npm ci failed, so the pages are not driven: {said}");
                return None;
            }
        }
        Some(folder)
    });
    tools.as_deref()
}

/// A demo site whose clock runs, from a day on which much is about to happen.
fn site(folder: &Path, since: Instant, listen: Option<&str>) -> TestSite {
    let begin = Moment::parse("2026-11-10T12:00:00+08:00").unwrap();
    let started = start_as(folder, |how| {
        how.demo = true;
        if let Some(listen) = listen {
            how.listen = listen.parse().unwrap();
        }
        how.clock = std::sync::Arc::new(move || {
            let passed = i64::try_from(since.elapsed().as_millis()).unwrap();
            begin.moved_ms(passed)
        });
    });
    started.unwrap()
}

/// Runs a script against a site; it may ask for the site to be stopped, and started again.
fn drive(script: &str) {
    let folder = tempfile::tempdir().unwrap();
    drive_in(folder.path(), script);
}

/// As [`drive`], on a folder that may know of something already.
fn drive_in(folder: &Path, script: &str) {
    let Some(tools) = tools() else { return };
    let since = Instant::now();
    let mut running = Some(site(folder, since, None));
    let address = running.as_ref().unwrap().address.clone();
    let mut child = Command::new("node")
        .arg(workspace().join("tests/browser").join(script))
        .args([address.as_ref(), tools, &below_target("screenshots")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        match line.unwrap().as_str() {
            "stop" => drop(running.take()),
            "start" => {
                running = Some(site(folder, since, address.strip_prefix("http://")));
            }
            other => {
                eprintln!("{other}");
                continue;
            }
        }
        writeln!(to, "done").unwrap();
    }
    assert!(
        child.wait().unwrap().success(),
        "{script} failed; see above"
    );
}

#[test]
fn the_checkout_previews_orders_corrects_and_heals() {
    drive("checkout.mjs");
}

#[test]
fn the_checkout_is_seen_and_worked_by_everyone() {
    drive("eyes.mjs");
}

#[test]
fn partners_preview_on_their_own_pages() {
    drive("partner.mjs");
}

/// The standard policy with tiers by qualifying points, in force on the day before the scripts'.
fn by_points() -> String {
    let mut document = STANDARD.to_owned();
    for (was, is) in [
        (
            "version = 1\neffective_from = 2024-01-01",
            "version = 2\neffective_from = 2026-11-09",
        ),
        (
            "[[tiers.steps]]\nid = \"ordinary\"",
            "[tiers.qualifying]\npoints = 1\nper = \"100.00\"\n\n[[tiers.steps]]\nid = \"ordinary\"",
        ),
        ("enter_spend = \"0\"", "enter_points = 0"),
        ("enter_spend = \"1000.00\"", "enter_points = 10"),
        ("enter_spend = \"5000.00\"", "enter_points = 50"),
        ("{ spend = \"20000.00\" }", "{ points = 200 }"),
    ] {
        assert!(document.contains(was), "{was}");
        document = document.replacen(was, is, 1);
    }
    document
}

/// The standard policy with a budget for an activity that is on, in force on the day before.
fn with_a_budget() -> String {
    let activity = "multiplier = \"2\"\nfrom = 2026-11-01T00:00:00+08:00";
    assert!(STANDARD.contains(activity));
    let budget = format!("budget = {{ points = 100 }}\n{activity}");
    let document = STANDARD.replacen(activity, &budget, 1);
    document.replacen(
        "version = 1\neffective_from = 2024-01-01",
        "version = 2\neffective_from = 2026-11-09",
        1,
    )
}

#[test]
fn what_a_budget_has_left_is_shown_before_ordering() {
    drive_under(&with_a_budget(), "budgets.mjs");
}

#[test]
fn the_way_up_is_shown_in_points_where_tiers_go_by_them() {
    drive_under(&by_points(), "points.mjs");
}

/// Drives a script where another policy was published on the first of the month.
fn drive_under(policy: &str, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let announced = Moment::parse("2026-11-01T12:00:00+08:00").unwrap();
    let site = start_as(folder.path(), |how| {
        how.demo = true;
        how.clock = std::sync::Arc::new(move || announced);
    });
    let site = site.unwrap();
    let (status, answer) = site.post("/v1/policies", "published", policy);
    assert_eq!(status, 200, "{answer}");
    drop(site);
    drive_in(folder.path(), script);
}

#[test]
fn every_call_is_read_and_tried_at_docs() {
    drive("docs.mjs");
}

#[test]
fn reports_show_what_the_server_reckoned() {
    drive("reports.mjs");
}

#[test]
fn a_tier_gives_what_it_says() {
    drive("benefits.mjs");
}

#[test]
fn a_purchase_has_a_record_that_can_be_printed() {
    drive("record.mjs");
}

#[test]
fn what_was_bought_is_given_back() {
    drive("returns.mjs");
}

#[test]
fn tasks_give_their_points() {
    drive("tasks.mjs");
}

#[test]
fn points_are_given_away_and_shared_in_a_household() {
    drive("household.mjs");
}

#[test]
fn draws_are_entered_and_verified_in_the_member_page() {
    drive("draw-tab.mjs");
}

#[test]
fn proofs_of_draws_are_checked_in_the_page() {
    drive("draws.mjs");
}

#[test]
fn points_are_redeemed_in_the_mall() {
    drive("mall.mjs");
}
