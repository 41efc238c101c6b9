//! Rosters: members taken over from CSV, row by row, and written as CSV that another database takes.

use std::path::Path;

use serde_json::{Value, json};
use tiercel_core::moment::Moment;
use tiercel_host::desk::{Looked, OpenDesk, look, open};
use tiercel_host::roster::{COLUMNS, Imports, Roster, Shape, export, import, rehearse};
use tiercel_host::store::Database;
use tiercel_host::texts::{Language, Texts};

use super::house::{share_cache, start};
use super::kills::tiercel;

fn now() -> Moment {
    Moment::parse("2026-06-01T12:00:00+08:00").unwrap()
}

fn database(folder: &Path) -> Database {
    Database::Folder(folder.to_owned())
}

fn looked(folder: &Path) -> Looked {
    look(&database(folder), &folder.join("cache")).unwrap()
}

/// A database with the standard policy and no members.
fn fresh() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    drop(start(folder.path(), false).unwrap());
    folder
}

fn rehearsed(folder: &Path, csv: &str) -> Imports {
    match Roster::new(csv.as_bytes()) {
        Ok(roster) => rehearse(roster, &mut looked(folder), now(), |_| {}).unwrap(),
        Err(error) => Imports {
            errors: vec![error],
            ..Imports::default()
        },
    }
}

fn imported(folder: &Path, csv: &str) -> Imports {
    share_cache(folder);
    let how = OpenDesk {
        database: database(folder),
        cache: folder.join("cache"),
        adopt_module: false,
        clock: std::sync::Arc::new(now),
    };
    let (desk, _) = open(how).unwrap();
    let mut store = database(folder).read().unwrap();
    let roster = Roster::new(csv.as_bytes()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done = import(roster, &desk, store.as_mut(), |_| {});
    runtime.block_on(done).unwrap()
}

fn exported(folder: &Path, shape: Shape) -> String {
    let mut bytes = Vec::new();
    export(&mut looked(folder), now(), shape, &mut bytes, |_| {}).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What is seen of every member, save what an import leaves behind or numbers anew.
fn seen(folder: &Path) -> Vec<Value> {
    let lines = exported(folder, Shape::Json);
    let views = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let mut view = line["view"].clone();
        for apart in [
            "at",
            "orders",
            "sales",
            "next_due",
            "held_points",
            "entries",
            "household",
        ] {
            view.as_object_mut().unwrap().remove(apart);
        }
        for lot in view["lots"].as_array_mut().unwrap() {
            lot["pending"] = json!(!lot["pending"].is_null());
            lot.as_object_mut().unwrap().remove("id");
        }
        view
    });
    views.collect()
}

#[test]
fn what_is_exported_stands_the_same_in_another_database() {
    let from = tempfile::tempdir().unwrap();
    let site = start(from.path(), true).unwrap();
    // One order of the demonstration is not paid, and has points on hold: they come back.
    let cancel = json!({ "cancel_order": { "member": "m-9be314", "order": "demo-9be314-2" } });
    assert_eq!(site.command("cancel", cancel).0, 200);
    drop(site);
    let csv = exported(from.path(), Shape::Csv);
    assert!(csv.starts_with(&COLUMNS.join(",")));
    let to = fresh();
    let done = imported(to.path(), &csv);
    assert_eq!((done.imported, done.before, done.errors.len()), (6, 0, 0));
    assert_eq!(seen(to.path()), seen(from.path()));
    // And from there it is the same once more.
    assert_eq!(exported(to.path(), Shape::Csv), csv);
    let mut store = database(to.path()).read().unwrap();
    let totals = tiercel_host::replay::replay(store.as_mut(), None, |_| {}).unwrap();
    assert_eq!(totals.streams, 7);
}

