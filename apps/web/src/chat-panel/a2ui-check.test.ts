import { describe, expect, test } from 'vitest'
import { isDrawable, wordsOf } from './a2ui-check.ts'

const surfaceId = 's'
const draws = (...components: unknown[]) => isDrawable({ version: 'v0.9', updateComponents: { surfaceId, components } })
const text = (over: object = {}) => ({ id: 't', component: 'Text', text: 'hello', ...over })

describe('[U4] what an agent wants drawn', () => {
  test('is drawn when it is of the list', () => {
    expect(draws(text(), { id: 'r', component: 'Row', children: ['t'] })).toBe(true)
    expect(isDrawable({ version: 'v0.9', createSurface: { surfaceId, catalogId: 'c' } })).toBe(true)
  })

  test.each<[string, unknown]>([
    ['a component of another list', { id: 'i', component: 'Image', url: 'https://evil.example/x.png' }],
    ['a name of every object', { id: 'i', component: 'constructor' }],
    ['an address on a listed component', text({ url: 'https://evil.example' })],
    ['a function for a text', text({ text: { call: 'openUrl', args: { url: 'https://evil.example' } } })],
    [
      'a function deep in an action',
      { id: 'b', component: 'Button', child: 't', action: { functionCall: { call: 'x' } } },
    ],
    ['a text that nobody could read', text({ text: 'x'.repeat(4_001) })],
    ['nothing', null],
  ])('is not drawn when it is %s', (_, component) => {
    expect(draws(component)).toBe(false)
  })

  test('is not drawn when it is too much, of another version, or two messages in one', () => {
    expect(draws(...Array.from({ length: 201 }, (_, i) => text({ id: `t${i}` })))).toBe(false)
    expect(draws(...Array.from({ length: 20 }, (_, i) => text({ id: `t${i}`, text: 'x'.repeat(4_000) })))).toBe(false)
    expect(isDrawable({ version: 'v0.8', createSurface: { surfaceId } })).toBe(false)
    expect(isDrawable({ version: 'v0.9', createSurface: { surfaceId }, deleteSurface: { surfaceId } })).toBe(false)
  })
})

describe('[U1] a click is the person’s next message', () => {
  test('sends the words of the action under any name', () => {
    expect(wordsOf('choose_agent', { agent: 'insights', message: 'Ask the insights liaison' })).toBe(
      'Ask the insights liaison',
    )
    expect(wordsOf('say', { message: '  ' })).toBeNull()
  })

  test('else in its name and values, so that the person sees what was sent', () => {
    expect(wordsOf('set_budget', { most: 500, urgent: true, regions: ['West', 'East'] })).toBe(
      'Set budget: most: 500, urgent: yes, regions: West, East',
    )
    expect(wordsOf('go_on', {})).toBe('Go on')
  })
})
