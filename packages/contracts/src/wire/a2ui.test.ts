import { describe, expect, test } from 'vitest'
import { A2UI_CATALOG, A2UI_LIMITS, a2uiMessage } from './a2ui.ts'

const surfaceId = 'ask:1'
const drawn = (...components: object[]) => ({ version: 'v0.9', updateComponents: { surfaceId, components } })
const label = { id: 'label', component: 'Text', text: 'Insights' }
const button = (event: object, more: object = {}) => ({
  id: 'root',
  component: 'Button',
  child: 'label',
  action: { event },
  ...more,
})
const accepts = (message: unknown) => a2uiMessage.safeParse(message).success

describe('[SECURITY 26] what an agent may draw', () => {
  test('a surface, its components, its data and its end, of wire version v0.9', () => {
    expect(accepts({ version: 'v0.9', createSurface: { surfaceId, catalogId: A2UI_CATALOG } })).toBe(true)
    expect(accepts(drawn(button({ name: 'choose_agent', context: { agent: 'liaison.insights' } }), label))).toBe(true)
    expect(accepts({ version: 'v0.9', updateDataModel: { surfaceId, path: '/name', value: { a: [1, null] } } })).toBe(
      true,
    )
    expect(accepts({ version: 'v0.9', deleteSurface: { surfaceId } })).toBe(true)
  })

  test.each<[string, unknown]>([
    ['another version', { version: 'v0.8', deleteSurface: { surfaceId } }],
    ['no version', { deleteSurface: { surfaceId } }],
    ['two messages in one', { version: 'v0.9', deleteSurface: { surfaceId }, updateDataModel: { surfaceId } }],
    ['a catalogue from elsewhere', { version: 'v0.9', createSurface: { surfaceId, catalogId: 'https://x.example/c' } }],
    ['a picture from elsewhere', drawn({ id: 'root', component: 'Image', url: 'https://x.example/?secret' })],
    ['a video', drawn({ id: 'root', component: 'Video', url: 'https://x.example/v' })],
    ['an unknown property', drawn({ ...label, onClick: 'alert(1)' })],
    [
      'a function in the page',
      drawn(label, { ...button({ name: 'x' }), action: { functionCall: { call: 'openUrl' } } }),
    ],
    ['a function for a text', drawn({ id: 'root', component: 'Text', text: { call: 'formatString', args: {} } })],
    ['a component that holds itself', drawn({ id: 'root', component: 'Card', child: 'root' })],
    [
      'a circle',
      drawn({ id: 'a', component: 'Card', child: 'b' }, { id: 'b', component: 'Column', children: ['c', 'a'] }, label),
    ],
    ['one name twice', drawn(label, label)],
    ['nothing', drawn()],
    ['a text that is too long', drawn({ ...label, text: 'x'.repeat(A2UI_LIMITS.textChars + 1) })],
    ['a password field', drawn({ id: 'root', component: 'TextField', label: 'Password', variant: 'obscured' })],
    ['no object', 'createSurface'],
  ])('%s is refused', (_, message) => {
    expect(accepts(message)).toBe(false)
  })

  test('allows 200 components, 16 deep, and no more', () => {
    const nested = (depth: number) =>
      drawn(...Array.from({ length: depth - 1 }, (_, i) => ({ id: `c${i}`, component: 'Card', child: `c${i + 1}` })), {
        ...label,
        id: `c${depth - 1}`,
      })
    expect(accepts(nested(A2UI_LIMITS.depth))).toBe(true)
    expect(accepts(nested(A2UI_LIMITS.depth + 1))).toBe(false)
    const many = (count: number) => drawn(...Array.from({ length: count }, (_, i) => ({ ...label, id: `t${i}` })))
    expect(accepts(many(A2UI_LIMITS.componentsPerMessage))).toBe(true)
    expect(accepts(many(A2UI_LIMITS.componentsPerMessage + 1))).toBe(false)
  })

  test('a message may hold 64 Ki characters and no more', () => {
    const frame = JSON.stringify({ version: 'v0.9', updateDataModel: { surfaceId, value: '' } }).length
    const filled = (chars: number) => ({ version: 'v0.9', updateDataModel: { surfaceId, value: 'x'.repeat(chars) } })
    expect(accepts(filled(A2UI_LIMITS.messageChars - frame))).toBe(true)
    expect(accepts(filled(A2UI_LIMITS.messageChars - frame + 1))).toBe(false)
  })

  test('a tree with many ways to one component is read in no time', () => {
    const layers = Array.from({ length: 15 }, (_, i) => ({
      id: `r${i}`,
      component: 'Row',
      children: Array.from({ length: 12 }, () => `r${i + 1}`),
    }))
    expect(accepts(drawn(...layers, { ...label, id: 'r15' }))).toBe(true)
  })
})