/// A member who has everything that is brought along besides points, tier and days.
const WITH_ALL: &str = "member,registered_at,consents,tier,tier_since,tier_kept_by,tier_review_at,\
    remainder,invited_to,invited_until,trial_tier,trial_version,trial_since,trial_until,below_floor,\
    voucher,voucher_amount_minor,voucher_share,voucher_least_minor,voucher_categories,\
    voucher_with_points,voucher_expires_at,voucher_revive_days,count_of,count_id,count_period,\
    count_since,count\n\
    m-1,2024-05-01T02:00:00Z,user-agreement:1;privacy-policy:1,gold,2026-05-20T00:00:00Z,hand,\
    2026-06-20T00:00:00Z,-1/3,diamond,2027-01-01T00:00:00Z,gold,1,2026-05-20T00:00:00Z,\
    2026-06-20T00:00:00Z,yes,v-1,1000,,10000,books;tea,no,2026-08-01T00:00:00Z,3,earning,,month,\
    2026-06-01,70\n\
    m-1,,,,,,,,,,,,,,,v-2,,1/10,,,,2026-09-01T00:00:00Z,,cap,of-top,lifetime,1970-01-01,80\n\
    m-1,,,,,,,,,,,,,,,,,,,,,,,benefit,post,week,2026-06-01,1\n\
    m-1,,,,,,,,,,,,,,,,,,,,,,,offer,mug,,2026-01-01,4\n\
    m-1,,,,,,,,,,,,,,,,,,,,,,,gifts,,day,2026-06-01,30\n\
    m-1,,,,,,,,,,,,,,,,,,,,,,,activity,spring,,1970-01-01,12\n\
    m-1,,,,,,,,,,,,,,,,,,,,,,,referrals,,,2026-06-01,2\n";

#[test]
fn vouchers_counts_invitation_and_trial_are_brought_along_and_carried_on() {
    let (from, to) = (fresh(), fresh());
    let done = imported(from.path(), WITH_ALL);
    assert_eq!(
        (done.imported, done.errors.len()),
        (1, 0),
        "{:?}",
        done.errors
    );
    let csv = exported(from.path(), Shape::Csv);
    let cells = [
        ",-1/3,diamond,2027-01-01T00:00:00Z,gold,1,2026-05-20T00:00:00Z,2026-06-20T00:00:00Z,yes,",
        ",v-1,1000,,10000,books;tea,no,2026-08-01T00:00:00Z,3,earning,,month,2026-06-01,70\n",
        ",v-2,,1/10,0,,yes,2026-09-01T00:00:00Z,,cap,of-top,lifetime,1970-01-01,80\n",
        ",gifts,,day,2026-06-01,30\n",
        ",benefit,post,week,2026-06-01,1\n",
        ",offer,mug,,2026-01-01,4\n",
        ",activity,spring,,1970-01-01,12\n",
        ",referrals,,,2026-06-01,2\n",
    ];
    for cells in cells {
        assert!(csv.contains(cells), "{cells} in {csv}");
    }
    assert_eq!(imported(to.path(), &csv).imported, 1);
    assert_eq!(exported(to.path(), Shape::Csv), csv);
    assert_eq!(seen(to.path()), seen(from.path()));
    let vouchers = &seen(to.path())[0]["mall"]["vouchers"];
    assert_eq!(vouchers.as_array().unwrap().len(), 2);
}

#[test]
fn what_is_wrong_of_the_rest_is_told_by_line_and_column() {
    let folder = fresh();
    let texts = Texts::embedded();
    let cases = [
        (
            "-1/3,diamond",
            "1/17,diamond",
            "2: remainder: “1/17” is not two whole",
        ),
        (
            "diamond,2027-01-01T00:00:00Z",
            "diamond,",
            "2: invited_until: the cell is empty.",
        ),
        (",diamond,", ",platinum,", "2: invited_to: "),
        (
            "gold,1,2026",
            "gold,7,2026",
            "2: trial_version: This version is not published here",
        ),
        (
            ",yes,v-1",
            ",true,v-1",
            "2: below_floor: “true” is neither yes nor no.",
        ),
        (
            "v-1,1000,,",
            "v-1,1000,1/2,",
            "2: voucher_share: the voucher takes off an amount and",
        ),
        (
            "v-1,1000,,",
            "v-1,,,",
            "2: voucher_amount_minor: the cell is empty.",
        ),
        (
            "v-2,,1/10",
            "v-1,,1/10",
            "3: voucher: A voucher cannot be so",
        ),
        (
            ",benefit,post,",
            ",perk,post,",
            "4: count_of: “perk” is nothing that counts",
        ),
        (
            ",offer,mug,,",
            ",offer,,,",
            "5: count_id: the cell is empty.",
        ),
        (
            "gifts,,day",
            "gifts,,hour",
            "6: count_period: “hour” is no period.",
        ),
        (
            "activity,spring,,",
            "activity,spring,day,",
            "7: count_of: A count cannot be so",
        ),
    ];
    for (right, wrong, expected) in cases {
        let rows = WITH_ALL.replacen(right, wrong, 1);
        let found = rehearsed(folder.path(), &rows).errors;
        let told: Vec<_> = found
            .iter()
            .map(|error| error.tell(&texts, Language::English, 2))
            .collect();
        assert_eq!(told.len(), 1, "{expected}: {told:?}");
        assert!(told[0].starts_with(expected), "{expected}: {told:?}");
    }
}

