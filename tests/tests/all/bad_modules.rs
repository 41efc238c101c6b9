//! What is not the module is refused before anything is compiled. Whatever is compiled is written
//! to the cache folder, so an empty one shows that nothing was.

use std::path::{Path, PathBuf};

use tiercel_core::abi::{MARKER, Op};
use tiercel_host::module::{Breach, EMBEDDED, Instance, Module, OpenError, digest};

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect()
}

/// Why bytes are not opened under a digest; nothing of them was compiled.
#[track_caller]
fn refused(bytes: &[u8], expected: tiercel_core::id::Digest) -> OpenError {
    let cache = tempfile::tempdir().unwrap();
    let error = Module::open(bytes, expected, Some(cache.path())).map(drop);
    let error = error.expect_err("a bad module was opened");
    assert!(files(cache.path(), "cwasm").is_empty(), "it was compiled");
    error
}

#[track_caller]
fn breach(bytes: &[u8]) -> Breach {
    match refused(bytes, digest(bytes)) {
        OpenError::Breach(breach) => breach,
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_compiled_is_seen_in_the_cache() {
    let cache = tempfile::tempdir().unwrap();
    Module::open(EMBEDDED, digest(EMBEDDED), Some(cache.path())).unwrap();
    assert_eq!(files(cache.path(), "cwasm").len(), 1);
}

#[test]
fn a_flipped_byte_anywhere_is_not_compiled() {
    let mut bytes = EMBEDDED.to_vec();
    let step = bytes.len() / 300;
    for (turn, place) in (0..bytes.len()).step_by(step).enumerate() {
        bytes[place] ^= 1 << (turn % 8);
        let error = refused(&bytes, digest(EMBEDDED));
        assert!(matches!(error, OpenError::WrongDigest { .. }), "{error}");
        bytes[place] = EMBEDDED[place];
    }
    assert!(bytes == EMBEDDED);
}

#[test]
fn a_module_cut_at_any_section_is_not_compiled() {
    let payloads = wasmparser::Parser::new(0).parse_all(EMBEDDED);
    let payloads: Vec<_> = payloads.map(Result::unwrap).collect();
    let sections = payloads.iter().filter_map(wasmparser::Payload::as_section);
    let sections: Vec<_> = sections.map(|(_, range)| range).collect();
    assert!(sections.len() > 8);
    let code = payloads.iter().find_map(|payload| match payload {
        wasmparser::Payload::CodeSectionStart { range, .. } => Some(range.end),
        _ => None,
    });
    let code = code.unwrap();
    let data = EMBEDDED.len() - 1;
    let ends = sections.iter().flat_map(|range| [range.start, range.end]);
    for end in ends
        .chain([0, 4, 8, data])
        .filter(|end| *end < EMBEDDED.len())
    {
        let cut = &EMBEDDED[..end];
        let error = refused(cut, digest(EMBEDDED));
        assert!(matches!(error, OpenError::WrongDigest { .. }), "{error}");
        // Even where somebody asks for the cut bytes by their own digest: without all of its code
        // it is no module at all.
        if end < code {
            breach(cut);
        }
    }
}

/// A module with every export of the ABI, changed by the test.
fn module(imports: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let takes = |op: Op| "i32 ".repeat(op.handles() + usize::from(op.has_input()));
    let call = |op: Op| {
        let (name, takes) = (op.export(), takes(op));
        format!("(func (export \"{name}\") (param {takes}) (result i32) i32.const 0)")
    };
    let text = format!(
        r#"(module {imports} (memory (export "memory") 1)
            (func (export "{MARKER}") (result i32) i32.const 1)
            (func (export "tiercel_input") (param i32) (result i32) i32.const 8)
            (func (export "tiercel_output") (result i32) i32.const 0)
            (func (export "tiercel_output_len") (result i32) i32.const 0)
            {})"#,
        Op::ALL.map(call).concat()
    );
    wat::parse_str(change(&text)).unwrap()
}

#[test]
fn another_abi_is_not_compiled() {
    let as_is = |text: &str| text.to_owned();
    let sound = module("", as_is);
    Module::open(&sound, digest(&sound), None).unwrap();
    let names = Op::ALL.map(Op::export).into_iter();
    for name in names.chain([MARKER, "memory", "tiercel_input", "tiercel_output"]) {
        let export = format!("(export \"{name}\")");
        let renamed = module("", |text| text.replace(&export, "(export \"another\")"));
        assert_eq!(breach(&renamed), Breach::MissingExport(name.to_owned()));
        let next = module("", |text| {
            text.replace(&export, &format!("(export \"{name}_2\")"))
        });
        assert_eq!(breach(&next), Breach::MissingExport(name.to_owned()));
    }
    // By the right name, but something else.
    let export = format!("(func (export \"{MARKER}\") (result i32) i32.const 1)");
    let global = format!("(global (export \"{MARKER}\") i32 (i32.const 1))");
    let other = module("", |text| text.replace(&export, &global));
    assert_eq!(breach(&other), Breach::MissingExport(MARKER.to_owned()));
    for import in [
        r#"(import "env" "now" (func (result i64)))"#,
        r#"(import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))"#,
        r#"(import "./tiercel_bg.js" "now" (func (result i64)))"#,
        r#"(import "./tiercel_bg.js" "__wb_memory" (global i32))"#,
        r#"(import "env" "__wb" (table 1 funcref))"#,
    ] {
        let error = breach(&module(import, as_is));
        assert!(
            matches!(error, Breach::ForeignImport(_)),
            "{import}: {error}"
        );
    }
}

#[test]
fn an_abi_of_another_version_or_shape_serves_nothing() {
    for (text, other) in [
        ("i32.const 1)", "i32.const 2)"),
        (
            "(param i32) (result i32) i32.const 8",
            "(param i64) (result i32) i32.const 8",
        ),
    ] {
        let bytes = module("", |module| module.replacen(text, other, 1));
        let opened = Module::open(&bytes, digest(&bytes), None).unwrap();
        assert!(Instance::new(&opened).is_err(), "{other}");
    }
}

#[test]
fn what_lies_altered_in_the_cache_is_not_loaded() {
    let cache = tempfile::tempdir().unwrap();
    let open = || Module::open(EMBEDDED, digest(EMBEDDED), Some(cache.path())).unwrap();
    let right = Instance::new(&open())
        .unwrap()
        .call(Op::Touches, 0, 0, &[0]);
    let compiled = files(cache.path(), "cwasm").remove(0);
    let proof = files(cache.path(), "sha256").remove(0);
    let (sound, proven) = (
        std::fs::read(&compiled).unwrap(),
        std::fs::read(&proof).unwrap(),
    );
    // Of another module, whole and with its own checksum.
    let other = tempfile::tempdir().unwrap();
    let bytes = module("", str::to_owned);
    Module::open(&bytes, digest(&bytes), Some(other.path())).unwrap();
    let theirs = std::fs::read(&files(other.path(), "cwasm")[0]).unwrap();
    let their_proof = std::fs::read(&files(other.path(), "sha256")[0]).unwrap();
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 1;
    let cut = sound[..sound.len() / 2].to_vec();
    for (lies, says) in [
        (flipped, proven.clone()),
        (cut, proven.clone()),
        (vec![], proven.clone()),
        (sound.clone(), vec![b'0'; 64]),
        (theirs, their_proof),
    ] {
        std::fs::write(&compiled, &lies).unwrap();
        std::fs::write(&proof, &says).unwrap();
        let answer = Instance::new(&open())
            .unwrap()
            .call(Op::Touches, 0, 0, &[0]);
        assert_eq!(answer, right);
        // It was compiled anew, and lies there sound again.
        assert_eq!(std::fs::read(&proof).unwrap(), proven);
        assert!(std::fs::read(&compiled).unwrap() == sound);
    }
}
