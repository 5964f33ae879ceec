// Owns the weight of a value as it is sent.

/** Bytes of its JSON, without what is around it. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