const HEAD: &str = "member,registered_at,consents,tier,tier_since,debt_points,lot_points,\
    lot_earned_at,lot_expires_at,day,day_spend_minor,task,task_times,task_last_day\n";
const OF_ONE: &str = "m-1,2024-05-01T10:00:00+08:00,user-agreement:1;privacy-policy:1,silver,\
    2026-01-10T10:00:00+08:00,";

#[test]
fn a_run_that_is_repeated_goes_on_where_it_stopped() {
    let folder = fresh();
    let one = format!("{HEAD}{OF_ONE},1200,2026-01-10T10:00:00+08:00,,,,,,\n");
    let two = format!("{one}{}", OF_ONE.replace("m-1", "m-2") + ",,,,,,,,\n");
    assert_eq!(rehearsed(folder.path(), &one).imported, 1);
    assert_eq!(seen(folder.path()).len(), 0, "a rehearsal writes nothing");
    assert_eq!(imported(folder.path(), &one).imported, 1);
    let again = rehearsed(folder.path(), &two);
    assert_eq!((again.imported, again.before), (1, 1));
    let again = imported(folder.path(), &two);
    assert_eq!((again.imported, again.before), (1, 1));
    let again = imported(folder.path(), &two);
    assert_eq!((again.imported, again.before), (0, 2));
    // Other rows of the same member are no repetition.
    let other = two.replace(",1200,", ",1201,");
    for told in [
        rehearsed(folder.path(), &other),
        imported(folder.path(), &other),
    ] {
        assert_eq!((told.before, told.errors.len()), (1, 1));
        assert_eq!(told.errors[0].line, 2);
    }
    let points = |view: &Value| view["available_points"].clone();
    let seen: Vec<_> = seen(folder.path()).iter().map(points).collect();
    assert_eq!(seen, [json!(1_200), json!(0)]);
}

