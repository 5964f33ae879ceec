import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeUrl } from './safe-url.ts'

describe('links of an answer', () => {
  test.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://example.com', 'http://example.com/'],
    ['mailto:ar@example.com', 'mailto:ar@example.com'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com/'],
  ])('[SECURITY 24] %s is an address', (url, href) => {
    expect(safeUrl(url)).toEqual({ kind: 'external', href })
  })

  test('a row of the table beside it', () => {
    expect(safeUrl('#row:17')).toEqual({ kind: 'row', row: 17 })
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\u200bscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/png;base64,AAAA',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    'ftp://example.com',
    'ws://example.com',
    '//example.com/track.gif',
    '/api/files/1/content',
    'api/files',
    '#anything',
    '#row:x',
    '#row:',
    '#row:1e9',
    '#row:12345678901',
    'https://user:secret@example.com/',
    '',
    ' ',
    'https://',
    'streamdown:incomplete-link',
  ])('[SECURITY 24] %j leads nowhere', (url) => {
    expect(safeUrl(url)).toBeNull()
  })

  test('[SECURITY 24] allows only http, https, mailto and rows', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (url) => {
        const safe = safeUrl(url)
        if (safe?.kind === 'external') expect(safe.href).toMatch(/^(https?|mailto):/)
      }),
    )
  })
})
