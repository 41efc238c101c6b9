
/** Where the module comes from: its address, an answer that brings it, its bytes, or compiled. */
export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the module, once, before anything else. Without an argument it is fetched from beside the
 * glue, where bundlers put it.
 */
export default function init(given?: {
  module_or_path: InitInput | Promise<InitInput>;
}): Promise<void>;

/** Loads the module from what is there already: bytes, or a compiled module. */
export function initSync(given: { module: BufferSource | WebAssembly.Module }): void;
