// Baseline of the page: the same messages as plain paragraphs and a growing text node, rendered at most once per frame,
// scrolled to the end.
import type { ConversationSnapshot } from '@biplane/contracts/wire/events'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** What is out of sight is not laid out. */
const STYLE = `html, body { height: 100%; margin: 0 } main { height: 100%; overflow-y: auto; font: 15px/1.6 sans-serif }
section { content-visibility: auto; contain-intrinsic-size: auto 60rem }
p { max-width: 46rem; margin: 0 auto; padding-bottom: 1rem; white-space: pre-wrap; overflow-wrap: break-word }`
const IN_A_SECTION = 20

const SCRIPT = `const main = document.querySelector('main')
const answer = document.querySelector('div')
let last = answer.lastChild.firstChild
let waiting = ''
let whole = null
let drawing = false
function draw() {
  drawing = false
  const [first, ...others] = (whole ?? waiting).split('\\n\\n')
  if (whole === null) last.appendData(first)
  else last.data = first
  waiting = ''
  // A paragraph of its own for each, so that the browser lays out no more than the last.
  for (const text of others) {
    last = new Text(text)
    const paragraph = document.createElement('p')
    paragraph.append(last)
    answer.append(paragraph)
  }
  main.scrollTop = main.scrollHeight
}
main.scrollTop = main.scrollHeight
const socket = new WebSocket(location.href.replace('http', 'ws'))
socket.onmessage = ({ data }) => {
  const { type, payload } = JSON.parse(data)
  if (type === 'agent.token') waiting += payload.text
  else if (type === 'agent.completed') whole = payload.text
  else return
  if (!drawing) requestAnimationFrame(draw)
  drawing = true
}`

/** A page that shows a conversation and reads on at the same address. */
export function barePage({ messages }: ConversationSnapshot): string {
  const texts = messages.map(({ content }) => paragraphs(content))
  // A text that is empty makes no node; one space does.
  const answer = texts.pop() ?? paragraphs(' ')
  const sections = texts.flatMap((_, at) =>
    at % IN_A_SECTION === 0 ? [`<section>${texts.slice(at, at + IN_A_SECTION).join('')}</section>`] : [],
  )
  return `<!doctype html><meta charset="utf-8"><title>Bare</title><link rel="icon" href="data:,"><style>${STYLE}</style><main>${sections.join('')}<div>${answer}</div></main><script>${SCRIPT}</script>`
}

const paragraphs = (text: string) =>
  text
    .split('\n\n')
    .map((one) => `<p>${escaped(one) || ' '}</p>`)
    .join('')