#[test]
fn what_is_wrong_is_told_by_line_and_column() {
    let folder = fresh();
    let texts = Texts::embedded();
    let told = |rows: &str| {
        let found = rehearsed(folder.path(), rows).errors.into_iter();
        let told = found.map(|error| error.tell(&texts, Language::English, 2));
        told.collect::<Vec<_>>()
    };
    let row = |rest: &str| format!("{HEAD}{OF_ONE}{rest}\n");
    let cases = [
        (
            "member,tier\n".to_owned(),
            "1: registered_at: the column is missing.",
        ),
        (
            HEAD.replace("debt_points", "debts"),
            "1: debts: there is no column “debts”.",
        ),
        (
            HEAD.replace("debt_points", "tier"),
            "1: tier: the column stands twice.",
        ),
        (row(",1200"), "2: this is not CSV:"),
        (
            row(",12.5,,,,,,,"),
            "2: lot_points: “12.5” is not a whole number.",
        ),
        (
            row(",,2026-01-10T10:00:00+08:00,,,,,,"),
            "2: lot_points: the cell is empty.",
        ),
        (row(",5,,,,,,,"), "2: lot_earned_at: the cell is empty."),
        (
            row(",5,2026-01-10,,,,,,"),
            "2: lot_earned_at: “2026-01-10” is not a moment.",
        ),
        (
            row(",,,,2026-1-10,5,,,"),
            "2: day: “2026-1-10” is not a day.",
        ),
        (
            row(",,,,,,a task,1,2026-01-10"),
            "2: task: “a task” is not an identifier.",
        ),
        (
            row(",,,,,,check-in,-1,2026-01-10"),
            "2: task_times: “-1” is not a whole number.",
        ),
        (
            row(",,,,,,check-in,,2026-01-10"),
            "2: task_times: the cell is empty.",
        ),
        (
            row(",,,,,,,,").replace("silver,", ","),
            "2: tier: the cell is empty.",
        ),
        (
            row(",,,,,,,,").replace("user-agreement:1;", "user-agreement;"),
            "2: consents: “user-agreement;privacy-policy:1” names no documents",
        ),
        // A later row that says another thing of the member.
        (
            row(",,,,,,,,\nm-1,,,gold,,,5,2026-01-10T10:00:00+08:00,,,,,,"),
            "3: tier: “gold” is not what",
        ),
        (
            row(
                ",,,,,,,,\nm-2,2024-05-01T10:00:00Z,user-agreement:1;privacy-policy:1,gold,2026-01-10T10:00:00Z,,,,,,,,,\nm-1,2024-05-01T10:00:00Z,,gold,2026-01-10T10:00:00Z,,,,,,,,,",
            ),
            "4: member: m-1 has rows further up.",
        ),
        // What only the rules know, at the row that it is about.
        (row(",,,,,,,,").replace("silver", "platinum"), "2: tier: "),
        (
            row(",,,,,,,,").replace(";privacy-policy:1", ""),
            "2: consents: A document is missing",
        ),
        (
            row("0,,,,,,,,"),
            "2: debt_points: An amount is too small: debt_points is 0; it is at least 1.",
        ),
        (
            row(",5,2026-01-10T10:00:00+08:00,,,,,,\nm-1,,,,,,0,2026-01-10T10:00:00+08:00,,,,,,"),
            "3: lot_points: An amount is too small: lot_points is 0",
        ),
        (
            row(",5,2026-01-10T10:00:00+08:00,after_activation,,,,,"),
            "2: lot_expires_at: The expiry of a lot is stated in two ways",
        ),
        (
            row(
                ",,,,2026-01-10,5,,,\nm-1,,,,,,5,2026-01-10T10:00:00+08:00,,,,,,\nm-1,,,,,,,,,2026-01-10,5,,,",
            ),
            "4: day: The days are not in order",
        ),
    ];
    for (rows, expected) in cases {
        let told = told(&rows);
        assert_eq!(told.len(), 1, "{expected}: {told:?}");
        assert!(told[0].starts_with(expected), "{expected}: {told:?}");
    }
    // One wrong member hides no other, and each is told of once.
    let wrong =
        |member: &str| OF_ONE.replace("m-1", member).replace("silver", "none") + ",x,,,,,,,\n";
    let rows = [HEAD.to_owned(), wrong("m-1"), wrong("m-2"), wrong("m-2")].concat();
    let lines: Vec<_> = rehearsed(folder.path(), &rows)
        .errors
        .iter()
        .map(|e| e.line)
        .collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(seen(folder.path()).len(), 0);
}

#[test]
fn the_program_imports_all_or_nothing_and_exports() {
    let folder = fresh();
    let data = folder.path().display().to_string();
    let file = folder.path().join("members.csv");
    let path = file.display().to_string();
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--data", &data]].concat();
        let done = tiercel(&arguments).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        (done.status.success(), said)
    };
    let good = format!("{HEAD}{OF_ONE},1200,2026-01-10T10:00:00+08:00,,,,,,\n");
    let bad = format!(
        "{good}{}",
        OF_ONE.replace("m-1", "m-2").replace("silver", "none") + ",,,,,,,,\n"
    );
    std::fs::write(&file, &bad).unwrap();
    let (done, said) = run(&["import", &path]);
    assert!(!done && said.contains("members.csv:3: tier: "), "{said}");
    assert!(said.contains("nothing was imported"), "{said}");
    let (_, said) = run(&["import", &path, "--lang", "zh-CN"]);
    assert!(said.contains("没有"), "{said}");
    std::fs::write(&file, &good).unwrap();
    let (done, said) = run(&["import", &path, "--dry-run"]);
    assert!(
        done && said.contains("1 members would be imported"),
        "{said}"
    );
    assert_eq!(seen(folder.path()).len(), 0);
    for (imported, before) in [(1, 0), (0, 1)] {
        let (done, said) = run(&["import", &path]);
        let expected = format!("{imported} members imported, {before} were before");
        assert!(done && said.contains(&expected), "{said}");
    }
    let out = folder.path().join("out.csv").display().to_string();
    assert!(run(&["export", "--out", &out, "--at", "2026-12-01T00:00:00Z"]).0);
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.contains("m-1,2024-05-01T02:00:00Z,user-agreement:1;privacy-policy:1,silver"));
}
