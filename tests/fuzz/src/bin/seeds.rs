//! Writes the seeds of all targets below `corpus`.

// What our crates report their coverage to.
use libfuzzer_sys as _;

use std::collections::BTreeSet;
use std::path::Path;

use tiercel_core::abi::Op;
use tiercel_fuzz::seeds::{calls, documents};
use tiercel_host::module::digest;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calls = calls(&here.join("../vectors"));
    let documents = documents(&calls);
    let standard = tiercel_host::serve::STANDARD.to_owned();
    let documents: BTreeSet<Vec<u8>> = documents
        .into_iter()
        .chain([standard])
        .map(String::into_bytes)
        .collect();
    let calls: BTreeSet<Vec<u8>> = calls
        .into_iter()
        .map(|(op, input)| [&[number(op)][..], &input].concat())
        .collect();
    for (target, seeds) in [("policy", &documents), ("abi", &calls), ("module", &calls)] {
        let folder = here.join("corpus").join(target);
        std::fs::create_dir_all(&folder)?;
        for seed in seeds {
            std::fs::write(folder.join(digest(seed).to_string()), seed)?;
        }
        println!("{target}: {} seeds", seeds.len());
    }
    std::fs::create_dir_all(here.join("corpus/commands"))
}

fn number(op: Op) -> u8 {
    op as u8
}
