// Tests of the Durable Streams suite that do not count or do not pass, each with its reason. One that passes must leave the
// list of those that are excused.

/** Groups of the suite about reading. The other groups write: producers, closing, forks, lifetimes, large payloads. */
export const STREAM_GROUPS = [
  'Read Operations',
  'Long-Poll Operations',
  'HTTP Protocol',
  'Browser Security Headers',
  'Content-Type Validation',
  'HEAD Metadata',
  'Offset Validation and Resumability',
  'Protocol Edge Cases',
  'Long-Poll Edge Cases',
  'Caching and ETag',
  'Read-Your-Writes Consistency',
  'SSE Mode',
  'JSON Mode',
]

/** Tests of these groups about writing alone. They reach the adapter and not the product, so they are not counted. */
export const STREAMS_WRITING = new Set([
  'HTTP Protocol should return correct headers on PUT',
  'HTTP Protocol should return 200 on idempotent PUT with same config',
  'HTTP Protocol should return 409 on PUT with different config',
  'HTTP Protocol should return correct headers on POST',
  'HTTP Protocol should return 404 on POST to non-existent stream',
  'HTTP Protocol should return 409 on content-type mismatch',
  'HTTP Protocol should return 404 on DELETE non-existent stream',
  'HTTP Protocol should return 204 on successful DELETE',
  'HTTP Protocol should enforce sequence ordering',
  'HTTP Protocol should enforce lexicographic seq ordering ("2" then "10" rejects)',
  'HTTP Protocol should allow lexicographic seq ordering ("09" then "10" succeeds)',
  'HTTP Protocol should reject duplicate seq values',
  'Browser Security Headers should include X-Content-Type-Options: nosniff on PUT responses',
  'Browser Security Headers should include X-Content-Type-Options: nosniff on POST responses',
  'Content-Type Validation should enforce content-type match on append',
  'Content-Type Validation should allow append with matching content-type',
  'Protocol Edge Cases should reject empty POST body with 400',
  'Protocol Edge Cases should enforce case-sensitive seq ordering',
  'Protocol Edge Cases should return Location header on 201',
  'Protocol Edge Cases should reject missing Content-Type on POST',
  'Protocol Edge Cases should accept PUT without Content-Type (use default)',
  'JSON Mode should allow PUT with empty array body (creates empty stream)',
  'JSON Mode should reject POST with empty array body',
  'JSON Mode should reject invalid JSON with 400',
  'JSON Mode should reject empty JSON arrays with 400',
])

const BYTES = 'compares with the bytes that it wrote; a conversation is read as its events'
const TEXT = 'expects a stream of text, whose empty body has no byte; a conversation is always JSON'
const BINARY = 'expects a binary stream; a conversation is always JSON'

const BYTES_TESTS = [
  'Read Operations should read stream with data',
  'Read Operations should read from offset',
  'Long-Poll Operations should wait for new data with long-poll',
  'Long-Poll Operations should return immediately if data already exists',
  'HTTP Protocol should read from offset',
  'Offset Validation and Resumability should accept -1 as sentinel for stream beginning',
  'Offset Validation and Resumability should return same data for offset=-1 and no offset',
  'Offset Validation and Resumability should be able to resume from offset=now result',
  'Offset Validation and Resumability should support offset=now with long-poll on empty stream',
  'Offset Validation and Resumability should support resumable reads (no duplicate data)',
  'Protocol Edge Cases should handle PUT with initial body correctly',
  'Protocol Edge Cases should preserve data immutability by position',
  'Protocol Edge Cases should ignore unknown query parameters',
  'Long-Poll Edge Cases should return immediately with Stream-Up-To-Date when data exists at offset',
  'Caching and ETag should return 200 for non-matching If-None-Match',
  'Read-Your-Writes Consistency should immediately read message after append',
  'Read-Your-Writes Consistency should immediately read multiple appends',
  'Read-Your-Writes Consistency should serve offset-based reads immediately after append',
  'SSE Mode JSON SSE catch-up pairs every data event with a control event',
  'SSE Mode should wrap JSON data in arrays for SSE and produce valid JSON',
  'SSE Mode should handle newlines in text/plain payloads',
  'SSE Mode should prevent CRLF injection in payloads - embedded event boundaries become literal data',
  'SSE Mode should handle JSON payloads with embedded newlines safely',
  'JSON Mode should handle content-type with charset parameter',
  'JSON Mode should wrap single JSON value in array',
  'JSON Mode should store arrays as single messages',
  'JSON Mode should concatenate multiple appends into single array',
  'JSON Mode should handle mixed single values and arrays',
  'JSON Mode should handle various JSON value types',
  'JSON Mode should preserve JSON structure and nesting',
  'JSON Mode should work with client json() iterator',
  'JSON Mode should store nested arrays as single messages',
  'JSON Mode should store arrays as values when double-wrapped',
  'JSON Mode should store primitive arrays as single messages',
  'JSON Mode should handle mixed batching - single values, arrays, and nested arrays',
]
const TEXT_TESTS = [
  'Read Operations should read empty stream',
  'HTTP Protocol should return correct headers on GET',
  'HTTP Protocol should return empty body with up-to-date for empty stream',
  'HEAD Metadata should return metadata without body',
  'Offset Validation and Resumability should accept offset=now as sentinel for current tail position',
  'Offset Validation and Resumability should work with offset=now on empty stream',
  'Offset Validation and Resumability should return empty body for offset=now on non-JSON streams',
  'Offset Validation and Resumability should return empty response when reading from tail offset',
]
const BINARY_TESTS = [
  'Protocol Edge Cases should handle binary data with integrity',
  'SSE Mode base64 SSE catch-up pairs every data event with a control event',
  'SSE Mode should auto-detect binary streams and return base64 encoded data in SSE mode',
  'SSE Mode should include Stream-SSE-Data-Encoding header for binary streams',
  'SSE Mode should handle large binary payload with auto-detected base64 encoding',
  'SSE Mode should handle binary data with special bytes using auto-detected base64 encoding',
  'SSE Mode should auto-detect base64 encoding for application/x-protobuf streams',
  'SSE Mode should auto-detect base64 encoding for image/png streams',
]

/** @type {Map<string, string>} */
export const STREAMS_EXCUSED = new Map([
  ...BYTES_TESTS.map((name) => /** @type {const} */ ([name, BYTES])),
  ...TEXT_TESTS.map((name) => /** @type {const} */ ([name, TEXT])),
  ...BINARY_TESTS.map((name) => /** @type {const} */ ([name, BINARY])),
])
