// Measures the encoded size of a value.

/** Bytes of its JSON, without what is around it. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
