// The raw door, with nothing but WebAssembly: what any JavaScript program needs to call the module.

/** Opens a module from its bytes. */
export function open(bytes) {
  const module = new WebAssembly.Module(bytes);
  // The browser door's helpers: the raw door never calls one.
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`the raw door called ${from}.${name}`);
    };
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  if (exports.tiercel_abi_1() !== 1) throw new Error('not a module of ABI 1');
  return {
    /** Makes a call: the export's name, its handles, its input or null. */
    call(name, handles, input) {
      const rest = [];
      if (input !== null) {
        const place = exports.tiercel_input(input.length);
        if (place === 0 && input.length > 0) return { status: 4, output: new Uint8Array() };
        new Uint8Array(exports.memory.buffer, place, input.length).set(input);
        rest.push(input.length);
      }
      const status = exports[name](...handles, ...rest);
      // The memory may have grown during the call: its buffer is taken anew.
      const [from, length] = [exports.tiercel_output(), exports.tiercel_output_len()];
      return { status, output: new Uint8Array(exports.memory.buffer, from, length).slice() };
    },
  };
}
