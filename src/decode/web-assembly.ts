/** The part of WebAssembly that plain-rows.ts uses: Node has it, its types for Node 20 do not. */
declare global {
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array);
    }

    class Instance {
      readonly exports: Record<string, unknown>;
      constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    }

    class Memory {
      readonly buffer: ArrayBuffer;
      /** @param size in pages of 65,536 bytes */
      constructor(size: { initial: number });
    }
  }
}

export {};
