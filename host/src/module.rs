//! The module, as the host runs it: checked before it is compiled, limited while it runs.

mod contract;
mod instance;
mod rules;
pub mod sealed;

use std::path::Path;

use sha2::{Digest as _, Sha256};
use tiercel_core::id::Digest;
use wasmtime::{
    Config, Enabled, Engine, InstancePre, Linker, OptLevel, PoolingAllocationConfig, Strategy,
};

pub use contract::Breach;
use instance::Limits;
pub use instance::{FUEL, Fault, Instance, MEMORY_BYTES};
pub use rules::{Refused, Rules};

/// The module that this host was built with.
pub const EMBEDDED: &[u8] = include_bytes!(concat!(env!("TIERCEL_MODULE_DIR"), "/tiercel_bg.wasm"));
/// The JavaScript that opens the module's browser door.
pub const GLUE: &str = include_str!(concat!(env!("TIERCEL_MODULE_DIR"), "/tiercel.js"));
/// The types of the browser door.
pub const TYPES: &str = include_str!(concat!(env!("TIERCEL_MODULE_DIR"), "/tiercel.d.ts"));

/// The SHA-256 digest of some bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// Instances of one module at once: many more than threads that use them.
const INSTANCES: u32 = 64;

/// A module that cannot be opened. Nothing of it was run.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bytes are not those that were asked for.
    #[error("the module has the digest {found}, expected {expected}: its bytes were altered")]
    WrongDigest {
        /// What was asked for.
        expected: Digest,
        /// What the bytes have.
        found: Digest,
    },
    /// The bytes are no module of this ABI.
    #[error(transparent)]
    Breach(#[from] Breach),
    /// The bytes could not be compiled.
    #[error("the module cannot be compiled: {0}")]
    Compile(String),
}

/// A checked and compiled module.
#[derive(Clone)]
pub struct Module {
    engine: Engine,
    ready: InstancePre<Limits>,
    digest: Digest,
}

impl Module {
    /// Opens a module: its digest and its contract are checked before anything is compiled. What
    /// was compiled once is kept in `cache`, where a folder is given.
    ///
    /// # Errors
    /// [`OpenError`] when it is not the module that was asked for, or no module of this ABI.
    pub fn open(bytes: &[u8], expected: Digest, cache: Option<&Path>) -> Result<Self, OpenError> {
        let found = digest(bytes);
        if found != expected {
            return Err(OpenError::WrongDigest { expected, found });
        }
        contract::check(bytes)?;
        let (engine, ready) = prepare(bytes, found, cache)
            .map_err(|error| OpenError::Compile(format!("{error:#}")))?;
        Ok(Self {
            engine,
            ready,
            digest: found,
        })
    }

    /// The module's digest: the version of the rules.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}

/// A module that instances can be made of in microseconds.
fn prepare(
    bytes: &[u8],
    digest: Digest,
    cache: Option<&Path>,
) -> wasmtime::Result<(Engine, InstancePre<Limits>)> {
    let mut config = settings();
    config.allocation_strategy(pool());
    // A machine that does not let so much address space be reserved gets its instances one by one.
    let engine = Engine::new(&config).or_else(|_| Engine::new(&settings()))?;
    let compiled = compile(&engine, bytes, digest, cache)?;
    let mut linker = Linker::new(&engine);
    // The browser door's helpers: the raw door never calls one.
    linker.define_unknown_imports_as_traps(&compiled)?;
    let ready = linker.instantiate_pre(&compiled)?;
    Ok((engine, ready))
}

/// Room for instances, kept ready. Only what an instance dirtied is cleaned for the next one.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_core_instances(INSTANCES)
        .total_memories(INSTANCES)
        .total_tables(2 * INSTANCES)
        .max_tables_per_module(2)
        .table_elements(4_096)
        .max_memory_size(MEMORY_BYTES)
        .linear_memory_keep_resident(2 << 20)
        .pagemap_scan(Enabled::Auto);
    pool
}

/// Deterministic and narrow: fuel and no epochs, one answer for a NaN, and none of the proposals
/// that the module does not use. `gc` and reference types are what the glue's table needs.
fn settings() -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .consume_fuel(true)
        .max_wasm_stack(512 * 1024)
        .wasm_relaxed_simd(false)
        .wasm_tail_call(false)
        .memory_guaranteed_dense_image_size(16 << 20);
    config
}

/// Compiles, or takes what was compiled before by the same wasmtime with the same settings.
fn compile(
    engine: &Engine,
    bytes: &[u8],
    digest: Digest,
    cache: Option<&Path>,
) -> wasmtime::Result<wasmtime::Module> {
    let Some(folder) = cache else {
        return wasmtime::Module::from_binary(engine, bytes);
    };
    let key = format!("{:016x}", hash_of(&engine.precompile_compatibility_hash()));
    let file = folder.join(format!("{digest}-{key}.cwasm"));
    let proof = file.with_extension("sha256");
    if let (Ok(kept), Ok(proof)) = (std::fs::read(&file), std::fs::read_to_string(&proof))
        && proof == proof_of(digest, &kept)
    {
        // SAFETY: the file holds what this very function serialised: its checksum stands beside
        // it, in a folder that only the host writes to, and wasmtime checks version and settings.
        #[expect(unsafe_code, reason = "compiled code can only be taken on trust")]
        if let Ok(module) = unsafe { wasmtime::Module::deserialize(engine, &kept) } {
            return Ok(module);
        }
    }
    let module = wasmtime::Module::from_binary(engine, bytes)?;
    let kept = module.serialize()?;
    // The cache only saves time: a folder that cannot be written to costs nothing else.
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| write_whole(&file, &kept))
        .and_then(|()| write_whole(&proof, proof_of(digest, &kept).as_bytes()));
    drop(written);
    Ok(module)
}

/// The checksum of what was compiled of a module: of both, so that no file passes for another's.
fn proof_of(module: Digest, compiled: &[u8]) -> String {
    digest(&[&module.0, compiled].concat()).to_string()
}

fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = file.with_extension(format!("part-{}", std::process::id()));
    std::fs::write(&part, bytes)?;
    std::fs::rename(part, file)
}

fn hash_of(value: &impl std::hash::Hash) -> u64 {
    use std::hash::Hasher;
    let mut hasher = std::hash::DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
