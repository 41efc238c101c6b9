//! One instance of the module: kept for many calls, dropped at the first fault.

use tiercel_core::abi::{INPUT, MARKER, OUTPUT, OUTPUT_LEN, Op, Status, VERSION};
use wasmtime::{Memory, Store, StoreLimits, StoreLimitsBuilder, Trap, TypedFunc};

use super::Module;

/// Fuel of one call: a safety net of far more than ten times the need, not a limit of the rules. It
/// bounds the time of a call too, to about two seconds, so that no other clock is needed.
pub const FUEL: u64 = 2_000_000_000;
/// Memory of one instance, in bytes.
pub const MEMORY_BYTES: usize = 64 << 20;

/// A fault of the machine, not a refusal by the rules. The instance is gone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The fuel of one call ran out.
    #[error("the module used up the fuel of one call")]
    OutOfFuel,
    /// The module trapped.
    #[error("the module trapped: {0}")]
    Trapped(String),
    /// The module answered outside its memory, or with something that is no answer.
    #[error("the module broke its ABI: {0}")]
    BrokeAbi(String),
}

/// What bounds an instance beside its fuel.
pub(super) struct Limits {
    store: StoreLimits,
}

/// An exported call, by what it takes.
enum Export {
    Handle(TypedFunc<u32, u32>),
    Input(TypedFunc<u32, u32>),
    HandleInput(TypedFunc<(u32, u32), u32>),
    HandlesInput(TypedFunc<(u32, u32, u32), u32>),
}

/// An instance. Calls on a kept one answer as on a fresh one.
pub struct Instance {
    store: Store<Limits>,
    memory: Memory,
    input: TypedFunc<u32, u32>,
    output: TypedFunc<(), u32>,
    output_len: TypedFunc<(), u32>,
    ops: [Export; Op::ALL.len()],
    fuel: u64,
    used: u64,
}

fn fault(error: &wasmtime::Error) -> Fault {
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Fault::OutOfFuel,
        _ => Fault::Trapped(error.root_cause().to_string()),
    }
}

impl Instance {
    /// A fresh instance of a module.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be made.
    pub fn new(module: &Module) -> Result<Self, Fault> {
        Self::within(module, FUEL, MEMORY_BYTES)
    }

    /// A fresh instance whose calls have so much fuel each, and so many bytes of memory together.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be made.
    pub fn within(module: &Module, fuel: u64, memory_bytes: usize) -> Result<Self, Fault> {
        let limits = StoreLimitsBuilder::new()
            .memory_size(memory_bytes)
            .trap_on_grow_failure(true);
        let limits = Limits {
            store: limits.build(),
        };
        let mut store = Store::new(&module.engine, limits);
        store.limiter(|limits| &mut limits.store);
        store.set_fuel(FUEL).map_err(|e| fault(&e))?;
        let instance = module.ready.instantiate(&mut store);
        let instance = instance.map_err(|e| fault(&e))?;
        let memory = instance.get_memory(&mut store, "memory");
        let memory = memory.ok_or_else(|| Fault::BrokeAbi("no export `memory`".into()))?;
        let marker = instance.get_typed_func::<(), u32>(&mut store, MARKER);
        let version = marker
            .and_then(|marker| marker.call(&mut store, ()))
            .map_err(|e| fault(&e))?;
        if version != VERSION {
            return Err(Fault::BrokeAbi(format!("version {version}")));
        }
        let input = instance
            .get_typed_func(&mut store, INPUT)
            .map_err(|e| fault(&e))?;
        let output = instance
            .get_typed_func(&mut store, OUTPUT)
            .map_err(|e| fault(&e))?;
        let output_len = instance
            .get_typed_func(&mut store, OUTPUT_LEN)
            .map_err(|e| fault(&e))?;
        let mut export = |op: Op| {
            let (store, name) = (&mut store, op.export());
            Ok(match (op.handles(), op.has_input()) {
                (_, false) => Export::Handle(instance.get_typed_func(store, name)?),
                (0, true) => Export::Input(instance.get_typed_func(store, name)?),
                (1, true) => Export::HandleInput(instance.get_typed_func(store, name)?),
                (_, true) => Export::HandlesInput(instance.get_typed_func(store, name)?),
            })
        };
        let mut ops = Vec::with_capacity(Op::ALL.len());
        for op in Op::ALL {
            ops.push(export(op).map_err(|e| fault(&e))?);
        }
        let ops = ops
            .try_into()
            .map_err(|_| Fault::BrokeAbi("not every call has an export".into()))?;
        Ok(Self {
            store,
            memory,
            input,
            output,
            output_len,
            ops,
            fuel,
            used: 0,
        })
    }

    /// Makes a call: status and answer.
    ///
    /// # Errors
    /// [`Fault`]: then this instance must be dropped.
    pub fn call(
        &mut self,
        op: Op,
        a: u32,
        b: u32,
        input: &[u8],
    ) -> Result<(Status, Vec<u8>), Fault> {
        self.store.set_fuel(self.fuel).map_err(|e| fault(&e))?;
        let status = self.run(op, a, b, input).map_err(|e| fault(&e))?;
        let status = status.and_then(|status| Status::try_from(status).ok());
        let status = status.ok_or_else(|| Fault::BrokeAbi("no such status".into()))?;
        let answer = self.answer()?;
        let left = self.store.get_fuel().unwrap_or_default();
        self.used = self.fuel.saturating_sub(left);
        Ok((status, answer))
    }

    /// The fuel that the last call used: a figure, never a part of an answer.
    #[must_use]
    pub const fn fuel_used(&self) -> u64 {
        self.used
    }

    /// The bytes of memory that the instance has: a figure too.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.memory.data_size(&self.store)
    }

    fn run(&mut self, op: Op, a: u32, b: u32, input: &[u8]) -> wasmtime::Result<Option<u32>> {
        let Ok(len) = u32::try_from(input.len()) else {
            return Ok(None);
        };
        if op.has_input() {
            let place = self.input.call(&mut self.store, len)?;
            // Null: more than the module takes. The call then says so by its status.
            if place == 0 && len != 0 {
                return Ok(Some(Status::Limit as u32));
            }
            self.memory.write(&mut self.store, place as usize, input)?;
        }
        let store = &mut self.store;
        let status = match &self.ops[op as usize] {
            Export::Handle(call) => call.call(store, a)?,
            Export::Input(call) => call.call(store, len)?,
            Export::HandleInput(call) => call.call(store, (a, len))?,
            Export::HandlesInput(call) => call.call(store, (a, b, len))?,
        };
        Ok(Some(status))
    }

    /// Reads the answer; every pointer is checked, and read anew after each call.
    fn answer(&mut self) -> Result<Vec<u8>, Fault> {
        let place = self
            .output
            .call(&mut self.store, ())
            .map_err(|e| fault(&e))?;
        let len = self
            .output_len
            .call(&mut self.store, ())
            .map_err(|e| fault(&e))?;
        let (place, len) = (place as usize, len as usize);
        let memory = self.memory.data(&self.store);
        let answer = place
            .checked_add(len)
            .and_then(|end| memory.get(place..end));
        let outside = || Fault::BrokeAbi("an answer outside the memory".into());
        answer.map(<[u8]>::to_vec).ok_or_else(outside)
    }
}
