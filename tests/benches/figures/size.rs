//! The size of what a page loads.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use tiercel_host::module::{EMBEDDED, GLUE};

use crate::{grouped, row};

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

pub(crate) fn print() {
    let sizes = [
        ("module, bytes", EMBEDDED.len()),
        ("module, gzip", packed(EMBEDDED)),
        ("glue, bytes", GLUE.len()),
        ("glue, gzip", packed(GLUE.as_bytes())),
        (
            "module with glue, gzip",
            packed(EMBEDDED) + packed(GLUE.as_bytes()),
        ),
    ];
    for (what, size) in sizes {
        row(what, grouped(size as u64));
    }
}
