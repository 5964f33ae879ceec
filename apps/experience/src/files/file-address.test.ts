import { describe, expect, test } from 'vitest'
import { FileAddress } from './file-address.ts'

const NOW = 1_000_000
const address = new FileAddress(() => 'http://127.0.0.1:8001', 'a key')

function partsOf(href: string) {
  const url = new URL(href)
  const id = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  return { id, expires: url.searchParams.get('expires') ?? '', signature: url.searchParams.get('signature') ?? '' }
}

const good = (href: string, now = NOW, by = address) => {
  const { id, expires, signature } = partsOf(href)
  return by.verify(id, expires, signature, now)
}

describe('[R8] the signed address of a file', () => {
  test('is good until it expires, and not a moment longer', () => {
    const href = address.sign('f1', NOW + 60_000)
    expect(good(href)).toBe(true)
    expect(good(href, NOW + 59_999)).toBe(true)
    expect(good(href, NOW + 60_000)).toBe(false)
  })

  test('leads to the house that made it, wherever that is when it is asked', () => {
    let port = 1
    const late = new FileAddress(() => `http://127.0.0.1:${port}`, 'a key')
    port = 8001
    expect(late.sign('f1', NOW)).toMatch(/^http:\/\/127\.0\.0\.1:8001\/internal\/files\/f1\?expires=1000000&signature=/)
  })

  test('fits one file', () => {
    const { expires, signature } = partsOf(address.sign('f1', NOW + 1))
    expect(address.verify('f2', expires, signature, NOW)).toBe(false)
    expect(address.verify('f1', expires, signature, NOW)).toBe(true)
  })

  test('cannot be made to last longer', () => {
    const { id, signature } = partsOf(address.sign('f1', NOW + 1))
    for (const expires of [String(NOW + 2), 'Infinity', '1e99', `${NOW + 1}0`, `0${NOW + 1}`, ` ${NOW + 1}`]) {
      expect(address.verify(id, expires, signature, NOW), expires).toBe(false)
    }
  })

  test('cannot be changed anywhere', () => {
    const { id, expires, signature } = partsOf(address.sign('f1', NOW + 1))
    for (let i = 0; i < signature.length; i += 1) {
      const other = signature[i] === 'A' ? 'B' : 'A'
      const changed = `${signature.slice(0, i)}${other}${signature.slice(i + 1)}`
      expect(address.verify(id, expires, changed, NOW)).toBe(false)
    }
    for (const wrong of ['', signature.slice(1), `${signature}A`, 'é'.repeat(signature.length)]) {
      expect(address.verify(id, expires, wrong, NOW)).toBe(false)
    }
  })

  test('is worth nothing in a house with another key', () => {
    const other = new FileAddress(() => 'http://127.0.0.1:8001', 'another key')
    expect(good(address.sign('f1', NOW + 1), NOW, other)).toBe(false)
  })

  test('does not run together: the end of an id is not the beginning of a time', () => {
    const { signature } = partsOf(address.sign('f', 11))
    expect(address.verify('f1', '1', signature, 0)).toBe(false)
  })

  test('leads nowhere else, whatever the id is', () => {
    for (const id of ['../../admin', 'a/b', 'a?b=c', 'a#b', '%2e%2e', 'ü 猫']) {
      const href = address.sign(id, NOW + 1)
      expect(new URL(href).pathname.startsWith('/internal/files/'), id).toBe(true)
      expect(new URL(href).pathname.split('/'), id).toHaveLength(4)
      expect(good(href), id).toBe(true)
    }
  })
})
