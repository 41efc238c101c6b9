//! What a module must import and export, checked on its bytes before anything is compiled.

use tiercel_core::abi::{INPUT, MARKER, OUTPUT, OUTPUT_LEN, Op};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// Bytes that are no module of this ABI.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Breach {
    /// They are no WebAssembly module at all, or a damaged one.
    #[error("not a WebAssembly module: {0}")]
    Malformed(String),
    /// An export is missing.
    #[error("the module lacks the export `{0}`: it speaks another ABI")]
    MissingExport(String),
    /// An import is not on the list: the module asks for something of the outside world.
    #[error("the module imports `{0}`, which no module of this ABI needs")]
    ForeignImport(String),
}

/// The imports that a module may have: the helpers of its own browser door, which the raw door
/// never calls.
fn is_known_import(module: &str, name: &str) -> bool {
    module.starts_with("./tiercel_bg.js") && name.starts_with("__wb")
        || module == "__wbindgen_externref_xform__"
        || module == "__wbindgen_placeholder__"
}

/// Checks the bytes of a module.
pub(super) fn check(bytes: &[u8]) -> Result<(), Breach> {
    let malformed = |error: wasmparser::BinaryReaderError| Breach::Malformed(error.to_string());
    wasmparser::Validator::new()
        .validate_all(bytes)
        .map_err(malformed)?;
    let mut exports = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(malformed)? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.map_err(malformed)?;
                    let is_function = matches!(import.ty, TypeRef::Func(_));
                    if !is_function || !is_known_import(import.module, import.name) {
                        let name = format!("{}.{}", import.module, import.name);
                        return Err(Breach::ForeignImport(name));
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(malformed)?;
                    exports.push((export.name.to_owned(), export.kind));
                }
            }
            _ => {}
        }
    }
    let functions = [MARKER, INPUT, OUTPUT, OUTPUT_LEN].into_iter();
    let functions = functions.chain(Op::ALL.into_iter().map(Op::export));
    let needed = functions.map(|name| (name, ExternalKind::Func));
    for (name, kind) in needed.chain([("memory", ExternalKind::Memory)]) {
        if !exports
            .iter()
            .any(|(known, is)| known == name && *is == kind)
        {
            return Err(Breach::MissingExport(name.to_owned()));
        }
    }
    Ok(())
}
